import { get, type StringVariable, type Value } from "./variable";

/** Where SageMaker Experiments files the executions. */
export interface ExperimentConfig {
  readonly ExperimentName: Value<string>;
  readonly TrialName: Value<string>;
}

/** The MLflow server and experiment that executions are tracked in, as the Python SDK 3 writes it (sagemaker-mlops 1.27.0). */
export interface MlflowConfig {
  readonly MlflowResourceArn: Value<string>;
  readonly MlflowExperimentName?: Value<string> | null;
}

/** What of an experiment a step can refer to, as the Python SDK lists it (sagemaker.workflow.pipeline_experiment_config, 2.257). */
export const EXPERIMENT_PROPERTIES = ["ExperimentName", "TrialName"] as const;

/** The names that an execution is filed under, for steps to use; the pipeline must have an `experiment`. */
export const experimentConfig: Readonly<Record<(typeof EXPERIMENT_PROPERTIES)[number], StringVariable>> =
  Object.freeze({
    ExperimentName: get("PipelineExperimentConfig.ExperimentName"),
    TrialName: get("PipelineExperimentConfig.TrialName"),
  });
