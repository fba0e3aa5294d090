/**
 * What the compiler takes and what it refuses. `types.integration.test.ts` runs the compiler over this file: a wrong line that stops
 * being an error is an error itself (`@ts-expect-error`). Nothing here is ever run.
 */
import {
  booleanParameter,
  callbackStep,
  conditionStep,
  emrServerlessStep,
  emrStep,
  endpointConfigStep,
  enumParameter,
  equals,
  execution,
  failStep,
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
  notebookJobStep,
  or,
  pipeline,
  qualityCheckStep,
  rawStep,
  stringParameter,
  trainingStep,
  tuningStep,
  untyped,
  upsertRequest,
} from "../..";
import { text, count, share, flag, machine, RoleArn, needed, prepare, train, minimal } from "./common";

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
greaterThan(text, "a");
// @ts-expect-error a text is not compared with a number
greaterThan(text, 0);
// @ts-expect-error on either side
greaterThan(share, text);
// @ts-expect-error truth values have no order
greaterThan(flag, true);
// @ts-expect-error the values are of the type of what is looked for
isIn(text, [1, 2]);
// @ts-expect-error a variable is no condition
conditionStep({ name: "C", conditions: [flag] });
// @ts-expect-error nor is a step
not(train);
// @ts-expect-error branches hold steps
conditionStep({ name: "C", conditions: [], ifSteps: [text] });

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
const StepConfig = { HadoopJarStep: { Jar: "s3://b/j.jar" } } as const;
emrStep({
  name: "E",
  arguments: {
    StepConfig: { ...StepConfig, ActionOnFailure: "CONTINUE" },
    ClusterConfig: {
      ReleaseLabel: text,
      Applications: [{ Name: "Spark" }],
      Configurations: [{ Classification: "spark", Configurations: [{ Properties: { a: text } }] }],
      Instances: {
        Ec2SubnetId: text,
        InstanceGroups: [
          { InstanceRole: "MASTER", InstanceType: text, InstanceCount: count, Market: "SPOT" },
          { InstanceRole: text, InstanceType: "m5.xlarge", InstanceCount: 1 },
        ],
      },
    },
  },
});
emrStep({
  name: "E",
  arguments: {
    ClusterId: "j-1",
    // @ts-expect-error no such action
    StepConfig: { ...StepConfig, ActionOnFailure: "CONTINUEE" },
  },
});
emrStep({
  name: "E",
  arguments: {
    StepConfig,
    // @ts-expect-error no such member of a cluster
    ClusterConfig: { Instances: {}, ReleaseLabl: "emr-7.0.0" },
  },
});
emrStep({
  name: "E",
  arguments: {
    StepConfig,
    // @ts-expect-error no such member of its instances
    ClusterConfig: { Instances: { InstanceGroupz: 3 } },
  },
});
emrStep({
  name: "E",
  arguments: {
    StepConfig,
    ClusterConfig: {
      Instances: {
        // @ts-expect-error no such role
        InstanceGroups: [{ InstanceRole: "BOSS", InstanceType: "m5.xlarge", InstanceCount: 1 }],
      },
    },
  },
});
emrStep({
  name: "E",
  arguments: {
    StepConfig,
    // @ts-expect-error the service ends the cluster
    ClusterConfig: { Instances: { KeepJobFlowAliveWhenNoSteps: true } },
  },
});
emrStep({
  name: "E",
  // @ts-expect-error a count is a number
  arguments: { StepConfig, ClusterConfig: { Instances: { InstanceCount: text } } },
});
const spark = emrServerlessStep({
  name: "Spark",
  arguments: {
    ApplicationId: text,
    ExecutionRoleArn: RoleArn,
    JobConfig: { executionRoleArn: RoleArn, jobDriver: { sparkSubmit: { entryPoint: text } } },
  },
});
failStep({ name: "F", message: spark.properties.jobRun.state });
// @ts-expect-error GetJobRun spells its members in lower case
void spark.properties.JobRun;
// @ts-expect-error a duration is a number
failStep({ name: "F", message: spark.properties.jobRun.totalExecutionDurationSeconds });
emrServerlessStep({
  name: "Spark",
  // @ts-expect-error which application?
  arguments: {
    ExecutionRoleArn: RoleArn,
    JobConfig: { executionRoleArn: RoleArn, jobDriver: { hive: { query: "q" } } },
  },
});
emrServerlessStep({
  name: "Spark",
  arguments: {
    ApplicationConfig: {
      releaseLabel: text,
      type: "SPARK",
      architecture: "ARM64",
      initialCapacity: { Driver: { workerCount: count, workerConfiguration: { cpu: "4", memory: text } } },
    },
    ExecutionRoleArn: RoleArn,
    JobConfig: {
      executionRoleArn: RoleArn,
      jobDriver: { hive: { query: text } },
      mode: "STREAMING",
      retryPolicy: { maxAttempts: count },
      configurationOverrides: {
        applicationConfiguration: [{ classification: "c", properties: { a: text } }],
        monitoringConfiguration: { s3MonitoringConfiguration: { logUri: text } },
      },
    },
  },
});
const job = { executionRoleArn: "r", jobDriver: { hive: { query: "q" } } };
emrServerlessStep({
  name: "Spark",
  arguments: {
    ApplicationId: "a",
    ExecutionRoleArn: RoleArn,
    // @ts-expect-error no such mode
    JobConfig: { ...job, mode: "ALWAYS" },
  },
});
emrServerlessStep({
  name: "Spark",
  arguments: {
    ApplicationId: "a",
    ExecutionRoleArn: RoleArn,
    // @ts-expect-error no such override
    JobConfig: { ...job, configurationOverrides: { monitoring: {} } },
  },
});
emrServerlessStep({
  name: "Spark",
  arguments: {
    // @ts-expect-error no such member of an application
    ApplicationConfig: { releaseLabel: "emr-7.0.0", type: "SPARK", maximumCapacty: {} },
    ExecutionRoleArn: RoleArn,
    JobConfig: job,
  },
});
// @ts-expect-error an association has two ends
lineageStep({ name: "L", arguments: { Associations: [{ Source: { Arn: "a" } }] } });

// What this library does not know yet
failStep({ name: "F", message: untyped({ Get: "Steps.Train.Tomorrow" }) });
greaterThan(untyped({ Get: "Steps.Train.Tomorrow" }), 1);
trainingStep({
  name: "T",
  arguments: { ...minimal, HyperParameters: { n: untyped(count) }, EnableManagedSpotTraining: untyped(text) },
});
pipeline({ steps: [rawStep({ Name: "Q", Type: "Quantum", Arguments: { Qubits: count } })] });
// @ts-expect-error a list is no variable
untyped(["a"]);
// @ts-expect-error what is its type?
rawStep({ Name: "Q", Arguments: {} });
// @ts-expect-error nobody knows what it offers
void rawStep({ Name: "Q", Type: "Quantum", Arguments: {} }).properties;
// @ts-expect-error the number of steps at once is a number
upsertRequest({ name: "p", roleArn: RoleArn, definition: pipeline({ steps: [] }), maxParallelSteps: count });
// @ts-expect-error in which Region?
notebookJobStep({
  name: "N",
  roleArn: RoleArn,
  image: "image",
  kernel: "python3",
  notebook: { uri: text, file: "n.ipynb" },
  output: { uri: text },
});

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
