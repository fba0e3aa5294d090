import { definitionHash } from "../../pipeline-defs/definition-hash";
import type { Arn } from "../../environments/environment";
import { buildInference } from "../../pipeline-defs/inference";
import { buildTrain } from "../../pipeline-defs/train";
import { canonicalJson, validate, type Json } from "sagemaker-pipeline-definitions";
import * as stepNames from "../../pipeline-defs/step-names";
import { at, CODE, environment, FUNCTIONS, inference, MODES, sketch, stepsOf, train } from "./support";

const kmsKey = environment().kmsKey;
const VOLUME_KEY = "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab" as Arn;

describe.each(MODES)("both pipelines, monitoring by %s", (mode) => {
  const both = [train(mode), inference(mode)];
  const steps = both.flatMap((definition) => Object.values(stepsOf(definition)));

  test("have nothing wrong, and doubtful is what only the script knows", () => {
    const doubts = both.flatMap((definition) => validate(definition)).map(({ code, step }) => [code, step]);
    // ml/data_quality.py and ml/model_quality.py cut their messages themselves to what is shown, which a definition has no
    // way to say.
    expect(doubts).toEqual([["MessageTooLong", "DataDrift"]]);
  });

  test("come out the same each time, byte for byte", () => {
    expect(canonicalJson([train(mode), inference(mode)])).toBe(canonicalJson(both));
  });

  test("name their steps as the others know them", () => {
    const known: readonly Json[] = Object.values(stepNames).filter((name) => typeof name === "string");
    const named = steps.map((step) => step.Name);
    expect(named.filter((name) => name === undefined || !known.includes(name))).toEqual([]);
    const missing = known.filter((name) => !named.includes(name ?? ""));
    const ofOtherModels = [
      "VersionInUse",
      "CreateTrainedModel",
      "PredictTestRows",
      "CreateModelInUse",
      "PredictTestRowsInUse",
    ];
    expect(missing).toEqual([...ofOtherModels, ...(mode === "processing" ? ["AssessDrift"] : [])]);
  });

  test.each([undefined, VOLUME_KEY])(
    "encrypt every output, and every volume as far as its key is known: %s",
    (key) => {
      const encrypted = environment({ monitoring: mode, volumeKmsKey: key });
      const built = [
        buildTrain(encrypted, CODE, FUNCTIONS, "0123abc"),
        buildInference(encrypted, CODE, FUNCTIONS, "0123abc"),
      ];
      const volumes: unknown[] = [];
      const keys = built.flatMap((definition) =>
        Object.values(stepsOf(definition)).flatMap((step) => {
          const args = step.Arguments;
          switch (step.Type) {
            case "Processing":
            case "QualityCheck":
              volumes.push(at(args, "ProcessingResources", "ClusterConfig", "VolumeKmsKeyId"));
              return [at(args, "ProcessingOutputConfig", "KmsKeyId")];
            case "Training":
              volumes.push(at(args, "ResourceConfig", "VolumeKmsKeyId"));
              return [at(args, "OutputDataConfig", "KmsKeyId")];
            case "Transform":
              // The one that takes an alias.
              return [
                at(args, "TransformOutput", "KmsKeyId"),
                at(args, "TransformResources", "VolumeKmsKeyId"),
              ];
            default:
              return [];
          }
        }),
      );
      expect([keys.length, volumes.length]).toEqual([9, 7]);
      expect(new Set(keys)).toEqual(new Set([kmsKey]));
      expect(new Set(volumes)).toEqual(new Set([key]));
    },
  );

  test("give every job an end", () => {
    const jobs = steps.filter(({ Type }) =>
      ["Processing", "QualityCheck", "Training"].includes(Type as string),
    );
    expect(jobs).toHaveLength(7);
    for (const job of jobs)
      expect(at(job.Arguments, "StoppingCondition")).toEqual({ MaxRuntimeInSeconds: 3600 });
  });

  test("retry every job but Model Monitor's, which the service does not retry", () => {
    const retried = steps.filter(({ RetryPolicies }) => RetryPolicies !== undefined).map(({ Name }) => Name);
    const training = ["Preprocess", "Train", "Evaluate", "RegisterModel"];
    const ours = [...training, "CreateModel", "PrepareBatch", "BatchTransform", "MonitorPredictions"];
    const monitors = mode === "processing" ? ["DataQualityBaseline", "MonitorInput"] : [];
    expect(retried.sort()).toEqual([...ours, ...monitors].sort());
  });

  test("never take what is done with a batch from the cache", () => {
    const { MonitorInput, PrepareBatch, MonitorPredictions } = stepsOf(inference(mode));
    for (const step of [MonitorInput, PrepareBatch, MonitorPredictions]) {
      expect(at(step, "CacheConfig")).toEqual({ Enabled: false });
    }
    expect(steps.filter((step) => at(step, "CacheConfig", "Enabled") === true)).toEqual([]);
  });

  test("keep what an execution writes below its id", () => {
    const outputs = steps.flatMap((step) => {
      const processed = (at(step.Arguments, "ProcessingOutputConfig", "Outputs") ?? []) as readonly Json[];
      return [
        ...processed.map((output) => at(output, "S3Output", "S3Uri")),
        at(step.Arguments, "OutputDataConfig", "S3OutputPath"),
        at(step.Arguments, "TransformOutput", "S3OutputPath"),
      ].filter((uri) => uri !== undefined);
    });
    expect(outputs.length).toBeGreaterThanOrEqual(10);
    for (const uri of outputs)
      expect(canonicalJson(uri)).toContain('{"Get":"Execution.PipelineExecutionId"}');
  });
});

