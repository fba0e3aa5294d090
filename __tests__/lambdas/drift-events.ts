import { settingsFrom } from "../../lambdas/start-retraining/settings";
import type { StepStatusChangeEvent } from "../../lambdas/step-event";
import { DATA_DRIFT_STEP } from "../../pipeline-defs/step-names";
import { GROUP, TRAIN_PIPELINE } from "./fake-sagemaker";

/** What the stack tells the function. */
export const settings = settingsFrom({
  ENVIRONMENT: "prod",
  READS_VERSIONS_OF: "dev,prod",
  TRAIN_PIPELINE_NAME: TRAIN_PIPELINE,
  MODEL_PACKAGE_GROUP_ARN: GROUP,
  ALERT_TOPIC_ARN: "arn:aws:sns:us-east-1:222222222222:mammography-model-notification",
});
/** The execution that drifted. */
export const EXECUTION =
  "arn:aws:sagemaker:us-east-1:222222222222:pipeline/mammo-severity-inference-pipeline/execution/p4jn9xou8a8s";

/** The event of its step DataDrift. */
export function driftEvent(detail: Partial<StepStatusChangeEvent["detail"]> = {}): StepStatusChangeEvent {
  return {
    time: "2026-03-15T23:10:11Z",
    detail: {
      pipelineExecutionArn: EXECUTION,
      stepName: DATA_DRIFT_STEP,
      currentStepStatus: "Failed",
      stepEndTime: "2026-03-15T23:10:10Z",
      failureReason: "2 violations: BIRADS is complete in 95.8% of the rows, the baseline asks for 100%",
      ...detail,
    },
  };
}

/** The event of another execution, which drifted at the same moment or later. */
export const another = (id: number, stepEndTime = "2026-03-15T23:10:10Z") =>
  driftEvent({ pipelineExecutionArn: `${EXECUTION}${id}`, stepEndTime });
