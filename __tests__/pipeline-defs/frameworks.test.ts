import { validate, type JsonObject, type PipelineDefinition } from "sagemaker-pipeline-definitions";
import { definitionsOf } from "../../deploy/desired";
import type { Environment } from "../../environments/environment";
import { frameworkOf } from "../../pipeline-defs/frameworks";
import type { FrameworkName, ModelDescription, Task } from "../../models/model";
import { prodSources, script } from "../deploy/support/sources";
import { model } from "../models/models";
import type { Overrides } from "../support/environments";
import { at, environment, leaf, leaves, places, stepsOf } from "./support";

const IMAGE = "444444444444.dkr.ecr.us-east-1.amazonaws.com/prices:1.0";
const FRAMEWORKS: readonly FrameworkName[] = [
  "xgboost",
  "xgboost-script",
  "scikit-learn",
  "pytorch",
  "container",
];
const TASKS: Readonly<Record<Task, Overrides>> = {
  binary: {
    task: "binary",
    target: "heating",
    classes: ["no", "yes"],
    metric: { name: "auc", threshold: 0.5 },
  },
  multiclass: {
    task: "multiclass",
    target: "heating",
    classes: ["gas", "oil", "wood"],
    metric: { name: "macro_f1", threshold: 0.5 },
  },
  regression: {},
};

function described(framework: FrameworkName, overrides: Overrides = {}): ModelDescription {
  const own = framework === "container" ? { image: IMAGE } : {};
  return model({ framework, hyperparameters: { num_round: 50 }, ...own, ...overrides }, ["train.py"]);
}

/** Both definitions, as `npm run definitions` prints them. */
function definitions(description: ModelDescription, changes: Partial<Environment> = {}) {
  const { contract, program = "train.py" } = frameworkOf(description);
  const { metric } = description;
  return definitionsOf(
    prodSources({
      environment: environment({ description, metricThreshold: metric.threshold, ...changes }),
      program: contract === "script" ? { name: program, files: [script(program, "# trains\n")] } : undefined,
    }),
  );
}

const everyStep = ({ train, inference }: Readonly<Record<"train" | "inference", PipelineDefinition>>) =>
  [train, inference].flatMap((definition) => Object.values(stepsOf(definition)));

const cases = FRAMEWORKS.flatMap((framework) =>
  (Object.keys(TASKS) as Task[]).map((task): [FrameworkName, Task] => [framework, task]),
);

describe.each(cases)("%s for task %s", (framework, task) => {
  const { metric = {}, ...rest } = TASKS[task];
  const variant = (improvement: number | undefined, changes: Partial<Environment>) =>
    definitions(described(framework, { ...rest, metric: { ...(metric as object), improvement } }), changes);
  const variants = [
    variant(undefined, { monitoring: "processing", processingEngine: "pandas" }),
    variant(0.01, { monitoring: "model-monitor", processingEngine: "spark" }),
  ];

  test("has valid definitions, whichever way its data is prepared, watched and compared", () => {
    for (const { train, inference } of variants) {
      const errors = [train, inference]
        .flatMap((definition) => validate(definition))
        .filter(({ severity }) => severity === "error");
      expect(errors).toEqual([]);
    }
  });

  test("gives no job more than the ten inputs that it may have, nor two of one name", () => {
    for (const step of variants.flatMap(everyStep)) {
      const inputs = (at(step.Arguments, "ProcessingInputs") ?? []) as readonly JsonObject[];
      const names = inputs.map(({ InputName }) => InputName);
      expect([step.Name, names.length <= 10, new Set(names).size]).toEqual([step.Name, true, names.length]);
    }
  });

  test("gives every script the model's description", () => {
    for (const step of variants.flatMap(everyStep).filter(({ Type }) => Type === "Processing")) {
      const names = ((at(step.Arguments, "ProcessingInputs") ?? []) as readonly JsonObject[]).map(
        ({ InputName }) => InputName,
      );
      expect([step.Name, names]).toEqual([
        step.Name,
        expect.arrayContaining(["code", "tabular", "description"]),
      ]);
    }
  });
});

