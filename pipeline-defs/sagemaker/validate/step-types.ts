/** What a step must and may say beside the arguments that the service model describes. */
export interface StepType {
  /** Fields of its own that it must have. */
  readonly required: readonly string[];
  /** Fields of its own that it may have. */
  readonly optional: readonly string[];
  /** Arguments that no request's shape requires. */
  readonly arguments: readonly string[];
  /** Arguments of which it has exactly one. */
  readonly oneOf: readonly string[];
}

const none: readonly string[] = [];
const type = (fields: Partial<StepType> = {}): StepType => ({
  required: none,
  optional: none,
  arguments: none,
  oneOf: none,
  ...fields,
});
const CHECK = [
  "SkipCheck",
  "FailOnViolation",
  "RegisterNewBaseline",
  "ModelPackageGroupName",
  "SuppliedBaselineConstraints",
];

/** Fields that every step may have, where its type has a use for them. */
export const COMMON_FIELDS = [
  "Name",
  "Type",
  "Arguments",
  "DisplayName",
  "Description",
  "DependsOn",
  "CacheConfig",
  "RetryPolicies",
  "PropertyFiles",
];

/**
 * Every step type. Fields: what the step classes of the Python SDK write (sagemaker.workflow 2.257.7; Cleanup,
 * EMRServerless, ForEach and Job: sagemaker-mlops 1.27.0).
 */
export const STEP_TYPES: ReadonlyMap<string, StepType> = new Map(
  Object.entries({
    AutoML: type(),
    Callback: type({ required: ["SqsQueueUrl"], optional: ["OutputParameters"] }),
    ClarifyCheck: type({ required: ["CheckType"], optional: [...CHECK, "ModelName"] }),
    Cleanup: type({ arguments: ["Resources"] }),
    Condition: type({ arguments: ["Conditions"] }),
    EMR: type({ arguments: ["StepConfig"], oneOf: ["ClusterId", "ClusterConfig"] }),
    EMRServerless: type({
      arguments: ["ExecutionRoleArn", "JobConfig"],
      oneOf: ["ApplicationId", "ApplicationConfig"],
    }),
    Endpoint: type(),
    EndpointConfig: type(),
    Fail: type(),
    ForEach: type({ arguments: ["IterableItems", "MaxConcurrency", "ForEachBody"] }),
    InferenceComponent: type(),
    Job: type(),
    Lambda: type({ required: ["FunctionArn"], optional: ["OutputParameters"] }),
    Lineage: type(),
    Model: type(),
    Processing: type(),
    QualityCheck: type({ required: ["CheckType"], optional: [...CHECK, "SuppliedBaselineStatistics"] }),
    RegisterModel: type(),
    Training: type(),
    Transform: type(),
    Tuning: type(),
  }),
);

/** Values of CheckType, by step type. */
export const CHECK_TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ["ClarifyCheck", ["DATA_BIAS", "MODEL_BIAS", "MODEL_EXPLAINABILITY"]],
  ["QualityCheck", ["DATA_QUALITY", "MODEL_QUALITY"]],
]);

/** Step types that run each time whatever CacheConfig says: their classes in the Python SDK take none. */
export const NEVER_CACHED = [
  "Cleanup",
  "Condition",
  "Fail",
  "ForEach",
  "InferenceComponent",
  "Lineage",
  "Model",
  "RegisterModel",
];
