import type { Environment } from "../../environments/environment";
import { buildTrain } from "../../pipeline-defs/train";
import type { JsonObject } from "sagemaker-pipeline-definitions";
import { expectGolden } from "./golden";
import {
  at,
  CODE,
  codePlaces,
  environment,
  FUNCTIONS,
  leaf,
  leaves,
  MODES,
  places,
  stepsOf,
  train,
} from "./support";

const prod = environment();
const steps = stepsOf(train());
const DATA = `s3://${prod.dataBucket}/${prod.modelName}`;
const PREPARED = `${DATA}/prepared/\${Execution.PipelineExecutionId}`;
/** What belongs to a version, in the registry's bucket. */
const VERSION = `s3://${prod.artifactsBucket}/${prod.modelName}/prod/\${Execution.PipelineExecutionId}`;
const AUC = "${Steps.Evaluate.PropertyFiles.EvaluationReport}#binary_classification_metrics.auc.value";

test("the whole definition is the golden one, whichever way the data is monitored", () => {
  expectGolden("train.golden.json", { processing: train(), "model-monitor": train("model-monitor") });
});

test("a run may change machines, data, threshold and approval; a version waits for approval unless it does", () => {
  const defaults = train().Parameters.map(({ Name, DefaultValue }) => [Name, DefaultValue]);
  expect(Object.fromEntries(defaults)).toEqual({
    ProcessingInstanceType: "ml.m5.xlarge",
    ProcessingInstanceCount: prod.processingInstanceCount,
    TrainingInstanceType: "ml.m5.xlarge",
    ModelApprovalStatus: "PendingManualApproval",
    InputDataUrl: `${DATA}/data/train-dataset/`,
    AucScoreThreshold: prod.metricThreshold,
    GitCommit: "0123abc",
  });
});

test("preparing reads the parameter's data, and keeps what a version needs with the version", () => {
  expect(places(steps.Preprocess, "ProcessingInputs")).toEqual([
    "data: /opt/ml/processing/input/data ${Parameters.InputDataUrl}",
    ...codePlaces("preprocess", "tabular", "encoders"),
  ]);
  expect(places(steps.Preprocess, "ProcessingOutputConfig", "Outputs")).toEqual([
    `train: /opt/ml/processing/output/train ${PREPARED}/train`,
    `validation: /opt/ml/processing/output/validation ${PREPARED}/validation`,
    `test: /opt/ml/processing/output/test ${PREPARED}/test`,
    `baseline: /opt/ml/processing/output/baseline ${PREPARED}/baseline`,
    `preparation: /opt/ml/processing/output/preparation ${VERSION}/preparation`,
    `provenance: /opt/ml/processing/output/provenance ${VERSION}/provenance`,
  ]);
});

describe("the training", () => {
  const args = steps.Train?.Arguments;

  test("sees the training and the validation part, never the test part", () => {
    const channels = (at(args, "InputDataConfig") as readonly JsonObject[]).map((channel) => [
      channel.ChannelName,
      leaf(channel, "DataSource.S3DataSource.S3Uri"),
    ]);
    expect(channels).toEqual(
      ["train", "validation"].map((part) => [
        part,
        `\${Steps.Preprocess.ProcessingOutputConfig.Outputs['${part}'].S3Output.S3Uri}`,
      ]),
    );
  });

  test("repeats: its row sampling has a seed", () => {
    expect(leaf(args, "HyperParameters.subsample")).toBe("0.7");
    expect(leaf(args, "HyperParameters.seed")).toBe("42");
  });

  test("leaves the artifact with the version, as the train pipeline's role, without the profiler", () => {
    expect(leaf(args, "OutputDataConfig.S3OutputPath")).toBe(`${VERSION}/artifact`);
    expect(leaf(args, "RoleArn")).toBe(prod.trainPipeline.roleArn);
    expect(leaf(args, "ProfilerConfig.DisableProfiler")).toBe("true");
  });
});

describe("the gate", () => {
  test("is the AUC of the trained model on the test part", () => {
    expect(places(steps.Evaluate, "ProcessingInputs")).toEqual([
      "model: /opt/ml/processing/input/model ${Steps.Train.ModelArtifacts.S3ModelArtifacts}",
      "test: /opt/ml/processing/input/test ${Steps.Preprocess.ProcessingOutputConfig.Outputs['test'].S3Output.S3Uri}",
      "preparation: /opt/ml/processing/input/preparation ${Steps.Preprocess.ProcessingOutputConfig.Outputs['preparation'].S3Output.S3Uri}/preparation.json",
      ...codePlaces("evaluate", "tabular", "metrics", "encoders"),
    ]);
    expect(at(steps.Evaluate?.Arguments, "AppSpecification", "ContainerArguments")).toEqual([
      "--metric",
      "auc",
      "--direction",
      "maximize",
    ]);
    expect(steps.Evaluate?.PropertyFiles).toEqual([
      { PropertyFileName: "EvaluationReport", OutputName: "evaluation", FilePath: "evaluation.json" },
    ]);
  });

  test("lets through what reaches the threshold, and says by how much the rest does not", () => {
    expect(leaves(at(steps.CheckModelQuality?.Arguments, "Conditions"))).toEqual([
      "0.Type: GreaterThanOrEqualTo",
      `0.LeftValue: ${AUC}`,
      "0.RightValue: ${Parameters.AucScoreThreshold}",
    ]);
    expect(leaf(steps.RejectModel?.Arguments, "ErrorMessage")).toBe(
      `AUC ${AUC} is below the threshold of \${Parameters.AucScoreThreshold}: not registered.`,
    );
  });
});

