/**
 * What the compiler takes and what it refuses. `types.test.ts` runs the compiler over this file: a wrong line that stops
 * being an error is an error itself (`@ts-expect-error`). Nothing here is ever run.
 */
import {
  booleanParameter,
  callbackStep,
  conditionStep,
  emrStep,
  endpointConfigStep,
  enumParameter,
  equals,
  execution,
  failStep,
  floatParameter,
  greaterThan,
  integerParameter,
  isIn,
  join,
  jsonGet,
  lambdaStep,
  lessThan,
  lineageStep,
  modelStep,
  not,
  or,
  pipeline,
  processingStep,
  qualityCheckStep,
  registerModelStep,
  stringParameter,
  trainingStep,
  transformStep,
  tuningStep,
} from "../../../pipeline-defs/sagemaker";

const text = stringParameter("Text", { default: "a" });
const count = integerParameter("Count", { default: 1 });
const share = floatParameter("Share");
const flag = booleanParameter("Flag");
const machine = enumParameter("Machine", ["ml.m5.large", "ml.m5.xlarge"], { default: "ml.m5.large" });
const colour = enumParameter("Colour", ["red", "green"]);

// Parameters
// @ts-expect-error a string parameter has a string default
stringParameter("P", { default: 1 });
// @ts-expect-error an integer parameter has a number default
integerParameter("P", { default: "1" });
// @ts-expect-error a boolean parameter has a boolean default
booleanParameter("P", { default: 0 });
// @ts-expect-error the default is one of the values
enumParameter("P", ["a", "b"], { default: "c" });
// @ts-expect-error there is no such option
stringParameter("P", { defaultValue: "a" });

// Processing
const AppSpecification = { ImageUri: "image" };
const RoleArn = "role";
const ClusterConfig = { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30 } as const;
const ProcessingResources = { ClusterConfig };
const needed = { AppSpecification, ProcessingResources, RoleArn };
const S3Output = { LocalPath: "/opt/ml/processing/o", S3Uri: "s3://b/o", S3UploadMode: "EndOfJob" } as const;

