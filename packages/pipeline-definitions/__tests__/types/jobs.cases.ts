/**
 * What the compiler takes and what it refuses. `types.integration.test.ts` runs the compiler over this file: a wrong line that stops
 * being an error is an error itself (`@ts-expect-error`). Nothing here is ever run.
 */
import {
  execution,
  join,
  modelStep,
  processingStep,
  registerModelStep,
  trainingStep,
  transformStep,
} from "../..";
import {
  text,
  count,
  share,
  flag,
  machine,
  colour,
  AppSpecification,
  RoleArn,
  ClusterConfig,
  ProcessingResources,
  needed,
  S3Output,
  prepare,
  train,
  minimal,
} from "./common";

// Processing
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
processingStep({ name: "P", arguments: needed, retry: [{ on: ["Step.THROTTLING"] }] });
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
// @ts-expect-error one waits for steps
processingStep({ name: "P", arguments: needed, dependsOn: [text] });

// Training
trainingStep({ name: "T", arguments: { ...minimal, EnableManagedSpotTraining: flag } });
trainingStep({ name: "T", arguments: { ...minimal, EnableManagedSpotTraining: null } });
// @ts-expect-error only what may be left out may be null
trainingStep({ name: "T", arguments: { ...minimal, OutputDataConfig: null } });
// @ts-expect-error a hyperparameter is there or it is not
trainingStep({ name: "T", arguments: { ...minimal, HyperParameters: { eta: null } } });
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