const FILES = ["artifact", "statistics", "constraints", "evaluation", "preparation"];
/** What the scripts import. */
const IMPORTED = ["tabular.py", "encoders.py", "metrics.py"];
const OF_DRIFT = ["distributions.py", "summaries.py"];
const PROVENANCE = "${Steps.Preprocess.ProcessingOutputConfig.Outputs['provenance'].S3Output.S3Uri}";
const DATA_TOLD = ["recorded_data_manifest", "data_objects", "data_rows", "data_bytes", "data_files"];

describe("the version that is registered", () => {
  const args = steps.RegisterModel?.Arguments;
  const container = "InferenceSpecification.Containers.0";

  test("is what was trained, on the image that trained it, in the registry's group", () => {
    expect(leaf(args, "ModelPackageGroupName")).toBe(prod.modelPackageGroup.arn);
    expect(leaf(args, `${container}.ModelDataUrl`)).toBe("${Steps.Train.ModelArtifacts.S3ModelArtifacts}");
    expect(leaf(args, `${container}.Image`)).toBe(
      leaf(steps.Train?.Arguments, "AlgorithmSpecification.TrainingImage"),
    );
    expect(leaf(args, "ModelApprovalStatus")).toBe("${Parameters.ModelApprovalStatus}");
  });

  test("may be transformed on the instance type that inference takes", () => {
    expect(at(args, "InferenceSpecification", "SupportedTransformInstanceTypes")).toContain("ml.m5.xlarge");
    expect(at(args, "InferenceSpecification", "SupportedContentTypes")).toEqual(["text/csv"]);
    expect(at(args, "InferenceSpecification", "SupportedResponseMIMETypes")).toEqual(["text/csv"]);
  });

  test("carries a model card with what its evaluation says", () => {
    const { ModelCardContent: content, ModelCardStatus: status } = at(args, "ModelCard") as JsonObject;
    expect(status).toBe("Draft");
    expect(leaf({ content } as JsonObject, "content")).toContain(
      '\\"metric_groups\\":${Steps.Evaluate.PropertyFiles.EvaluationReport}#card}',
    );
  });

  test("carries its evaluation, its own baseline for drift checks, and where it came from", () => {
    const baseline = "${Steps.DataQualityBaseline.ProcessingOutputConfig.Outputs['baseline'].S3Output.S3Uri}";
    expect(leaf(args, "ModelMetrics.ModelQuality.Statistics.S3Uri")).toBe(
      "${Steps.Evaluate.ProcessingOutputConfig.Outputs['evaluation'].S3Output.S3Uri}/evaluation.json",
    );
    for (const use of ["ModelMetrics", "DriftCheckBaselines"]) {
      expect(leaf(args, `${use}.ModelDataQuality.Statistics.S3Uri`)).toBe(`${baseline}/statistics.json`);
      expect(leaf(args, `${use}.ModelDataQuality.Constraints.S3Uri`)).toBe(`${baseline}/constraints.json`);
    }
    expect(leaves(at(args, "CustomerMetadataProperties"))).toEqual([
      "git_commit: ${Parameters.GitCommit}",
      "environment: prod",
      "execution_id: ${Execution.PipelineExecutionId}",
      "data: ${Parameters.InputDataUrl}",
      "metric: auc",
      `auc: ${AUC}`,
      ...["lower", "upper", "level"].map(
        (bound) => `auc_${bound}: ${AUC.replace(/value$/, `confidence_interval.${bound}`)}`,
      ),
      "preparation: ${Steps.Preprocess.ProcessingOutputConfig.Outputs['preparation'].S3Output.S3Uri}/preparation.json",
      ...FILES.map((file) => `recorded_${file}: \${Steps.RecordVersion.OutputParameters['${file}']}`),
      `data_manifest: ${PROVENANCE}/data-manifest.json`,
      ...DATA_TOLD.map((entry) => `${entry}: \${Steps.RecordVersion.OutputParameters['${entry}']}`),
      ...[
        CODE.preprocess,
        CODE.evaluate,
        CODE.dataQuality,
        CODE.tabular,
        CODE.encoders,
        CODE.metrics,
        CODE.distributions,
        CODE.summaries,
        CODE.description,
      ].map(({ filename, sha256 }) => `code_${filename}: ${sha256}`),
    ]);
  });

  test.each<[string, Partial<Environment>, string[]]>([
    [
      "of Spark's job both",
      { processingEngine: "spark" },
      ["preprocess.py", "preprocess_spark.py", "evaluate.py", "data_quality.py", ...IMPORTED, ...OF_DRIFT],
    ],
    [
      "not of Amazon's analyzer",
      { monitoring: "model-monitor" },
      ["preprocess.py", "evaluate.py", ...IMPORTED],
    ],
  ])("carries the digests of the scripts that made it, %s", (_, change, scripts) => {
    const { RegisterModel } = stepsOf(buildTrain(environment(change), CODE, FUNCTIONS, "0123abc"));
    const metadata = Object.keys(at(RegisterModel?.Arguments, "CustomerMetadataProperties") as JsonObject);
    expect(metadata.filter((name) => name.startsWith("code_"))).toEqual(
      [...scripts, "description.json"].map((name) => `code_${name}`),
    );
    // API model, CustomerMetadataMap.
    expect(metadata.length).toBeLessThanOrEqual(50);
  });
});

