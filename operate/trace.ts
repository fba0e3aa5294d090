import { parseArn } from "sagemaker-promotion-core/arn";
import { Problem } from "sagemaker-promotion-core/problem";
import { pipelineVersionReport, type PipelineVersionReport } from "../deploy/pipeline-version";
import type { PipelineVersion } from "../deploy/ports";
import type { Environment } from "../environments/environment";
import { dataUri } from "../pipeline-defs/layout";
import { PREDICTIONS_PROVENANCE_FILE } from "../pipeline-defs/version-files";
import { LATEST_APPROVED_MODEL_STEP, REGISTER_MODEL_STEP } from "../pipeline-defs/step-names";
import type { Version } from "./ports";
import { provenanceOf, type Provenance } from "./provenance";
import { runReport, type ObservedRun, type RunReport } from "./run-report";
import { versionReport, type VersionReport } from "./version-report";

/** What a person may trace from. */
export type Origin =
  | { readonly kind: "execution"; readonly execution: string }
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "commit"; readonly commit: string };

/** From data and commit to predictions, and back. */
export interface Chain {
  readonly version: VersionReport;
  /** The execution that trained the version; null where it is gone, or may not be seen. */
  readonly training: RunReport | null;
  /** The version of the pipeline that it ran: from which commit, plan and by whom it was deployed. */
  readonly deployed: PipelineVersionReport | null;
  /** Where the training's data lay. */
  readonly data: string | null;
  readonly commit: string | null;
  /** The objects that were read there, and the scripts that read them. */
  readonly provenance: Provenance;
  /** Executions that predicted with the version, newest first, and where their predictions lie. */
  readonly inferences: readonly (RunReport & { readonly predictions: string })[];
}

/** Executions' ids have 12 characters; of a commit people give 7 to 40, and 12 as well. Changes on top of one are said behind it. */
const COMMIT = /^[0-9a-f]{7,40}(-dirty)?$/;
const EXECUTION = /^[a-z0-9]{12}$/;
const VERSION = /^\d{1,6}$/;

/**
 * What a reference means: a version's number or ARN, an execution's id or ARN, a commit, or the address of a prediction.
 * @throws Problem `NoOrigin`
 */
export function originOf(reference: string, environment: Environment): Origin {
  const predictions = dataUri(environment, "predictions");
  if (reference.startsWith(predictions)) {
    const [execution = ""] = reference.slice(predictions.length).split("/");
    if (EXECUTION.test(execution)) return { kind: "execution", execution };
  }
  const { resource = "" } = parseArn(reference) ?? {};
  if (resource.startsWith("model-package/") || VERSION.test(reference))
    return { kind: "version", version: reference };
  if (resource.includes("/execution/") || EXECUTION.test(reference))
    return { kind: "execution", execution: reference };
  if (COMMIT.test(reference)) return { kind: "commit", commit: reference };
  throw new Problem({
    code: "NoOrigin",
    blame: "user",
    message: `${reference} is nothing that can be traced`,
    where: `${environment.name}, whose predictions lie below ${predictions}<execution>/`,
    next: `pass the address of a prediction, or the ${PREDICTIONS_PROVENANCE_FILE} that lies beside it, an execution's id or ARN, a version's number or ARN, or a commit`,
  });
}

/** The version that an execution registered, or predicted with, by its ARN. */
export function versionArnOf({ steps }: Pick<ObservedRun, "steps">): string | undefined {
  const step = (name: string) => steps.find((one) => one.name === name);
  return (
    step(LATEST_APPROVED_MODEL_STEP)?.outputs["model_package_arn"] ??
    step(REGISTER_MODEL_STEP)?.made["registerModel"]
  );
}

/** The execution that trained a version, where, and which version of the pipeline it ran. */
export interface Training {
  readonly run: ObservedRun;
  readonly environment: Environment;
  readonly deployed: PipelineVersion | undefined;
}

/** The chain of one version. */
export function chainOf(
  version: Version,
  training: Training | undefined,
  inferences: readonly ObservedRun[],
  environment: Environment,
): Chain {
  const report = versionReport(version);
  return {
    version: report,
    training: training === undefined ? null : runReport(training.run, training.environment),
    deployed: training?.deployed === undefined ? null : pipelineVersionReport(training.deployed),
    data: report.data,
    commit: report.commit,
    provenance: provenanceOf(version),
    inferences: inferencesOf(version.arn, inferences, environment),
  };
}

function inferencesOf(
  arn: string,
  runs: readonly ObservedRun[],
  environment: Environment,
): Chain["inferences"] {
  const predictions = dataUri(environment, "predictions");
  return runs
    .filter((run) => run.status === "Succeeded" && versionArnOf(run) === arn)
    .map((run) => ({ ...runReport(run, environment), predictions: `${predictions}${run.id}/` }));
}
