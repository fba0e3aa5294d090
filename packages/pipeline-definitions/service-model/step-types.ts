import { request, requestList, stepType, type StepType } from "./step-type";

const CHECK = [
  "SkipCheck",
  "FailOnViolation",
  "RegisterNewBaseline",
  "ModelPackageGroupName",
  "SuppliedBaselineConstraints",
];
/**
 * AWS's page names the Python SDK's QualityCheckConfig, ClarifyCheckConfig and CheckJobConfig for the
 * checks, which make up all of a check's arguments.
 */
const CHECK_KEY = [
  "CheckType",
  "ModelPackageGroupName",
  "RegisterNewBaseline",
  "SkipCheck",
  "SuppliedBaselineConstraints",
];

/**
 * Every step type. Sources: fields and whether `cached`, the step classes of the Python SDK
 * (sagemaker.workflow 2.257.7; Cleanup, EMRServerless, ForEach and Job: sagemaker-mlops 1.27.0);
 * `retried`, AWS's page pipelines-retry-policy; `cacheKey`, developer guide, "Default cache key
 * attributes by pipeline step type"
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-default-keys.html).
 */
export const STEP_TYPES: ReadonlyMap<string, StepType> = new Map(
  Object.entries({
    AutoML: stepType({
      result: "AutoMLReports",
      cacheKey: {
        arguments: [
          "AutoMLJobConfig.CompletionCriteria",
          "AutoMLJobConfig.CandidateGenerationConfig",
          "AutoMLJobConfig.DataSplitConfig",
          "AutoMLJobConfig.Mode",
          "AutoMLJobObjective",
          "InputDataConfig",
          "ProblemType",
        ],
      },
    }),
    Callback: stepType({
      required: ["SqsQueueUrl"],
      optional: ["OutputParameters"],
      isFunction: true,
      retried: false,
    }),
    ClarifyCheck: stepType({
      required: ["CheckType"],
      optional: [...CHECK, "ModelName"],
      checkTypes: ["DATA_BIAS", "MODEL_BIAS", "MODEL_EXPLAINABILITY"],
      retried: false,
      result: "ClarifyCheckResult",
      cacheKey: { fields: CHECK_KEY },
    }),
    Cleanup: stepType({
      arguments: ["Resources"],
      argumentsShape: "definition:CleanupStep",
      cached: false,
      retried: false,
      hasProperties: false,
    }),
    Condition: stepType({
      arguments: ["Conditions"],
      argumentsShape: "definition:ConditionStep",
      nested: ["IfSteps", "ElseSteps"],
      cached: false,
      retried: false,
      result: "ConditionResult",
    }),
    EMR: stepType({
      arguments: ["StepConfig"],
      oneOf: ["ClusterId", "ClusterConfig"],
      argumentsShape: "definition:EMRStep",
      requests: [
        request("StepConfig", "emr:StepConfig", "Name"),
        request("ClusterConfig", "emr:RunJobFlowInput", "Name"),
      ],
      cacheKey: { arguments: ["ClusterId", "StepConfig"] },
    }),
    EMRServerless: stepType({
      arguments: ["ExecutionRoleArn", "JobConfig"],
      oneOf: ["ApplicationId", "ApplicationConfig"],
      argumentsShape: "definition:EMRServerlessStep",
      requests: [
        request("JobConfig", "emr-serverless:StartJobRunRequest", "applicationId", "clientToken"),
        request("ApplicationConfig", "emr-serverless:CreateApplicationRequest", "clientToken"),
      ],
    }),
    Endpoint: stepType(),
    EndpointConfig: stepType(),
    Fail: stepType({
      argumentsShape: "definition:FailStep",
      cached: false,
      retried: false,
      hasProperties: false,
    }),
    ForEach: stepType({
      arguments: ["IterableItems", "MaxConcurrency", "ForEachBody"],
      argumentsShape: "definition:ForEachStep",
      nested: ["ForEachBody"],
      cached: false,
      retried: false,
      result: "ForEachResult",
    }),
    InferenceComponent: stepType({ cached: false }),
    Job: stepType({ open: ["JobConfigDocument"] }),
    Lambda: stepType({
      required: ["FunctionArn"],
      optional: ["OutputParameters"],
      isFunction: true,
      retried: false,
    }),
    Lineage: stepType({
      argumentsShape: "definition:LineageStep",
      requests: [
        requestList("Actions", "CreateActionRequest"),
        requestList("Artifacts", "CreateArtifactRequest"),
        requestList("Contexts", "CreateContextRequest"),
      ],
      cached: false,
      result: "LineageResult",
      created: {
        ActionArns: ["Actions", "ActionName"],
        ArtifactArns: ["Artifacts", "ArtifactName"],
        ContextArns: ["Contexts", "ContextName"],
      },
    }),
    Model: stepType({ cached: false }),
    Processing: stepType({
      cacheKey: { arguments: ["AppSpecification", "Environment", "ProcessingInputs"] },
      declared: [
        { path: "ProcessingOutputConfig.Outputs", item: "output", name: "OutputName" },
        { path: "ProcessingInputs", item: "input", name: "InputName" },
      ],
    }),
    QualityCheck: stepType({
      required: ["CheckType"],
      optional: [...CHECK, "SuppliedBaselineStatistics"],
      checkTypes: ["DATA_QUALITY", "MODEL_QUALITY"],
      retried: false,
      result: "QualityCheckResult",
      cacheKey: { fields: [...CHECK_KEY, "SuppliedBaselineStatistics"] },
    }),
    RegisterModel: stepType({ cached: false }),
    Training: stepType({
      cacheKey: {
        arguments: [
          "AlgorithmSpecification",
          "CheckpointConfig",
          "DebugHookConfig",
          "DebugRuleConfigurations",
          "Environment",
          "HyperParameters",
          "InputDataConfig",
        ],
      },
      declared: [{ path: "InputDataConfig", item: "channel", name: "ChannelName" }],
    }),
    Transform: stepType({
      cacheKey: { arguments: ["DataProcessing", "Environment", "ModelName", "TransformInput"] },
    }),
    Tuning: stepType({
      cacheKey: {
        arguments: [
          "HyperParameterTuningJobConfig",
          "TrainingJobDefinition.AlgorithmSpecification",
          "TrainingJobDefinition.HyperParameterRanges",
          "TrainingJobDefinition.InputDataConfig",
          "TrainingJobDefinition.StaticHyperParameters",
          "TrainingJobDefinition.TuningObjective",
          "TrainingJobDefinitions",
        ],
      },
    }),
  }),
);

const UNKNOWN = stepType();

/** A step type by its name; one that is not in the table has no particulars. */
export function stepTypeOf(name: string): StepType {
  return STEP_TYPES.get(name) ?? UNKNOWN;
}

/** Step types that always run, whatever their CacheConfig says. */
export const NEVER_CACHED: readonly string[] = [...STEP_TYPES]
  .filter(([, { cached }]) => !cached)
  .map(([name]) => name);