const prepare = processingStep({
  name: "Prepare",
  arguments: {
    ...needed,
    ProcessingOutputConfig: {
      Outputs: [
        { OutputName: "train", S3Output },
        { OutputName: "report", S3Output },
      ],
    },
  },
  propertyFiles: { Report: { output: "report", path: "report.json" } },
});
processingStep({ name: "P", arguments: { ...needed, RoleArn: text } });
processingStep({
  name: "P",
  arguments: {
    ...needed,
    ProcessingResources: { ClusterConfig: { ...ClusterConfig, InstanceType: text, InstanceCount: count } },
  },
});
processingStep({
  name: "P",
  arguments: {
    ...needed,
    ProcessingResources: { ClusterConfig: { ...ClusterConfig, InstanceType: machine } },
  },
});
processingStep({ name: "P", arguments: { ...needed, Environment: { RUN: execution.PipelineExecutionId } } });
processingStep({
  name: "P",
  arguments: {
    ...needed,
    AppSpecification: { ImageUri: "i", ContainerArguments: ["--n", join("", [count])] },
  },
});
processingStep({ name: "P", arguments: needed, cache: { expireAfter: "P30D" } });
processingStep({ name: "P", arguments: needed, retry: [{ on: ["Step.THROTTLING"], maxAttempts: 3 }] });
processingStep({ name: "P", arguments: needed, dependsOn: [prepare, "Other"] });
// @ts-expect-error arguments are required
processingStep({ name: "P" });
// @ts-expect-error a name is required
processingStep({ arguments: needed });
// @ts-expect-error the role is required
processingStep({ name: "P", arguments: { AppSpecification, ProcessingResources } });
// @ts-expect-error CreateProcessingJob has no such field
processingStep({ name: "P", arguments: { ...needed, Role: "role" } });
// @ts-expect-error nor has the AppSpecification
processingStep({ name: "P", arguments: { ...needed, AppSpecification: { ImageUri: "i", Entrypoint: [] } } });
// @ts-expect-error a role is a string
processingStep({ name: "P", arguments: { ...needed, RoleArn: 7 } });
// @ts-expect-error an integer parameter is no role
processingStep({ name: "P", arguments: { ...needed, RoleArn: count } });
// @ts-expect-error values of the environment are strings: join them
processingStep({ name: "P", arguments: { ...needed, Environment: { N: count } } });
processingStep({
  name: "P",
  // @ts-expect-error arguments of the container are strings: join them
  arguments: { ...needed, AppSpecification: { ImageUri: "i", ContainerArguments: [count] } },
});
processingStep({
  name: "P",
  // @ts-expect-error an instance count is a number
  arguments: { ...needed, ProcessingResources: { ClusterConfig: { ...ClusterConfig, InstanceCount: text } } },
});
processingStep({
  name: "P",
  arguments: {
    ...needed,
    // @ts-expect-error there is no such machine
    ProcessingResources: { ClusterConfig: { ...ClusterConfig, InstanceType: "ml.m5" } },
  },
});
processingStep({
  name: "P",
  arguments: {
    ...needed,
    // @ts-expect-error colours are no machines
    ProcessingResources: { ClusterConfig: { ...ClusterConfig, InstanceType: colour } },
  },
});
processingStep({
  name: "P",
  arguments: {
    ...needed,
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: "o",
          // @ts-expect-error there is no such upload mode
          S3Output: { LocalPath: "/o", S3Uri: "s3://b/o", S3UploadMode: "Sometimes" },
        },
      ],
    },
  },
});
processingStep({
  name: "P",
  arguments: { ...needed, ProcessingOutputConfig: { Outputs: [{ OutputName: "o", S3Output }] } },
  // @ts-expect-error a property file lies in an output of the step
  propertyFiles: { Report: { output: "other", path: "r.json" } },
});
// @ts-expect-error this exception is not one that the service retries
processingStep({ name: "P", arguments: needed, retry: [{ on: ["Step.BAD_LUCK"], maxAttempts: 3 }] });
// @ts-expect-error a policy has one end, not two
processingStep({ name: "P", arguments: needed, retry: [{ on: [], maxAttempts: 3, expireAfterMinutes: 5 }] });
// @ts-expect-error and not none
processingStep({ name: "P", arguments: needed, retry: [{ on: ["Step.THROTTLING"] }] });
// @ts-expect-error one waits for steps
processingStep({ name: "P", arguments: needed, dependsOn: [text] });

// Outputs and property files of a step
failStep({ name: "F", message: prepare.outputs.train });
failStep({ name: "F", message: jsonGet(prepare.propertyFiles.Report, "why", "String") });
// @ts-expect-error there is no such output
void prepare.outputs.test;
// @ts-expect-error there is no such property file
void prepare.propertyFiles.Rapport;
// @ts-expect-error there is no such type
jsonGet(prepare.propertyFiles.Report, "why", "Text");
// @ts-expect-error a message is a string
failStep({ name: "F", message: jsonGet(prepare.propertyFiles.Report, "score", "Float") });
// @ts-expect-error a fail step has no properties
void failStep({ name: "F" }).properties;

// Training
const train = trainingStep({
  name: "Train",
  arguments: {
    AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "File" },
    HyperParameters: { num_round: "50", max_depth: join("", [count]) },
    InputDataConfig: [
      {
        ChannelName: "train",
        DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: prepare.outputs.train } },
      },
    ],
    OutputDataConfig: { S3OutputPath: "s3://b/m" },
    ResourceConfig: { InstanceType: machine, InstanceCount: 1, VolumeSizeInGB: 30 },
    RoleArn,
    StoppingCondition: { MaxRuntimeInSeconds: count },
  },
});
const minimal = { OutputDataConfig: { S3OutputPath: "s3://b/m" }, RoleArn };
trainingStep({ name: "T", arguments: { ...minimal, EnableManagedSpotTraining: flag } });
// @ts-expect-error a hyperparameter is a string
trainingStep({ name: "T", arguments: { ...minimal, HyperParameters: { num_round: 50 } } });
// @ts-expect-error also when it is known later
trainingStep({ name: "T", arguments: { ...minimal, HyperParameters: { num_round: count } } });
// @ts-expect-error a flag is a boolean
trainingStep({ name: "T", arguments: { ...minimal, EnableManagedSpotTraining: "yes" } });
// @ts-expect-error also when it is known later
trainingStep({ name: "T", arguments: { ...minimal, EnableManagedSpotTraining: text } });
// @ts-expect-error a running time is a number
trainingStep({ name: "T", arguments: { ...minimal, StoppingCondition: { MaxRuntimeInSeconds: flag } } });
// @ts-expect-error the outputs' place is required
trainingStep({ name: "T", arguments: { RoleArn } });
// @ts-expect-error DescribeTrainingJob answers no such thing
void train.properties.ModelArtifacts.S3ModelArtefacts;
// @ts-expect-error a list is read by position or by name
void train.properties.FinalMetricDataList.Value;
// @ts-expect-error a training step has no outputs of its own naming
void train.outputs;

