import { Problem } from "sagemaker-promotion-core/problem";
import type { Arn, Environment, PipelineSettings } from "./environment";
import { copyName, copySuffix } from "./names";
import { isProtected } from "./protected";

/** So that the trainer's name in a version's metadata, an env_group of 32 characters and this one, is shown whole. */
const LONGEST_NAME = 28;
/** PipelineName of SageMaker's API model. */
const LONGEST_PIPELINE = 256;
/** Any name, as policies write it. */
const ANY_NAME = "*";

/** What is wrong with a name for a copy, in words. Lower case: SageMaker may write the names in its ARNs so. */
export function faultsOfName(as: string): string[] {
  const strange = [...new Set(as.match(/[^a-z0-9-]/gu))];
  return [
    ...(as === "" ? ["expected a name"] : []),
    ...(strange.length === 0
      ? []
      : [
          `expected a-z, 0-9 and hyphens alone, found ${strange.map((sign) => JSON.stringify(sign)).join(" ")}`,
        ]),
    ...(/^-|-$/.test(as) ? ["expected a letter or digit first and last"] : []),
    ...(as.length > LONGEST_NAME ? [`expected at most ${LONGEST_NAME} characters, found ${as.length}`] : []),
  ];
}

/**
 * Somebody's own copy of an environment: in the same account, with the same roles, functions and key, but with pipelines,
 * folders and a lock of its own, and without a schedule. It runs its own versions and those of the environment; nobody
 * else runs its own.
 * @param as a name without faults
 * @throws Problem `NoCopy` for a protected environment, and where a name would become too long
 */
export function copyFor(environment: Environment, as: string): Environment {
  const copy = named(environment, as);
  const pipelines = [copy.trainPipeline, copy.inferencePipeline];
  const faults = [
    ...(isProtected(environment)
      ? [
          `${environment.name} is protected, as prod is and every environment with deployers of its own: what runs there is what was reviewed`,
        ]
      : []),
    ...pipelines.flatMap(({ name }) =>
      name.length > LONGEST_PIPELINE
        ? [
            `the pipeline's name ${name} would have ${name.length} characters, and may have ${LONGEST_PIPELINE}`,
          ]
        : [],
    ),
  ];
  if (faults.length === 0) return copy;
  throw new Problem({
    code: "NoCopy",
    blame: "user",
    message: `There can be no ${copy.name}: ${faults.join("; ")}.`,
    where: environment.name,
    next: isProtected(environment)
      ? "Copy an environment that people of its account may deploy, such as dev."
      : "Take a shorter name.",
  });
}

/** Every copy of an environment at once, as policies name them; undefined where there can be none. */
export function anyCopy(environment: Environment): Environment | undefined {
  return isProtected(environment) ? undefined : named(environment, ANY_NAME);
}

function named(environment: Environment, as: string): Environment {
  const { name, group, trainPipeline, inferencePipeline, readsVersionsOf } = environment;
  const ownGroup = copyName(group, as);
  return {
    ...environment,
    name: copyName(name, as),
    group: ownGroup,
    copy: { of: name, group, as },
    branch: undefined,
    readsVersionsOf: [ownGroup, ...readsVersionsOf],
    trainPipeline: suffixed(trainPipeline, as),
    inferencePipeline: { ...suffixed(inferencePipeline, as), schedule: undefined },
  };
}

function suffixed(pipeline: PipelineSettings, as: string): PipelineSettings {
  const suffix = copySuffix(as);
  return { ...pipeline, name: pipeline.name + suffix, arn: (pipeline.arn + suffix) as Arn };
}