describe.each(["xgboost-script", "scikit-learn", "pytorch"] as const)("script mode with %s", (framework) => {
  const description = described(framework, { hyperparameters: { learning_rate: 0.05, estimator: "forest" } });
  const { train, inference } = definitions(description);
  const steps = stepsOf(train);
  const args = steps.Train?.Arguments;
  const program = frameworkOf(description).program ?? "train.py";

  test("trains with hyperparameters that are texts of JSON, as the Python SDK writes them", () => {
    // SDK 2.257.7: sagemaker/estimator.py, Framework.hyperparameters and _json_encode_hyperparameters.
    expect(at(args, "HyperParameters")).toEqual({
      sagemaker_container_log_level: "20",
      sagemaker_program: `"${program}"`,
      sagemaker_submit_directory: '"/opt/ml/input/data/code/sourcedir.tar.gz"',
      learning_rate: '"0.05"',
      estimator: '"forest"',
    });
  });

  test("reads its rows and its source by channels", () => {
    const channels = at(args, "InputDataConfig") as readonly JsonObject[];
    expect(channels.map(({ ChannelName, ContentType }) => [ChannelName, ContentType])).toEqual([
      ["train", "text/csv"],
      ["validation", "text/csv"],
      ["code", undefined],
    ]);
    expect(leaf(channels[2], "DataSource.S3DataSource.S3Uri")).toMatch(
      /\/code\/[0-9a-f]{64}\/sourcedir\.tar\.gz$/,
    );
  });

  test("registers the artifact that was measured, with its program inside", () => {
    const container = "InferenceSpecification.Containers.0";
    const register = steps.RegisterModel?.Arguments;
    expect(leaf(register, `${container}.ModelDataUrl`)).toBe(
      "${Steps.Evaluate.ProcessingOutputConfig.Outputs['artifact'].S3Output.S3Uri}/model.tar.gz",
    );
    expect(at(register, "InferenceSpecification", "Containers", 0, "Environment")).toEqual({
      SAGEMAKER_PROGRAM: program,
      SAGEMAKER_SUBMIT_DIRECTORY: "/opt/ml/model/code",
      SAGEMAKER_CONTAINER_LOG_LEVEL: "20",
      SAGEMAKER_REGION: "us-east-1",
    });
    expect(at(register, "CustomerMetadataProperties", "preparation")).toBeUndefined();
    expect(leaf(stepsOf(inference).LatestApprovedModel?.Arguments, "required_files")).toBe(
      "artifact,statistics,constraints,evaluation",
    );
  });

  test("predicts from the batch as it was handed in", () => {
    const { PrepareBatch, BatchTransform } = stepsOf(inference);
    expect(PrepareBatch).toBeUndefined();
    expect(leaf(BatchTransform?.Arguments, "TransformInput.DataSource.S3DataSource.S3Uri")).toBe(
      "${Parameters.transform_input}",
    );
    expect(at(BatchTransform?.Arguments, "DataProcessing")).toEqual({ JoinSource: "Input" });
  });
});

describe("an image of one's own", () => {
  const EXECUTION = "${Execution.PipelineExecutionId}";
  const improvement = 0.01;
  const steps = stepsOf(
    definitions(described("container", { metric: { name: "rmse", threshold: 1, improvement } })).train,
  );

  test("predicts the test rows as it would a batch, and Amazon's looks at what it predicts", () => {
    const { Preprocess, CreateTrainedModel, PredictTestRows, Evaluate } = steps;
    const features = "${Steps.Preprocess.ProcessingOutputConfig.Outputs['features'].S3Output.S3Uri}";
    const prepared = `s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/prepared/${EXECUTION}`;
    expect(places(Preprocess, "ProcessingOutputConfig", "Outputs")).toContain(
      `features: /opt/ml/processing/output/features ${prepared}/features`,
    );
    expect(leaves(at(CreateTrainedModel?.Arguments, "PrimaryContainer"))).toEqual([
      `Image: ${IMAGE}`,
      "ModelDataUrl: ${Steps.Train.ModelArtifacts.S3ModelArtifacts}",
    ]);
    const job = PredictTestRows?.Arguments;
    expect(leaf(job, "ModelName")).toBe("${Steps.CreateTrainedModel.ModelName}");
    expect(leaf(job, "TransformInput.DataSource.S3DataSource.S3Uri")).toBe(features);
    expect(leaf(job, "TransformOutput.S3OutputPath")).toBe(`${prepared}/scores`);
    expect(leaf(job, "TransformResources.InstanceCount")).toBe("1");
    const inputs = places(Evaluate, "ProcessingInputs");
    expect(inputs).toContain(
      "scores: /opt/ml/processing/input/scores ${Steps.PredictTestRows.TransformOutput.S3OutputPath}",
    );
    expect(inputs.filter((input) => /^(model|preparation)/.test(input))).toEqual([]);
  });

  test("does so for the version in use too, in the image that it was registered with", () => {
    const { VersionInUse, CreateModelInUse, PredictTestRowsInUse, Evaluate } = steps;
    expect(leaf(VersionInUse?.Arguments, "otherwise_image_uri")).toBe(IMAGE);
    expect(leaves(at(CreateModelInUse?.Arguments, "PrimaryContainer"))).toEqual([
      "Image: ${Steps.VersionInUse.OutputParameters['image_uri']}",
      "ModelDataUrl: ${Steps.VersionInUse.OutputParameters['model_data_url']}",
    ]);
    expect(leaf(PredictTestRowsInUse?.Arguments, "ModelName")).toBe("${Steps.CreateModelInUse.ModelName}");
    expect(places(Evaluate, "ProcessingInputs")).toContain(
      "scores-in-use: /opt/ml/processing/input/scores-in-use ${Steps.PredictTestRowsInUse.TransformOutput.S3OutputPath}",
    );
  });

  test("makes no model in a training of any other framework", () => {
    const { PredictTestRows, CreateTrainedModel, Preprocess } = stepsOf(
      definitions(described("scikit-learn")).train,
    );
    expect([PredictTestRows, CreateTrainedModel]).toEqual([undefined, undefined]);
    expect(places(Preprocess, "ProcessingOutputConfig", "Outputs").join()).not.toContain("features");
  });
});

