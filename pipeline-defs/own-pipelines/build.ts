import { types } from "node:util";
import { isJsonList, isJsonObject, type PipelineDefinition } from "sagemaker-pipeline-definitions";
import { isProblem, Problem } from "sagemaker-promotion-core/problem";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { Environment } from "../../environments/environment";
import { assetOf, type Script } from "../code-assets";
import { codeUri } from "../layout";
import type { ModelPipelines } from "./model-pipelines";

/** A model's own pipelines, and the files that their jobs may be given. */
export interface OwnPipelines {
  /** Where they stand, for messages: `models/<name>/pipelines.ts`. */
  readonly file: string;
  readonly pipelines: ModelPipelines;
  /** By their paths below `scripts/`. */
  readonly scripts: ReadonlyMap<string, Script>;
}

/** An environment's two definitions. */
export type Definitions = Readonly<Record<keyof ModelPipelines, PipelineDefinition>>;

interface Building {
  readonly environment: Environment;
  readonly gitCommit: string;
  /** What serves without pipelines of one's own; made only where it is asked for. */
  readonly generated: () => PipelineDefinition;
}

/**
 * The definition of one of a model's own pipelines in an environment.
 * @throws Problem `BadPipelines`, `MissingScript`, and what the library says against a definition
 */
export function ownDefinition(
  kind: keyof ModelPipelines,
  { file, pipelines, scripts }: OwnPipelines,
  { environment, gitCommit, generated }: Building,
): PipelineDefinition {
  const { roleArn } = kind === "train" ? environment.trainPipeline : environment.inferencePipeline;
  const where = `${kind} in ${file}, for ${environment.name}`;
  let built: PipelineDefinition;
  try {
    built = pipelines[kind]({
      environment,
      roleArn,
      gitCommit,
      script: (path) => codeUri(environment, assetOf(found(path, scripts, where))),
      generated,
    });
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw isProblem(cause)
      ? new Problem({
          code: cause.code,
          blame: "user",
          message: cause.message,
          where,
          next: cause.next,
          cause,
        })
      : badPipelines(where, `It throws: ${thrownText(cause)}.`, cause);
  }
  // The types say so, but nobody has to check them: a promise would reach AWS as `{}`.
  if (!isJsonObject(built) || !isJsonList(built.Steps))
    throw badPipelines(where, "It gives back no pipeline definition.");
  return built;
}

function found(path: string, scripts: OwnPipelines["scripts"], where: string): Script {
  const script = scripts.get(path);
  if (script !== undefined) return script;
  const names = [...scripts.keys()];
  const near = didYouMean(path, names);
  throw new Problem({
    code: "MissingScript",
    blame: "user",
    message: `The model's folder scripts/ has no ${path}; it has ${names.length === 0 ? "no file" : names.join(", ")}.`,
    where,
    next: near === undefined ? "Put the file there." : `Put the file there, or did you mean ${near}?`,
  });
}

/** What somebody else's code threw: errors of another realm are no instance of this one's. */
export function thrownText(thrown: unknown): string {
  return types.isNativeError(thrown) ? thrown.message : String(thrown);
}

/** What is wrong with a model's `pipelines.ts`. */
export function badPipelines(where: string, message: string, cause?: unknown): Problem {
  return new Problem({
    code: "BadPipelines",
    blame: "user",
    message,
    where,
    next: "Fix it (npx tsc --noEmit tells more), or delete the file: then the generated pipelines serve. Nothing was changed.",
    cause,
  });
}
