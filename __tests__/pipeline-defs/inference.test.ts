import { expectGolden } from "./golden";
import { at, codePlaces, environment, FUNCTIONS, inference, leaf, leaves, places, stepsOf } from "./support";

const prod = environment();
const steps = stepsOf(inference());
const DATA = `s3://${prod.dataBucket}/${prod.modelName}`;
const latest = (output: string) => `\${Steps.LatestApprovedModel.OutputParameters['${output}']}`;

test("the whole definition is the golden one, whichever way the data is monitored", () => {
  expectGolden("inference.golden.json", {
    processing: inference(),
    "model-monitor": inference("model-monitor"),
  });
});

test("a run may change machines and batch; by default it takes the environment's batch", () => {
  const defaults = inference().Parameters.map(({ Name, DefaultValue }) => [Name, DefaultValue]);
  expect(Object.fromEntries(defaults)).toEqual({
    ProcessingInstanceType: "ml.m5.xlarge",
    ProcessingInstanceCount: 1,
    TransformInstanceType: "ml.m5.xlarge",
    transform_input: `${DATA}/data/batch-dataset/${prod.batchDatasetFilename}.csv`,
    GitCommit: "0123abc",
  });
});

test("the model is the approved version itself, of the registry's group", () => {
  expect(steps.LatestApprovedModel).toMatchObject({
    FunctionArn: FUNCTIONS.latestApprovedModel,
    Arguments: { model_package_group: prod.modelPackageGroup.arn },
  });
  expect(leaves(steps.CreateModel?.Arguments)).toEqual([
    `ExecutionRoleArn: ${prod.inferencePipeline.roleArn}`,
    `PrimaryContainer.ModelPackageName: ${latest("model_package_arn")}`,
  ]);
});

test("an execution shows of the version what a reader wants to know", () => {
  const outputs = at(steps.LatestApprovedModel, "OutputParameters") as readonly { OutputName: string }[];
  expect(outputs.map(({ OutputName }) => OutputName)).toEqual([
    "model_package_arn",
    "model_package_version",
    "model_data_url",
    "image_uri",
    "statistics_uri",
    "constraints_uri",
    "evaluation_uri",
    "preparation_uri",
    "git_commit",
    "passed_over",
  ]);
});

test("the batch is held against the version's own baseline", () => {
  expect(leaf(steps.MonitorInput?.Arguments, "AppSpecification.ContainerArguments.0")).toBe("check");
  expect(places(steps.MonitorInput, "ProcessingInputs")).toEqual([
    "batch: /opt/ml/processing/input/batch ${Parameters.transform_input}",
    `statistics: /opt/ml/processing/input/statistics ${latest("statistics_uri")}`,
    `constraints: /opt/ml/processing/input/constraints ${latest("constraints_uri")}`,
    ...codePlaces("dataQuality", "tabular", "distributions", "summaries"),
  ]);
  expect(places(steps.MonitorInput, "ProcessingOutputConfig", "Outputs")).toEqual([
    `monitoring: /opt/ml/processing/output/monitoring ${DATA}/monitoring/\${Execution.PipelineExecutionId}`,
  ]);
});

const REPORT = "${Steps.MonitorInput.PropertyFiles.DriftReport}";
const LOOKED_BACK = "${Steps.MonitorPredictions.PropertyFiles.ModelDriftReport}";
/** What ends an execution as drift, beside what `drifted` of the batch is. */
const eitherOf = (drifted: string) => [
  "0.Type: Or",
  "0.Conditions.0.Type: Equals",
  `0.Conditions.0.LeftValue: ${drifted}`,
  "0.Conditions.0.RightValue: true",
  "0.Conditions.1.Type: Equals",
  `0.Conditions.1.LeftValue: ${LOOKED_BACK}#drifted`,
  "0.Conditions.1.RightValue: true",
];

test("drift ends the execution with what both checks say", () => {
  expect(steps.MonitorInput?.PropertyFiles).toEqual([
    { PropertyFileName: "DriftReport", OutputName: "monitoring", FilePath: "drift.json" },
  ]);
  expect(leaves(at(steps.CheckDrift?.Arguments, "Conditions"))).toEqual(eitherOf(`${REPORT}#drifted`));
  expect(leaf(steps.DataDrift?.Arguments, "ErrorMessage")).toBe(`${REPORT}#message ${LOOKED_BACK}#message`);
});

describe("the predictions", () => {
  const args = steps.BatchTransform?.Arguments;

  test("are of the batch that was monitored and prepared, by the model that was created", () => {
    expect(places(steps.PrepareBatch, "ProcessingInputs")).toEqual([
      "batch: /opt/ml/processing/input/batch ${Parameters.transform_input}",
      `preparation: /opt/ml/processing/input/preparation ${latest("preparation_uri")}`,
      ...codePlaces("prepare", "tabular", "encoders"),
    ]);
    const prepared = `${DATA}/prepared/\${Execution.PipelineExecutionId}/batch`;
    expect(places(steps.PrepareBatch, "ProcessingOutputConfig", "Outputs")).toEqual([
      `prepared: /opt/ml/processing/output/prepared ${prepared}`,
    ]);
    expect(leaf(args, "TransformInput.DataSource.S3DataSource.S3Uri")).toBe(
      "${Steps.PrepareBatch.ProcessingOutputConfig.Outputs['prepared'].S3Output.S3Uri}",
    );
    expect(leaf(args, "ModelName")).toBe("${Steps.CreateModel.ModelName}");
  });

  test("stand line by line behind the rows they belong to", () => {
    expect(leaf(args, "DataProcessing.JoinSource")).toBe("Input");
    // The model gets the five numbers; what is kept is the row as it was handed in, and its prediction.
    expect(leaf(args, "DataProcessing.InputFilter")).toBe("$[0:5]");
    expect(leaf(args, "DataProcessing.OutputFilter")).toBe("$[5:]");
    expect(leaf(args, "TransformInput.SplitType")).toBe("Line");
    expect(leaf(args, "TransformOutput.AssembleWith")).toBe("Line");
    expect(leaf(args, "TransformInput.ContentType")).toBe("text/csv");
    expect(leaf(args, "TransformOutput.Accept")).toBe("text/csv");
  });

  test("lie in the environment's own bucket, below the execution", () => {
    expect(leaf(args, "TransformOutput.S3OutputPath")).toBe(
      `${DATA}/predictions/\${Execution.PipelineExecutionId}`,
    );
  });
});

