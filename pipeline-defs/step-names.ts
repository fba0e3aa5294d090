/** Names of the steps that others than the pipelines speak of: rules, alerts, the local SageMaker's tests. */

/** Training pipeline. */
export const PREPROCESS_STEP = "Preprocess";
export const TRAIN_STEP = "Train";
export const EVALUATE_STEP = "Evaluate";
/** Where a version has to beat the one in use. */
export const VERSION_IN_USE_STEP = "VersionInUse";
export const CHECK_MODEL_QUALITY_STEP = "CheckModelQuality";
export const DATA_QUALITY_BASELINE_STEP = "DataQualityBaseline";
export const RECORD_VERSION_STEP = "RecordVersion";
export const REGISTER_MODEL_STEP = "RegisterModel";
export const REJECT_MODEL_STEP = "RejectModel";

/** Inference pipeline. */
export const LATEST_APPROVED_MODEL_STEP = "LatestApprovedModel";
export const CREATE_MODEL_STEP = "CreateModel";
export const MONITOR_INPUT_STEP = "MonitorInput";
/** In monitoring mode `model-monitor` only. */
export const ASSESS_DRIFT_STEP = "AssessDrift";
export const CHECK_DRIFT_STEP = "CheckDrift";
/** The Fail step that means that the batch has drifted. */
export const DATA_DRIFT_STEP = "DataDrift";
/** Where a built-in algorithm predicts: it takes numbers alone. */
export const PREPARE_BATCH_STEP = "PrepareBatch";
export const BATCH_TRANSFORM_STEP = "BatchTransform";
export const RECORD_PREDICTIONS_STEP = "RecordPredictions";
export const LATEST_LABELS_STEP = "LatestLabels";
export const MONITOR_PREDICTIONS_STEP = "MonitorPredictions";
export const CHECK_PREDICTIONS_STEP = "CheckPredictions";
/** The Fail step that means that predictions have moved, or are worse than a version may be. */
export const MODEL_DRIFT_STEP = "ModelDrift";

/** The Fail steps that mean drift and nothing else: one rule listens for them, the failure rule leaves them out. */
export const DRIFT_STEPS = [DATA_DRIFT_STEP, MODEL_DRIFT_STEP] as const;

/** Whether a step that failed means drift. */
export function isDriftStep(name: string | undefined): boolean {
  return DRIFT_STEPS.some((step) => step === name);
}
