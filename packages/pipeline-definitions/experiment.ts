import { get, type Input, type StringVariable } from "./variable";

/** Where SageMaker Experiments files the executions. */
export interface ExperimentConfig {
  readonly ExperimentName: Input<string>;
  readonly TrialName: Input<string>;
}

/**
 * The MLflow server and experiment that executions are tracked in, as the Python SDK 3 writes it
 * (sagemaker-mlops 1.27.0).
 */
export interface MlflowConfig {
  readonly MlflowResourceArn: Input<string>;
  readonly MlflowExperimentName?: Input<string> | null;
}

/**
 * What of an experiment a step can refer to, as the Python SDK lists it
 * (sagemaker.workflow.pipeline_experiment_config, 2.257).
 */
export const EXPERIMENT_PROPERTIES = ["ExperimentName", "TrialName"] as const;

/**
 * The names that an execution is filed under, for steps to use; the pipeline must have an `experiment`.
 */
export const experimentConfig: Readonly<Record<(typeof EXPERIMENT_PROPERTIES)[number], StringVariable>> =
  Object.freeze({
    ExperimentName: get("PipelineExperimentConfig.ExperimentName"),
    TrialName: get("PipelineExperimentConfig.TrialName"),
  });
