import type { PipelineDefinition } from "sagemaker-pipeline-definitions";
import type { Environment } from "../../environments/environment";

/** What a pipeline of `models/<name>/pipelines.ts` is built from, once for each environment of the model. */
interface PipelineContext {
  readonly environment: Environment;
  /** ARN of the execution role that this pipeline and its jobs run as in the environment. */
  readonly roleArn: string;
  /** The commit that is deployed, or planned. */
  readonly gitCommit: string;
  /**
   * S3 address of a file below the model's `scripts/`, by its content. A deployment uploads what a definition names.
   * @param path from `scripts/`, such as `preprocess.py`
   * @throws Problem `MissingScript`
   */
  script(path: string): string;
  /** The pipeline that serves where a model has no `pipelines.ts`. */
  generated(): PipelineDefinition;
}

/**
 * Makes a pipeline from what it is built from.
 * @public
 */
export type BuildPipeline = (context: PipelineContext) => PipelineDefinition;

/** What `models/<name>/pipelines.ts` exports. */
export interface ModelPipelines {
  readonly train: BuildPipeline;
  readonly inference: BuildPipeline;
}