// Properties go where their type fits
modelStep({
  name: "M",
  arguments: {
    ExecutionRoleArn: RoleArn,
    PrimaryContainer: { Image: "image", ModelDataUrl: train.properties.ModelArtifacts.S3ModelArtifacts },
  },
});
lessThan(train.properties.FinalMetricDataList.named("validation:auc").Value, 0.5);
failStep({ name: "F", message: train.properties.HyperParameters.key("num_round") });
failStep({ name: "F", message: train.properties.InputDataConfig.item(0).ChannelName });
failStep({ name: "F", message: train.properties.TrainingJobStatus });
failStep({ name: "F", message: train.properties.CreationTime });
// @ts-expect-error a metric is a number
failStep({ name: "F", message: train.properties.FinalMetricDataList.named("validation:auc").Value });
modelStep({
  name: "M",
  // @ts-expect-error billed seconds are no address
  arguments: { PrimaryContainer: { ModelDataUrl: train.properties.BillableTimeInSeconds } },
});
trainingStep({
  name: "T",
  arguments: {
    ...minimal,
    // @ts-expect-error a status is no machine
    ResourceConfig: { InstanceType: train.properties.TrainingJobStatus, VolumeSizeInGB: 1 },
  },
});

// Lambda and callback
const assess = lambdaStep({
  name: "Assess",
  functionArn: "arn",
  inputs: { report: join("/", [prepare.outputs.report, "r.json"]), limit: share, times: 3, strict: true },
  outputs: { drifted: "Boolean", message: "String", violations: "Integer" },
});
failStep({ name: "F", message: assess.outputs.message });
greaterThan(assess.outputs.violations, 0);
// @ts-expect-error the function answers no such thing
void assess.outputs.reason;
// @ts-expect-error a number is no message
failStep({ name: "F", message: assess.outputs.violations });
// @ts-expect-error the inputs of a function are flat
lambdaStep({ name: "L", functionArn: "arn", inputs: { files: ["a", "b"] } });
// @ts-expect-error also not objects
lambdaStep({ name: "L", functionArn: "arn", inputs: { file: { name: "a" } } });
// @ts-expect-error outputs have one of four types
lambdaStep({ name: "L", functionArn: "arn", outputs: { files: "List" } });
// @ts-expect-error the service does not retry functions
lambdaStep({ name: "L", functionArn: "arn", retry: [] });
// @ts-expect-error without declared outputs there are none
void lambdaStep({ name: "L", functionArn: "arn" }).outputs.message;
const ask = callbackStep({ name: "Ask", sqsQueueUrl: "https://queue", outputs: { approved: "Boolean" } });
equals(ask.outputs.approved, true);
// @ts-expect-error the queue is required
callbackStep({ name: "Ask" });
// @ts-expect-error a boolean is compared with a boolean
equals(ask.outputs.approved, "true");

// Conditions
conditionStep({
  name: "C",
  conditions: [
    or(not(equals(text, "a")), isIn(text, ["b", text])),
    greaterThan(share, 0.5),
    equals(count, 3),
  ],
  ifSteps: [train],
  elseSteps: [failStep({ name: "F" })],
});
// @ts-expect-error a number is not compared with a string
equals(count, "1");
// @ts-expect-error nor a string with a number
equals(text, 1);
// @ts-expect-error only numbers have an order
greaterThan(text, 0);
// @ts-expect-error on both sides
greaterThan(share, text);
// @ts-expect-error the values are of the type of what is looked for
isIn(text, [1, 2]);
// @ts-expect-error a variable is no condition
conditionStep({ name: "C", conditions: [flag] });
// @ts-expect-error nor is a step
not(train);
// @ts-expect-error branches hold steps
conditionStep({ name: "C", conditions: [], ifSteps: [text] });