test.each(MODES)("what is recorded is what is registered, file by file (%s)", (monitoring) => {
  const { RecordVersion: record, RegisterModel: register } = stepsOf(train(monitoring));
  expect(record).toMatchObject({ Type: "Lambda", FunctionArn: FUNCTIONS.recordVersion });
  const registered = {
    artifact: "InferenceSpecification.Containers.0.ModelDataUrl",
    statistics: "DriftCheckBaselines.ModelDataQuality.Statistics.S3Uri",
    constraints: "DriftCheckBaselines.ModelDataQuality.Constraints.S3Uri",
    evaluation: "ModelMetrics.ModelQuality.Statistics.S3Uri",
    preparation: "CustomerMetadataProperties.preparation",
  };
  expect(leaves(record?.Arguments)).toEqual([
    ...Object.entries(registered).map(([file, path]) => `${file}: ${leaf(register?.Arguments, path)}`),
    "preprocess_job: ${Steps.Preprocess.ProcessingJobName}",
    `sources: ${PROVENANCE}/sources.json`,
    `data_manifest: ${leaf(register?.Arguments, "CustomerMetadataProperties.data_manifest")}`,
    `kms_key: ${prod.kmsKey}`,
  ]);
  expect(record?.OutputParameters).toEqual(
    [...FILES, ...DATA_TOLD].map((OutputName) => ({ OutputName, OutputType: "String" })),
  );
});

describe("the baseline", () => {
  test("is calculated by our script from the training part, and lies with the version", () => {
    const { DataQualityBaseline: baseline } = steps;
    expect(leaf(baseline?.Arguments, "AppSpecification.ContainerArguments.0")).toBe("baseline");
    expect(places(baseline, "ProcessingInputs")).toEqual([
      "baseline: /opt/ml/processing/input/baseline ${Steps.Preprocess.ProcessingOutputConfig.Outputs['baseline'].S3Output.S3Uri}",
      ...codePlaces("dataQuality", "tabular", "distributions", "summaries"),
    ]);
    expect(places(baseline, "ProcessingOutputConfig", "Outputs")).toEqual([
      `baseline: /opt/ml/processing/output/baseline ${VERSION}/baseline`,
    ]);
  });

  test("of Model Monitor compares with nothing, and is handed on to the version", () => {
    const { DataQualityBaseline: baseline, RegisterModel: register } = stepsOf(train("model-monitor"));
    expect(baseline).toMatchObject({
      Type: "QualityCheck",
      CheckType: "DATA_QUALITY",
      SkipCheck: true,
      RegisterNewBaseline: true,
      ModelPackageGroupName: null,
      SuppliedBaselineConstraints: null,
      SuppliedBaselineStatistics: null,
    });
    // The baseline has a header line; a batch has none.
    expect(leaf(baseline?.Arguments, "Environment.dataset_format")).toContain('\\"header\\":true');
    expect(places(baseline, "ProcessingOutputConfig", "Outputs")).toEqual([
      `quality_check_output: /opt/ml/processing/output ${VERSION}/baseline`,
    ]);
    for (const kind of ["Statistics", "Constraints"]) {
      expect(leaf(register?.Arguments, `DriftCheckBaselines.ModelDataQuality.${kind}.S3Uri`)).toBe(
        `\${Steps.DataQualityBaseline.BaselineUsedForDriftCheck${kind}}`,
      );
    }
  });
});

test("metadata of a version stay within the API's 256 characters", () => {
  const longest = environment({
    dataBucket: "b".repeat(63) as Environment["dataBucket"],
    modelName: "m".repeat(63),
  });
  const { Parameters } = buildTrain(longest, CODE, FUNCTIONS, "a".repeat(40));
  const data = Parameters.find(({ Name }) => Name === "InputDataUrl")?.DefaultValue;
  expect(String(data as string).length).toBeLessThanOrEqual(256);
});
