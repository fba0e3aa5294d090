/** Names of the steps that others than the pipelines speak of: rules, alerts, the local SageMaker's tests. */

/** Training pipeline. */
export const PREPROCESS_STEP = "Preprocess";
export const TRAIN_STEP = "Train";
export const EVALUATE_STEP = "Evaluate";
export const CHECK_AUC_STEP = "CheckAuc";
export const DATA_QUALITY_BASELINE_STEP = "DataQualityBaseline";
export const RECORD_VERSION_STEP = "RecordVersion";
export const REGISTER_MODEL_STEP = "RegisterModel";
export const REJECT_LOW_AUC_STEP = "RejectLowAuc";

/** Inference pipeline. */
export const LATEST_APPROVED_MODEL_STEP = "LatestApprovedModel";
export const CREATE_MODEL_STEP = "CreateModel";
export const MONITOR_INPUT_STEP = "MonitorInput";
/** In monitoring mode `model-monitor` only. */
export const ASSESS_DRIFT_STEP = "AssessDrift";
export const CHECK_DRIFT_STEP = "CheckDrift";
/** The Fail step that means drift and nothing else: the drift rule listens for it, the failure rule leaves it out. */
export const DATA_DRIFT_STEP = "DataDrift";
export const BATCH_TRANSFORM_STEP = "BatchTransform";
export const RECORD_PREDICTIONS_STEP = "RecordPredictions";
