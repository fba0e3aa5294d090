import {
  booleanParameter,
  enumParameter,
  floatParameter,
  integerParameter,
  join,
  processingStep,
  stringParameter,
  trainingStep,
} from "../..";

/** Right uses, which the cases build on. */

export const text = stringParameter("Text", { default: "a" });
export const count = integerParameter("Count", { default: 1 });
export const share = floatParameter("Share");
export const flag = booleanParameter("Flag");
export const machine = enumParameter("Machine", ["ml.m5.large", "ml.m5.xlarge"], { default: "ml.m5.large" });
export const colour = enumParameter("Colour", ["red", "green"]);

export const AppSpecification = { ImageUri: "image" };
export const RoleArn = "role";
export const ClusterConfig = { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30 } as const;
export const ProcessingResources = { ClusterConfig };
export const needed = { AppSpecification, ProcessingResources, RoleArn };
export const S3Output = {
  LocalPath: "/opt/ml/processing/o",
  S3Uri: "s3://b/o",
  S3UploadMode: "EndOfJob",
} as const;

export const prepare = processingStep({
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

export const train = trainingStep({
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
export const minimal = { OutputDataConfig: { S3OutputPath: "s3://b/m" }, RoleArn };