test("an image of one's own trains and serves, and Amazon's evaluates", () => {
  const { train, inference } = definitions(described("container"));
  const { Train, RegisterModel, Evaluate } = stepsOf(train);
  expect(leaf(Train?.Arguments, "AlgorithmSpecification.TrainingImage")).toBe(IMAGE);
  expect(leaf(RegisterModel?.Arguments, "InferenceSpecification.Containers.0.Image")).toBe(IMAGE);
  expect(leaf(Evaluate?.Arguments, "AppSpecification.ImageUri")).toMatch(/sagemaker-scikit-learn:1\.4-2/);
  expect(at(Train?.Arguments, "HyperParameters")).toEqual({ num_round: "50" });
  expect(stepsOf(inference).PrepareBatch).toBeUndefined();
});

describe("the gate of a regression", () => {
  const { CheckModelQuality: check, RejectModel: reject } = stepsOf(
    definitions(described("scikit-learn")).train,
  );
  const RMSE = "${Steps.Evaluate.PropertyFiles.EvaluationReport}#regression_metrics.rmse.value";

  test("lets through what is at most the threshold, and says that the rest is above", () => {
    expect(leaves(at(check?.Arguments, "Conditions"))).toEqual([
      "0.Type: LessThanOrEqualTo",
      `0.LeftValue: ${RMSE}`,
      "0.RightValue: ${Parameters.MetricThreshold}",
    ]);
    expect(leaf(reject?.Arguments, "ErrorMessage")).toBe(
      `RMSE ${RMSE} is above the threshold of \${Parameters.MetricThreshold}: not registered.`,
    );
  });
});

describe("a version that has to beat the one in use", () => {
  const description = described("xgboost", {
    ...TASKS.binary,
    metric: { name: "auc", threshold: 0.5, improvement: 0.01 },
  });
  const { VersionInUse, Evaluate, CheckModelQuality, RejectModel, ...others } = stepsOf(
    definitions(description).train,
  );
  const REPORT = "${Steps.Evaluate.PropertyFiles.EvaluationReport}";

  test("is held against the one that inference takes, or itself where there is none", () => {
    expect(leaves(VersionInUse?.Arguments)).toEqual(
      expect.arrayContaining([
        "required_files: artifact,statistics,constraints,evaluation,preparation",
        "otherwise_model_data_url: ${Steps.Train.ModelArtifacts.S3ModelArtifacts}",
        "otherwise_preparation_uri: ${Steps.Preprocess.ProcessingOutputConfig.Outputs['preparation'].S3Output.S3Uri}/preparation.json",
      ]),
    );
    const found = (output: string) => `\${Steps.VersionInUse.OutputParameters['${output}']}`;
    expect(places(Evaluate, "ProcessingInputs")).toEqual(
      expect.arrayContaining([
        `model-in-use: /opt/ml/processing/input/model-in-use ${found("model_data_url")}`,
        `preparation-in-use: /opt/ml/processing/input/preparation-in-use ${found("preparation_uri")}`,
      ]),
    );
    const said = leaves(at(Evaluate?.Arguments, "AppSpecification", "ContainerArguments"));
    expect(said.slice(-4).map((line) => line.replace(/^\d+: /, ""))).toEqual([
      "--improvement",
      "0.01",
      "--version-in-use",
      found("model_package_arn"),
    ]);
  });

  test("reaches the threshold as well, and is told what it lacks", () => {
    expect(leaves(at(CheckModelQuality?.Arguments, "Conditions"))).toEqual([
      "0.Type: GreaterThanOrEqualTo",
      `0.LeftValue: ${REPORT}#binary_classification_metrics.auc.value`,
      "0.RightValue: ${Parameters.MetricThreshold}",
      "1.Type: Equals",
      `1.LeftValue: ${REPORT}#gate.passed`,
      "1.RightValue: true",
    ]);
    expect(leaf(RejectModel?.Arguments, "ErrorMessage")).toContain(`${REPORT}#gate.note`);
  });

  test("is not looked for where a version need not beat another", () => {
    expect(others.RegisterModel).toBeDefined();
    expect(stepsOf(definitions(described("xgboost", TASKS.binary)).train).VersionInUse).toBeUndefined();
  });
});

test("drift's settings reach the checks as their scripts take them, a column to pass over the first alone", () => {
  const description = described("xgboost", {
    drift: { significance: 0.05, threshold: 0.2, minimum_rows: 50, ignore: ["heating"] },
  });
  const { MonitorInput, MonitorPredictions } = stepsOf(definitions(description).inference);
  const said = (step: JsonObject | undefined) =>
    at(step?.Arguments, "AppSpecification", "ContainerArguments");
  const chance = ["--significance", "0.05", "--minimum-rows", "50"];
  expect(said(MonitorInput)).toEqual(["check", ...chance, "--threshold", "0.2", "--ignore", "heating"]);
  expect((said(MonitorPredictions) as unknown[]).slice(-4)).toEqual(chance);
});
