import type { Environment } from "../environments/environment";
import type { CodeAsset } from "./code-assets";
import { execution, join, type Input } from "sagemaker-pipeline-definitions";

/** Where things lie in S3. What an execution writes lies below its id, so that no execution overwrites another's. */

/** Training data: every CSV file below it. */
export function trainDatasetUri(environment: Environment): string {
  return `s3://${environment.dataBucket}/${environment.modelName}/data/train-dataset/`;
}

/** The batch that is monitored and predicted daily. */
export function batchDatasetUri(environment: Environment): string {
  const file = `${environment.batchDatasetFilename}.csv`;
  return `s3://${environment.dataBucket}/${environment.modelName}/data/batch-dataset/${file}`;
}

/** A script by its content. */
export function codeUri(environment: Environment, code: CodeAsset): string {
  return `s3://${environment.dataBucket}/${environment.modelName}/code/${code.sha256}/${code.filename}`;
}

/** What an execution keeps in the environment's own bucket. */
export function workUri(
  environment: Environment,
  folder: "prepared" | "monitoring" | "predictions",
  ...rest: readonly string[]
): Input<string> {
  const base = `s3://${environment.dataBucket}/${environment.modelName}/${folder}`;
  return join("/", [base, execution.PipelineExecutionId, ...rest]);
}

/** What belongs to a model version: in the registry's bucket, where every environment can read it. */
export function versionUri(
  environment: Environment,
  folder: "artifact" | "baseline" | "evaluation" | "medians",
): Input<string> {
  const base = `s3://${environment.artifactsBucket}/${environment.modelName}/${environment.group}`;
  return join("/", [base, execution.PipelineExecutionId, folder]);
}
