import {
  indexDefinition,
  isJsonList,
  isJsonObject,
  ownJson,
  type Json,
  type JsonObject,
} from "sagemaker-pipeline-definitions";
import { standInFor, type StandIns } from "sagemaker-local-accounts";
import { definitionsOf } from "../../deploy/desired";
import { loadSources } from "../../deploy/sources";
import type { Environment } from "../../environments/environment";
import { hasOwnPipelines } from "../../pipeline-defs/own-pipelines/load";
import { standInsOf } from "./stand-ins";

/** Members that name a container's image, and what it is started for. */
const IMAGES = { ImageUri: "process", TrainingImage: "train", Image: "serve" } as const;

/** A step whose image nothing on this machine runs in the place of. */
export interface Unrehearsed {
  readonly step: string;
  readonly image: string;
}

/**
 * The steps of a pipeline whose images have no stand-in, as far as the definition names images.
 * @param standIns those of the model's own
 */
export function unrehearsed(definition: JsonObject, standIns: StandIns = {}): readonly Unrehearsed[] {
  return indexDefinition(definition).steps.flatMap((step) =>
    imagesIn(ownJson(step))
      .filter(({ image, purpose }) => !standInFor(image, purpose, standIns).runs)
      .map(({ image }) => ({ step: step.name, image })),
  );
}

interface NamedImage {
  readonly image: string;
  readonly purpose: (typeof IMAGES)[keyof typeof IMAGES];
}

function imagesIn(json: Json): readonly NamedImage[] {
  if (isJsonList(json)) return json.flatMap((item) => imagesIn(item));
  if (!isJsonObject(json)) return [];
  const named = Object.entries(IMAGES).flatMap(([member, purpose]) => {
    const image = json[member];
    return typeof image === "string" ? [{ image, purpose }] : [];
  });
  return [...named, ...Object.values(json).flatMap((value) => imagesIn(value))];
}

/**
 * What a rehearsal of the environment's pipelines leaves out, a sentence each; undefined where the model brings none of
 * its own, whose story is another.
 */
export async function ownPipelineNotes(environment: Environment): Promise<readonly string[] | undefined> {
  const sources = hasOwnPipelines(environment.modelName) ? await loadSources(environment) : undefined;
  if (sources?.own === undefined) return undefined;
  const { train, inference } = definitionsOf(sources);
  const standIns = standInsOf(environment.modelName);
  return [
    `${sources.own.file} is rehearsed by running it; the chapters that look for steps by their names are left out`,
    ...[train, inference]
      .flatMap((definition) => unrehearsed(definition, standIns))
      .map(
        ({ step, image }) =>
          `step ${step} is not rehearsed, nor what follows it: nothing here stands in for ${image}`,
      ),
  ];
}
