import registries from "../service-model/images.json";
import { pointTo, type Json } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { everyObject } from "./objects";
import { valuesOf } from "./parameters";
import { parameterOf } from "./reference";
import { textOf } from "./text";

/** The Regions of Amazon's own registries, by account (`service-model/images.py`). */
const REGIONS = new Map<string, readonly string[]>(Object.entries(registries));
const IMAGE = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+\/(.+)$/;
/**
 * What names the Region in which a pipeline works: keys, functions, queues. Groups of models may lie
 * elsewhere.
 */
const PLACES = [/^arn:[a-z-]+:(?:kms|lambda):([a-z0-9-]+):/, /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com/];
/** Fields of the APIs that take an image (service models of sagemaker and emr-serverless). */
const FIELDS = ["Image", "ImageUri", "RuleEvaluatorImage", "TrainingImage", "imageUri"];

interface Image {
  readonly step: string | undefined;
  readonly pointer: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/**
 * Images lie in the Region in which the job runs.
 * @param region where the pipeline will run; where it is not known, what else the definition names says
 *   so
 */
export function checkImages(indexed: IndexedDefinition, region: string | undefined): readonly Finding[] {
  const images = imagesOf(indexed);
  const home = region ?? regionOf(indexed.definition) ?? mostCommon(images.map((image) => image.region));
  return images.flatMap((image) => {
    const served = REGIONS.get(image.account);
    if (served !== undefined && !served.includes(image.region)) {
      return finding(
        image,
        `Amazon's registry ${image.account} serves ${served.join(", ")}, not ${image.region}`,
        `use the account that serves ${image.region}`,
      );
    }
    if (home === undefined || image.region === home) return [];
    return finding(
      image,
      `the image ${image.name} is in ${image.region}, but the pipeline runs in ${home}`,
      `use the image from the registry in ${home}`,
    );
  });
}

function finding(image: Image, message: string, fix: string): Finding[] {
  const { step, pointer } = image;
  return [{ code: "ImageOfOtherRegion", severity: "error", step, pointer, message, fix }];
}

function imagesOf(indexed: IndexedDefinition): readonly Image[] {
  return everyObject(indexed).flatMap(({ json, pointer, from }) =>
    FIELDS.flatMap((field) =>
      textsOf(json[field] ?? null, indexed).flatMap((text): Image[] => {
        const [, account, region, name] = IMAGE.exec(text) ?? [];
        if (account === undefined || region === undefined || name === undefined) return [];
        return [{ step: from?.name, pointer: pointTo(pointer, field), account, region, name }];
      }),
    ),
  );
}

/**
 * The texts that a value can be: its own, those of a parameter; none where a part of it is known only
 * later.
 */
function textsOf(value: Json, { parameters }: IndexedDefinition): readonly string[] {
  const name = parameterOf(value);
  const parameter = parameters.find((candidate) => candidate.name === name);
  const known = parameter === undefined ? [value] : valuesOf(parameter).map(({ value: one }) => one);
  return known.flatMap((one) => textOf(one, () => "\n") ?? []);
}

/** The Region that the definition's keys, functions and queues agree on. */
function regionOf(definition: Json): string | undefined {
  const found = new Set<string>();
  const visit = (json: Json): void => {
    if (typeof json === "string") {
      for (const place of PLACES) {
        const region = place.exec(json)?.[1];
        if (region !== undefined) found.add(region);
      }
    } else if (json !== null && typeof json === "object") Object.values(json).forEach(visit);
  };
  visit(definition);
  return found.size === 1 ? [...found][0] : undefined;
}

function mostCommon(regions: readonly string[]): string | undefined {
  const count = (region: string) => regions.filter((other) => other === region).length;
  return regions.reduce<string | undefined>(
    (best, region) => (best === undefined || count(region) > count(best) ? region : best),
    undefined,
  );
}
