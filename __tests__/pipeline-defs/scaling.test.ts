import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/environment";
import schema from "../../environments/environment.schema.json";
import { projectRoot } from "../../environments/project-root";
import { costCeiling } from "../../pipeline-defs/cost/ceiling";
import { buildInference } from "../../pipeline-defs/inference";
import { validate, type Json, type PipelineDefinition } from "sagemaker-pipeline-definitions";
import { buildTrain } from "../../pipeline-defs/train";
import { CODE, environment, FUNCTIONS, leaves } from "./support";

const SPARK: Partial<Environment> = { processingEngine: "spark" };
const KEYS: [key: string, changes: Partial<Environment>, base?: Partial<Environment>][] = [
  ["processing_engine", SPARK],
  ["processing_instance_count", { ...SPARK, processingInstanceCount: 4 }, SPARK],
  ["training_instance_count", { trainingInstanceCount: 3, trainingDataDistribution: "ShardedByS3Key" }],
  ["training_data_distribution", { trainingDataDistribution: "ShardedByS3Key" }],
  ["transform_instance_count", { transformInstanceCount: 2 }],
];

function definitions(changes: Partial<Environment> = {}): readonly PipelineDefinition[] {
  const changed = environment(changes);
  return [
    buildTrain(changed, CODE, FUNCTIONS, "0123abc"),
    buildInference(changed, CODE, FUNCTIONS, "0123abc"),
  ];
}

/** What changes from one environment to the other: the lines that go and the lines that come. */
function difference(base: Partial<Environment>, changes: Partial<Environment>): readonly string[] {
  const [before = [], after = []] = [base, changes].map((each) =>
    definitions(each).flatMap((definition, index) =>
      leaves(named(definition) as Json, index === 0 ? "train" : "inference"),
    ),
  );
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}

/** Lists of named things as objects, so that one more in a list is no change of those behind it. */
function named(json: unknown): unknown {
  if (Array.isArray(json)) {
    const names = json.map((entry: Record<string, unknown>) => entry["Name"] ?? entry["InputName"]);
    return names.every((name) => typeof name === "string")
      ? Object.fromEntries(json.map((entry, index) => [names[index], named(entry)]))
      : json.map(named);
  }
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, named(value)]));
}

/** Rows of the table of docs/scaling.md: key, values, default, what it changes, what it costs. */
const DOCUMENTED = readFileSync(join(projectRoot(), "docs/scaling.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, key = "", , byDefault = "", , cost = ""]) => ({ key: key.replaceAll("`", ""), byDefault, cost }));

test("each key is documented, with the schema's default", () => {
  const keys = Object.entries(schema.properties);
  expect(DOCUMENTED.map(({ key }) => key)).toEqual(expect.arrayContaining(KEYS.map(([key]) => key)));
  for (const { key, byDefault } of DOCUMENTED) {
    const [, found] = keys.find(([name]) => name === key) ?? [key, undefined];
    expect(found).toBeDefined();
    if (found !== undefined && "default" in found)
      expect([key, byDefault.replaceAll("`", "")]).toEqual([key, JSON.stringify(found.default)]);
  }
});

test.each([
  ["processing_instance_count", { ...SPARK, processingInstanceCount: 2 }],
  ["training_instance_count", { trainingInstanceCount: 2 }],
  ["processing_engine", SPARK],
])("%s costs what its documentation says", (key, changes: Partial<Environment>) => {
  const [before = 0, after = 0] = [{}, changes].map(
    (each) => costCeiling(definitions(each)[0] ?? null, "us-east-1").usd,
  );
  const cost = DOCUMENTED.find((row) => row.key === key)?.cost ?? "";
  expect(before).toBe(3.68);
  expect(cost).toContain(after === before ? "nothing" : `$${(after - before).toFixed(2)} for each`);
});

test.each(KEYS)("%s: both definitions hold for the validator", (_key, changes) => {
  const findings = definitions(changes).flatMap((definition) => validate(definition));
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
});