// Models
registerModelStep({
  name: "R",
  arguments: {
    ModelPackageGroupName: "g",
    ModelApprovalStatus: text,
    CustomerMetadataProperties: { run: text },
  },
});
// @ts-expect-error there is no such status
registerModelStep({ name: "R", arguments: { ModelPackageGroupName: "g", ModelApprovalStatus: "Maybe" } });
// @ts-expect-error metadata are strings
registerModelStep({ name: "R", arguments: { CustomerMetadataProperties: { auc: share } } });
const TransformInput = { DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: text } } } as const;
const TransformResources = { InstanceType: "ml.m5.large", InstanceCount: 1 } as const;
transformStep({
  name: "B",
  arguments: {
    ModelName: modelStep({ name: "M", arguments: {} }).properties.ModelName,
    TransformInput,
    TransformOutput: { S3OutputPath: "s3://b/p" },
    TransformResources,
  },
});
transformStep({
  name: "B",
  // @ts-expect-error which model?
  arguments: { TransformInput, TransformOutput: { S3OutputPath: "s3://b/p" }, TransformResources },
});
// @ts-expect-error a model step is not cached
modelStep({ name: "M", arguments: {}, cache: true });

// Checks
const check = qualityCheckStep({
  name: "Q",
  checkType: "DATA_QUALITY",
  failOnViolation: flag,
  suppliedBaselineStatistics: text,
  arguments: needed,
});
failStep({ name: "F", message: check.properties.CalculatedBaselineStatistics });
// @ts-expect-error the step does not say where its report lies
void check.properties.ConstraintViolations;
// @ts-expect-error there is no such check
qualityCheckStep({ name: "Q", checkType: "DATA_BIAS", arguments: needed });
// @ts-expect-error a flag is a boolean
qualityCheckStep({ name: "Q", checkType: "DATA_QUALITY", skipCheck: text, arguments: needed });

// The rest
const tune = tuningStep({
  name: "Tune",
  arguments: {
    HyperParameterTuningJobConfig: {
      Strategy: "Bayesian",
      ResourceLimits: { MaxNumberOfTrainingJobs: count, MaxParallelTrainingJobs: 2 },
    },
  },
});
failStep({ name: "F", message: tune.properties.BestTrainingJob.TrainingJobName });
failStep({ name: "F", message: tune.properties.TrainingJobSummaries.item(0).TrainingJobName });
tuningStep({
  name: "Tune",
  arguments: {
    // @ts-expect-error there is no such strategy
    HyperParameterTuningJobConfig: { Strategy: "Luck", ResourceLimits: { MaxParallelTrainingJobs: 1 } },
  },
});
// @ts-expect-error which models?
endpointConfigStep({ name: "EC", arguments: { EndpointConfigName: "ec" } });
emrStep({
  name: "E",
  arguments: { ClusterId: text, StepConfig: { HadoopJarStep: { Jar: "s3://b/j.jar" } } },
});
// @ts-expect-error on which cluster?
emrStep({ name: "E", arguments: { StepConfig: { HadoopJarStep: { Jar: "s3://b/j.jar" } } } });
// @ts-expect-error an association has two ends
lineageStep({ name: "L", arguments: { Associations: [{ Source: { Arn: "a" } }] } });

// Pipelines
pipeline({ parameters: [text, count, share, flag, machine], steps: [prepare, train] });
// @ts-expect-error an execution knows no such thing
void execution.PipelineExecutionName;
// @ts-expect-error a parameter is no step
pipeline({ steps: [text] });
// @ts-expect-error a step is no parameter
pipeline({ parameters: [train], steps: [train] });
// @ts-expect-error a pipeline has steps
pipeline({ parameters: [] });
// @ts-expect-error an experiment's name is a string
pipeline({ steps: [], experiment: { ExperimentName: count, TrialName: "t" } });
// @ts-expect-error a file is no value to join
join("/", [prepare.propertyFiles.Report]);
