import { execution, join, type Input } from "sagemaker-pipeline-definitions";
import type { Environment } from "../environments/environment";
import { copyFolder } from "../environments/names";
import type { CodeAsset } from "./code-assets";
import { PREDICTIONS_PROVENANCE_FILE } from "./version-files";

/**
 * Where things lie in S3: pipelines, policies, deployments and the rehearsal take it from here. What an execution writes
 * lies below its id, so that no execution overwrites another's.
 */

/** Folders of the data bucket in which every execution has one of its own. */
export const WORK_FOLDERS = ["prepared", "monitoring", "predictions"] as const;
export type WorkFolder = (typeof WORK_FOLDERS)[number];

/** Folders of the data bucket that jobs write to: all but the code. People put data into the first. */
export const WRITABLE_FOLDERS = ["data", ...WORK_FOLDERS] as const;
/** A folder of the data bucket, below the model's own. */
export type DataFolder = "code" | (typeof WRITABLE_FOLDERS)[number];

/** Of a version: what it was trained on. */
export const PROVENANCE_FOLDER = "provenance";
/** In it: the files that the job Preprocess read, and which versions in S3 they are. */
export const SOURCES_FILE = "sources.json";
export const DATA_MANIFEST_FILE = "data-manifest.json";

/** Key prefix of a folder of the data bucket. */
export function dataPrefix(environment: Environment, folder: DataFolder): string {
  return `${environment.modelName}/${folder}/${copyFolder(environment)}`;
}

/** Key prefix, in the registry's bucket, of all that belongs to the versions that an environment trains. */
export function versionPrefix(environment: Environment): string {
  const { modelName, group, copy } = environment;
  return `${modelName}/${copy?.group ?? group}/${copyFolder(environment)}`;
}

/** Keys, in the registry's bucket, of the manifests of what an environment's versions were trained on, as policies write them. */
export function dataManifestKeys(environment: Environment): string {
  return `${versionPrefix(environment)}*/${PROVENANCE_FOLDER}/${DATA_MANIFEST_FILE}`;
}

/** Keys, in the data bucket, of what is told beside predictions, as policies write them. */
export function predictionsProvenanceKeys(environment: Environment): string {
  return `${dataPrefix(environment, "predictions")}*/${PREDICTIONS_PROVENANCE_FILE}`;
}

/** Training data: every CSV file below it. */
export function trainDatasetUri(environment: Environment): string {
  return `${dataUri(environment, "data")}train-dataset/`;
}

/** The batch that is monitored and predicted daily. */
export function batchDatasetUri(environment: Environment): string {
  return `${dataUri(environment, "data")}batch-dataset/${environment.batchDatasetFilename}.csv`;
}

/** The folder of labels of past batches: `<execution id>.csv`, for the predictions of that execution. */
const LABELS_FOLDER = "labels/";

/** Address of the folder of labels, with a slash at the end. */
export function labelsUri(environment: Environment): string {
  return `${dataUri(environment, "data")}${LABELS_FOLDER}`;
}

/** Keys, in the data bucket, of the folder of labels and of those of people's copies, as policies write them. */
export function labelsKeys(environment: Environment): string {
  return `${dataPrefix(environment, "data")}*${LABELS_FOLDER}`;
}

/** Key of a script in the data bucket, by its content. */
export function codeKey(environment: Environment, code: CodeAsset): string {
  return `${dataPrefix(environment, "code")}${code.sha256}/${code.filename}`;
}

/** The scripts that a definition's text names, as `codeKey` does; each as often as it stands there. */
export function scriptsIn(definition: string): CodeAsset[] {
  return [...definition.matchAll(/\/code\/(?:as\/[a-z0-9-]+\/)?([0-9a-f]{64})\/([\w.-]+)/g)].map(
    ([, sha256 = "", filename = ""]) => ({ sha256, filename }),
  );
}

/** A script by its content. */
export function codeUri(environment: Environment, code: CodeAsset): string {
  return `s3://${environment.dataBucket}/${codeKey(environment, code)}`;
}

/** What an execution keeps in the environment's own bucket. */
export function workUri(
  environment: Environment,
  folder: WorkFolder,
  ...rest: readonly string[]
): Input<string> {
  const base = dataUri(environment, folder).slice(0, -"/".length);
  return join("/", [base, execution.PipelineExecutionId, ...rest]);
}

/** What belongs to a model version: in the registry's bucket, where every environment can read it. */
export function versionUri(
  environment: Environment,
  folder: "artifact" | "baseline" | "evaluation" | "preparation" | typeof PROVENANCE_FOLDER,
): Input<string> {
  const base = `s3://${environment.artifactsBucket}/${versionPrefix(environment)}`.slice(0, -"/".length);
  return join("/", [base, execution.PipelineExecutionId, folder]);
}

/** Address of a folder of the data bucket, with a slash at the end. */
export function dataUri(environment: Environment, folder: DataFolder): string {
  return `s3://${environment.dataBucket}/${dataPrefix(environment, folder)}`;
}
