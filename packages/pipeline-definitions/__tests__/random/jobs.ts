import { lib } from "./counted";
import { pick, ROLE, type Known, type Maker } from "./known";

/** The arguments of a processing job that reads a text, with one output. */
function processingArguments(known: Known, own: Known["texts"][number], use: number) {
  return {
    AppSpecification: {
      ImageUri: "image",
      ContainerArguments: ["--n", lib.join("", [pick(known.numbers, use) ?? 1])],
    },
    Environment: { USED: pick(known.texts, use) ?? "", TO: lib.join("/", [own, "x"]) },
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: "o" as const,
          S3Output: { S3Uri: own, LocalPath: "/o", S3UploadMode: "EndOfJob" as const },
        },
      ],
    },
    ProcessingResources: {
      ClusterConfig: { InstanceCount: known.count, InstanceType: known.machine, VolumeSizeInGB: 30 },
    },
    RoleArn: ROLE,
  };
}

const source = (known: Known, use: number) => ({
  S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri: pick(known.texts, use) ?? "s3://bucket/in" },
});

const processing: Maker = ({ choice, known, common, cache, retry, own }) => {
  const step = lib.processingStep({
    ...common,
    ...cache,
    ...retry,
    arguments: processingArguments(known, own, choice.use),
    propertyFiles: { R: { output: "o", path: "r.json" }, "second.one": { output: "o", path: "s.json" } },
  });
  return {
    step,
    texts: [step.outputs.o, step.properties.ProcessingJobName],
    numbers: [step.properties.ProcessingResources.ClusterConfig.VolumeSizeInGB],
    files: [step.propertyFiles.R, step.propertyFiles["second.one"]],
    conditions: [
      lib.greaterThan(
        lib.jsonGet(step.propertyFiles.R, "score", "Float"),
        pick(known.numbers, choice.use) ?? 1,
      ),
      lib.equals(lib.jsonGet(step.propertyFiles["second.one"], "ok[0]", "Boolean"), true),
    ],
  };
};

const training: Maker = ({ choice, known, common, cache, retry, own }) => {
  const step = lib.trainingStep({
    ...common,
    ...cache,
    ...retry,
    arguments: {
      HyperParameters: { used: pick(known.texts, choice.use) ?? "" },
      InputDataConfig: [{ ChannelName: "train", DataSource: source(known, choice.use + 1) }],
      OutputDataConfig: { S3OutputPath: own },
      ResourceConfig: { InstanceType: known.machine, InstanceCount: known.count, VolumeSizeInGB: 30 },
      RoleArn: ROLE,
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    },
  });
  const metric = step.properties.FinalMetricDataList.named("auc").Value;
  return {
    step,
    texts: [
      step.properties.ModelArtifacts.S3ModelArtifacts,
      step.properties.HyperParameters.key("used"),
      step.properties.InputDataConfig.named("train").DataSource.S3DataSource.S3Uri,
    ],
    numbers: [metric, step.properties.BillableTimeInSeconds],
    conditions: [lib.or(lib.greaterThan(metric, 0.5), lib.not(lib.lessThan(metric, 1)))],
  };
};

const tuning: Maker = ({ choice, known, common, cache, retry, own }) => {
  const step = lib.tuningStep({
    ...common,
    ...cache,
    ...retry,
    arguments: {
      HyperParameterTuningJobConfig: {
        Strategy: "Bayesian",
        ResourceLimits: { MaxParallelTrainingJobs: known.count },
      },
      TrainingJobDefinition: {
        AlgorithmSpecification: { TrainingInputMode: "File", TrainingImage: "image" },
        StaticHyperParameters: { used: pick(known.texts, choice.use) ?? "" },
        OutputDataConfig: { S3OutputPath: own },
        RoleArn: ROLE,
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      },
    },
  });
  return {
    step,
    texts: [
      step.properties.BestTrainingJob.TrainingJobName,
      step.properties.TrainingJobSummaries.item(1).TrainingJobName,
    ],
    numbers: [step.properties.BestTrainingJob.FinalHyperParameterTuningJobObjectiveMetric.Value],
  };
};

const transform: Maker = ({ choice, known, common, cache, retry, own }) => {
  const step = lib.transformStep({
    ...common,
    ...cache,
    ...retry,
    arguments: {
      ModelName: pick(known.names, choice.use) ?? "model",
      TransformInput: { DataSource: source(known, choice.use) },
      TransformOutput: { S3OutputPath: own },
      TransformResources: { InstanceType: known.machine, InstanceCount: known.count },
    },
  });
  return { step, texts: [step.properties.TransformOutput.S3OutputPath] };
};

const autoML: Maker = ({ choice, known, common, cache, retry, own }) => {
  const step = lib.autoMLStep({
    ...common,
    ...cache,
    ...retry,
    arguments: {
      AutoMLJobConfig: { Mode: "ENSEMBLING" },
      InputDataConfig: [{ TargetAttributeName: "y", DataSource: source(known, choice.use) }],
      OutputDataConfig: { S3OutputPath: own },
      RoleArn: ROLE,
    },
  });
  return { step, texts: [step.properties.BestCandidate.CandidateName] };
};

const notebookJob: Maker = ({ choice, known, common, retry, own }) => {
  const step = lib.notebookJobStep({
    ...common,
    ...retry,
    roleArn: ROLE,
    region: "us-east-1",
    image: "image",
    kernel: "python3",
    notebook: { uri: "s3://bucket/notebooks", file: "n.ipynb" },
    output: { uri: own },
    parameters: { used: pick(known.texts, choice.use) ?? "" },
  });
  return { step, texts: [step.outputNotebook.uri, step.outputNotebook.file] };
};

const qualityCheck: Maker = ({ choice, known, common, cache, own }) => {
  const step = lib.qualityCheckStep({
    ...common,
    ...cache,
    checkType: pick(["DATA_QUALITY", "MODEL_QUALITY"] as const, choice.use),
    arguments: processingArguments(known, own, choice.use),
    ...(choice.use % 3 === 0 ? { skipCheck: pick(known.flags, choice.use) ?? true } : {}),
    ...(choice.use % 3 === 1 ? { suppliedBaselineStatistics: pick(known.texts, choice.use) ?? "" } : {}),
  });
  return {
    step,
    texts: [
      step.properties.CalculatedBaselineStatistics,
      step.properties.BaselineUsedForDriftCheckConstraints,
    ],
  };
};

const clarifyCheck: Maker = ({ choice, known, common, cache, own }) => {
  const step = lib.clarifyCheckStep({
    ...common,
    ...cache,
    checkType: pick(["DATA_BIAS", "MODEL_BIAS", "MODEL_EXPLAINABILITY"] as const, choice.use),
    arguments: processingArguments(known, own, choice.use),
    ...(choice.use % 3 === 0 ? {} : { modelName: pick(known.names, choice.use) ?? "model" }),
    ...(choice.use % 2 === 0 ? { failOnViolation: false, registerNewBaseline: true } : {}),
  });
  return { step, texts: [step.properties.CalculatedBaselineConstraints] };
};

/** Steps that run a job of SageMaker. */
export const JOBS = {
  processing,
  training,
  tuning,
  transform,
  autoML,
  notebookJob,
  qualityCheck,
  clarifyCheck,
} satisfies Readonly<Record<string, Maker>>;