test("what each key changes, and nothing else", () => {
  const differences = KEYS.map(([key, changes, base = {}]) => [key, difference(base, changes)]);
  expect(Object.fromEntries(differences)).toMatchInlineSnapshot(`
    {
      "processing_engine": [
        "- train.Steps.Preprocess.Arguments.AppSpecification.ImageUri: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
        "- train.Steps.Preprocess.Arguments.AppSpecification.ContainerEntrypoint.0: python3",
        "- train.Steps.Preprocess.Arguments.AppSpecification.ContainerEntrypoint.1: /opt/ml/processing/input/code/preprocess.py",
        "- train.Steps.Preprocess.Arguments.ProcessingInputs.code.S3Input.S3Uri: s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/0000000000000000000000000000000000000000000000000000000000000000/preprocess.py",
        "+ train.Steps.Preprocess.Arguments.AppSpecification.ImageUri: 173754725891.dkr.ecr.us-east-1.amazonaws.com/sagemaker-spark-processing:3.5-cpu",
        "+ train.Steps.Preprocess.Arguments.AppSpecification.ContainerEntrypoint.0: smspark-submit",
        "+ train.Steps.Preprocess.Arguments.AppSpecification.ContainerEntrypoint.1: --py-files",
        "+ train.Steps.Preprocess.Arguments.AppSpecification.ContainerEntrypoint.2: /opt/ml/processing/input/py-files",
        "+ train.Steps.Preprocess.Arguments.AppSpecification.ContainerEntrypoint.3: /opt/ml/processing/input/code/preprocess_spark.py",
        "+ train.Steps.Preprocess.Arguments.ProcessingInputs.py-files.InputName: py-files",
        "+ train.Steps.Preprocess.Arguments.ProcessingInputs.py-files.S3Input.S3Uri: s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/0000000000000000000000000000000000000000000000000000000000000000/preprocess.py",
        "+ train.Steps.Preprocess.Arguments.ProcessingInputs.py-files.S3Input.LocalPath: /opt/ml/processing/input/py-files",
        "+ train.Steps.Preprocess.Arguments.ProcessingInputs.py-files.S3Input.S3DataType: S3Prefix",
        "+ train.Steps.Preprocess.Arguments.ProcessingInputs.py-files.S3Input.S3InputMode: File",
        "+ train.Steps.Preprocess.Arguments.ProcessingInputs.py-files.S3Input.S3DataDistributionType: FullyReplicated",
        "+ train.Steps.Preprocess.Arguments.ProcessingInputs.py-files.S3Input.S3CompressionType: None",
        "+ train.Steps.Preprocess.Arguments.ProcessingInputs.code.S3Input.S3Uri: s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/0101010101010101010101010101010101010101010101010101010101010101/preprocess_spark.py",
        "+ train.Steps.CheckModelQuality.Arguments.IfSteps.RegisterModel.Arguments.CustomerMetadataProperties.code_preprocess_spark.py: 0101010101010101010101010101010101010101010101010101010101010101",
      ],
      "processing_instance_count": [
        "- train.Parameters.ProcessingInstanceCount.DefaultValue: 1",
        "+ train.Parameters.ProcessingInstanceCount.DefaultValue: 4",
      ],
      "training_data_distribution": [
        "- train.Steps.Train.Arguments.InputDataConfig.0.DataSource.S3DataSource.S3DataDistributionType: FullyReplicated",
        "+ train.Steps.Train.Arguments.InputDataConfig.0.DataSource.S3DataSource.S3DataDistributionType: ShardedByS3Key",
      ],
      "training_instance_count": [
        "- train.Steps.Train.Arguments.InputDataConfig.0.DataSource.S3DataSource.S3DataDistributionType: FullyReplicated",
        "- train.Steps.Train.Arguments.ResourceConfig.InstanceCount: 1",
        "+ train.Steps.Preprocess.Arguments.AppSpecification.ContainerArguments.0: --train-files",
        "+ train.Steps.Preprocess.Arguments.AppSpecification.ContainerArguments.1: 3",
        "+ train.Steps.Train.Arguments.InputDataConfig.0.DataSource.S3DataSource.S3DataDistributionType: ShardedByS3Key",
        "+ train.Steps.Train.Arguments.ResourceConfig.InstanceCount: 3",
      ],
      "transform_instance_count": [
        "- inference.Steps.CheckDrift.Arguments.ElseSteps.BatchTransform.Arguments.TransformResources.InstanceCount: 1",
        "+ inference.Steps.CheckDrift.Arguments.ElseSteps.BatchTransform.Arguments.TransformResources.InstanceCount: 2",
      ],
    }
  `);
});
