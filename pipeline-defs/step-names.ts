/** Names of the steps that others than the pipelines speak of: rules, alerts, the local SageMaker's tests. */

/** Training pipeline. */
export const PREPROCESS_STEP = "Preprocess";
export const TRAIN_STEP = "Train";
export const EVALUATE_STEP = "Evaluate";
/** Where a version has to beat the one in use. */
export const VERSION_IN_USE_STEP = "VersionInUse";
/** Where the image is one's own: the version that was trained predicts the test rows, and the one in use does. */
export const CREATE_TRAINED_MODEL_STEP = "CreateTrainedModel";
export const PREDICT_TEST_ROWS_STEP = "PredictTestRows";
export const CREATE_MODEL_IN_USE_STEP = "CreateModelInUse";
export const PREDICT_TEST_ROWS_IN_USE_STEP = "PredictTestRowsInUse";
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
/** The Fail step that means drift and nothing else: the drift rule listens for it, the failure rule leaves it out. */
export const DATA_DRIFT_STEP = "DataDrift";
/** Where a built-in algorithm predicts: it takes numbers alone. */
export const PREPARE_BATCH_STEP = "PrepareBatch";
export const BATCH_TRANSFORM_STEP = "BatchTransform";
export const RECORD_PREDICTIONS_STEP = "RecordPredictions";
/** What the version in use has predicted before, and what is known of it by now. */
export const LATEST_PREDICTIONS_STEP = "LatestPredictions";
export const MONITOR_PREDICTIONS_STEP = "MonitorPredictions";