describe("the shape", () => {
  test("of the train pipeline", () => {
    expect(sketch(train())).toMatchInlineSnapshot(`
      [
        "Preprocess Processing []",
        "Train Training [Preprocess]",
        "Evaluate Processing [Preprocess Train]",
        "CheckModelQuality Condition [Evaluate]",
        "  if",
        "    DataQualityBaseline Processing [Preprocess]",
        "    RecordVersion Lambda [DataQualityBaseline Evaluate Preprocess Train]",
        "    RegisterModel RegisterModel [DataQualityBaseline Evaluate Preprocess RecordVersion Train]",
        "  else",
        "    RejectModel Fail [Evaluate]",
      ]
    `);
    expect(sketch(train("model-monitor"))).toEqual(
      sketch(train()).map((line) =>
        line.replace("DataQualityBaseline Processing", "DataQualityBaseline QualityCheck"),
      ),
    );
  });

  test("of the inference pipeline", () => {
    expect(sketch(inference())).toMatchInlineSnapshot(`
      [
        "LatestApprovedModel Lambda []",
        "CreateModel Model [LatestApprovedModel]",
        "MonitorInput Processing [LatestApprovedModel]",
        "LatestPredictions Lambda [LatestApprovedModel]",
        "MonitorPredictions Processing [LatestApprovedModel LatestPredictions]",
        "CheckDrift Condition [MonitorInput MonitorPredictions]",
        "  if",
        "    DataDrift Fail [MonitorInput MonitorPredictions]",
        "  else",
        "    RecordPredictions Lambda [LatestApprovedModel]",
        "    PrepareBatch Processing [LatestApprovedModel]",
        "    BatchTransform Transform [CreateModel PrepareBatch RecordPredictions]",
      ]
    `);
    expect(sketch(inference("model-monitor"))).toMatchInlineSnapshot(`
      [
        "LatestApprovedModel Lambda []",
        "CreateModel Model [LatestApprovedModel]",
        "MonitorInput QualityCheck [LatestApprovedModel]",
        "AssessDrift Lambda [MonitorInput]",
        "LatestPredictions Lambda [LatestApprovedModel]",
        "MonitorPredictions Processing [LatestApprovedModel LatestPredictions]",
        "CheckDrift Condition [AssessDrift MonitorPredictions]",
        "  if",
        "    DataDrift Fail [AssessDrift MonitorPredictions]",
        "  else",
        "    RecordPredictions Lambda [LatestApprovedModel]",
        "    PrepareBatch Processing [LatestApprovedModel]",
        "    BatchTransform Transform [CreateModel PrepareBatch RecordPredictions]",
      ]
    `);
  });
});

describe("the definition's hash", () => {
  const built = (gitCommit: string, metricThreshold = 0.5) =>
    definitionHash(buildTrain(environment({ metricThreshold }), CODE, FUNCTIONS, gitCommit));

  test("does not change with the commit alone", () => {
    expect(built("0123abc")).toBe(built("4567def"));
    expect(canonicalJson(buildTrain(environment(), CODE, FUNCTIONS, "4567def"))).not.toBe(
      canonicalJson(train()),
    );
  });

  test("changes with everything else", () => {
    expect(built("0123abc", 0.6)).not.toBe(built("0123abc"));
    const otherCode = { ...CODE, evaluate: { ...CODE.evaluate, sha256: "d".repeat(64) } };
    expect(definitionHash(buildTrain(environment(), otherCode, FUNCTIONS, "0123abc"))).not.toBe(
      built("0123abc"),
    );
  });
});