test("what predictions come from is written beside them, and before them", () => {
  expect(steps.RecordPredictions).toMatchObject({ Type: "Lambda", FunctionArn: FUNCTIONS.recordVersion });
  expect(leaves(steps.RecordPredictions?.Arguments)).toEqual([
    `provenance: ${leaf(steps.BatchTransform?.Arguments, "TransformOutput.S3OutputPath")}/_provenance.json`,
    `kms_key: ${prod.kmsKey}`,
    `model_package_arn: ${latest("model_package_arn")}`,
    `git_commit: ${latest("git_commit")}`,
    "execution_arn: ${Execution.PipelineExecutionArn}",
    "deployed_commit: ${Parameters.GitCommit}",
    "batch: ${Parameters.transform_input}",
  ]);
  expect(steps.BatchTransform?.DependsOn).toEqual(["RecordPredictions"]);
});

describe("before the batch is predicted", () => {
  const inputs = places(steps.MonitorPredictions, "ProcessingInputs");
  const found = (output: string) => `\${Steps.LatestPredictions.OutputParameters['${output}']}`;

  test("what this version has predicted is looked for, its labels, and what stands for none", () => {
    expect(steps.LatestPredictions).toMatchObject({ FunctionArn: FUNCTIONS.latestPredictions });
    expect(leaves(steps.LatestPredictions?.Arguments)).toEqual([
      `labels: ${DATA}/data/labels/`,
      `predictions: ${DATA}/predictions/`,
      `model_package_arn: ${latest("model_package_arn")}`,
      `otherwise: ${latest("evaluation_uri")}`,
    ]);
  });

  test("predictions are held against those on the test split, and labels against what was predicted", () => {
    expect(inputs).toEqual([
      `predictions: /opt/ml/processing/input/predictions ${found("predictions_uri")}`,
      `evaluation: /opt/ml/processing/input/evaluation ${latest("evaluation_uri")}`,
      `labels: /opt/ml/processing/input/labels ${found("labels_uri")}`,
      `labelled: /opt/ml/processing/input/labelled ${found("labelled_uri")}`,
      ...codePlaces("modelQuality", "tabular", "metrics", "distributions"),
    ]);
    const said = leaves(at(steps.MonitorPredictions?.Arguments, "AppSpecification", "ContainerArguments"));
    expect(said.map((line) => line.replace(/^\d+: /, ""))).toEqual([
      "--metric",
      "auc",
      "--direction",
      "maximize",
      "--threshold",
      String(prod.metricThreshold),
      "--predicted",
      found("predicted"),
      "--labels",
      found("labelled"),
    ]);
  });
});

describe("with Model Monitor", () => {
  const {
    MonitorInput: monitor,
    AssessDrift: assess,
    CheckDrift: check,
    DataDrift: drift,
  } = stepsOf(inference("model-monitor"));
  const output = (name: string) => `\${Steps.AssessDrift.OutputParameters['${name}']}`;

  test("the batch is held against the version's own baseline, and a violation does not fail the check", () => {
    expect(monitor).toMatchObject({
      Type: "QualityCheck",
      CheckType: "DATA_QUALITY",
      SkipCheck: false,
      FailOnViolation: false,
      RegisterNewBaseline: false,
      ModelPackageGroupName: null,
    });
    expect(leaf(monitor, "SuppliedBaselineConstraints")).toBe(latest("constraints_uri"));
    expect(leaf(monitor, "SuppliedBaselineStatistics")).toBe(latest("statistics_uri"));
    // A batch has no header line; the baseline has one.
    expect(leaf(monitor?.Arguments, "Environment.dataset_format")).toContain('\\"header\\":false');
    expect(places(monitor, "ProcessingInputs")).toEqual([
      "baseline_dataset_input: /opt/ml/processing/input/baseline_dataset_input ${Parameters.transform_input}",
    ]);
  });

  test("a function reads the report that the check wrote, after it did", () => {
    const report = `${DATA}/monitoring/\${Execution.PipelineExecutionId}`;
    expect(places(monitor, "ProcessingOutputConfig", "Outputs")).toEqual([
      `quality_check_output: /opt/ml/processing/output ${report}`,
    ]);
    expect(assess).toMatchObject({ DependsOn: ["MonitorInput"], FunctionArn: FUNCTIONS.assessDrift });
    expect(leaf(assess?.Arguments, "violations_uri")).toBe(`${report}/constraint_violations.json`);
  });

  test("drift ends the execution with what the function and the look back say", () => {
    expect(leaves(at(check?.Arguments, "Conditions"))).toEqual(eitherOf(output("drifted")));
    expect(leaf(drift?.Arguments, "ErrorMessage")).toBe(`${output("message")} ${LOOKED_BACK}#message`);
  });
});
