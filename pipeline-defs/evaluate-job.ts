import type { Environment } from "../environments/environment";
import type { Input, ProcessingArguments } from "sagemaker-pipeline-definitions";
import type { CodeAssets } from "./code-assets";
import { frameworkOf } from "./frameworks";
import { codeUri, versionUri } from "./layout";
import { scriptJob, type Machines } from "./script-job";

/** A version's files, as far as it is scored by them. */
export interface ScoredVersion {
  readonly artifact: Input<string>;
  /** Undefined in script mode: the model prepares its rows itself. */
  readonly preparation: Input<string> | undefined;
  /** Its predictions of the test rows; undefined where the job asks the model itself. */
  readonly predictions: Input<string> | undefined;
}

/** What is evaluated, on what, and against what. */
export interface Evaluation {
  readonly candidate: ScoredVersion;
  readonly test: Input<string>;
  /** Undefined where a version need not beat another. */
  readonly inUse: (ScoredVersion & { readonly arn: Input<string> }) | undefined;
  readonly machines: Machines;
}

/**
 * The job that measures a version on rows that its training has not seen; where it has to beat the one in use, on the same
 * rows. In script mode it also puts the program into the artifact, beside the model, as the Python SDK repacks one: what is
 * measured is what is registered.
 */
export function evaluateJob(
  environment: Environment,
  code: CodeAssets,
  { candidate, test, inUse, machines }: Evaluation,
): ProcessingArguments<"evaluation" | "artifact"> {
  const { description } = environment;
  const { name, direction, improvement } = description.metric;
  const { source } = code;
  return scriptJob({
    environment,
    roleArn: environment.trainPipeline.roleArn,
    image: frameworkOf(description).evaluates,
    code,
    script: "evaluate",
    arguments: [
      "--metric",
      name,
      "--direction",
      direction,
      ...(source === undefined ? [] : ["--program", source.program]),
      ...(inUse === undefined || improvement === undefined
        ? []
        : ["--improvement", String(improvement), "--version-in-use", inUse.arn]),
    ],
    machines,
    inputs: {
      ...(candidate.predictions ? { scores: candidate.predictions } : { model: candidate.artifact }),
      test,
      ...(candidate.preparation && { preparation: candidate.preparation }),
      ...(source && { source: codeUri(environment, source) }),
      ...(inUse &&
        (inUse.predictions ? { "scores-in-use": inUse.predictions } : { "model-in-use": inUse.artifact })),
      ...(inUse?.preparation && { "preparation-in-use": inUse.preparation }),
    },
    // Only in script mode is there an artifact: nobody else asks for this output.
    outputs: {
      evaluation: versionUri(environment, "evaluation"),
      ...(source && { artifact: versionUri(environment, "artifact") }),
    } as Readonly<Record<"evaluation" | "artifact", Input<string>>>,
  });
}
