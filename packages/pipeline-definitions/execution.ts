import { get, type StringVariable } from "./variable";

/**
 * Names of the execution variables, as the Python SDK lists them
 * (sagemaker.workflow.execution_variables, 2.257).
 */
export const EXECUTION_VARIABLES = [
  "StartDateTime",
  "CurrentDateTime",
  "PipelineName",
  "PipelineArn",
  "PipelineExecutionId",
  "PipelineExecutionArn",
  "TrainingJobName",
  "ProcessingJobName",
] as const;

/** What an execution knows of itself: `execution.PipelineExecutionId`. */
export const execution: Readonly<Record<(typeof EXECUTION_VARIABLES)[number], StringVariable>> =
  Object.freeze({
    StartDateTime: get("Execution.StartDateTime"),
    CurrentDateTime: get("Execution.CurrentDateTime"),
    PipelineName: get("Execution.PipelineName"),
    PipelineArn: get("Execution.PipelineArn"),
    PipelineExecutionId: get("Execution.PipelineExecutionId"),
    PipelineExecutionArn: get("Execution.PipelineExecutionArn"),
    TrainingJobName: get("Execution.TrainingJobName"),
    ProcessingJobName: get("Execution.ProcessingJobName"),
  });
