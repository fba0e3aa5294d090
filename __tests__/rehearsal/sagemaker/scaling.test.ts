import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Environment } from "../../../environments/environment";
import { projectRoot } from "../../../environments/project-root";
import { codeUri, trainDatasetUri } from "../../../pipeline-defs/layout";
import { canonicalJson } from "../../../pipeline-defs/sagemaker";
import { buildTrain } from "../../../pipeline-defs/train";
import { pythonEnvironment } from "../../../rehearsal/accounts/python";
import { sparkEnvironment, sparkObstacle } from "../../../rehearsal/accounts/spark";
import { unpackTar } from "../../../rehearsal/sagemaker/jobs/tar";
import { numberAt, parseJson } from "../../../rehearsal/sagemaker/json";
import { run } from "../../../rehearsal/story/commands";
import { packagedDataFile } from "../../../rehearsal/story/data-set";
import { CODE, environment } from "../../pipeline-defs/support";
import { closeWorlds, createWorld, newToken, person } from "./world";
import type { World } from "./world";

/** The environments may have to be built first. */
const MINUTES = 10;
const progress = (line: string): boolean => process.stderr.write(`${line}\n`);

let data: string;
let python: string;

beforeAll(async () => {
  ({ python } = await pythonEnvironment(progress));
  data = mkdtempSync(join(tmpdir(), "scaling-data-"));
  const script = join(projectRoot(), "ml/prepare_data.py");
  await run(python, [script, "--data", await packagedDataFile(python), "--output", data]);
}, MINUTES * 60_000);

afterEach(closeWorlds);
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** What the train pipeline of an environment leaves: files of the splits, the model's archives, its AUC, the logs. */
interface Trained {
  readonly splits: Readonly<Record<string, string>>;
  readonly models: readonly Buffer[];
  readonly auc: number;
  /** Of the machines that trained, by their name. */
  readonly logs: Readonly<Record<string, string>>;
}

/** Runs the whole train pipeline in the local SageMaker: its own definition, scripts, data and stand-ins. */
async function trained(changes: Partial<Environment>, interpreter = python): Promise<Trained> {
  const prod = environment(changes);
  const world = createWorld({
    python: interpreter,
    containers: join(projectRoot(), "rehearsal/containers"),
  });
  for (const code of Object.values(CODE))
    world.store.put(codeUri(prod, code), readFileSync(join(projectRoot(), "ml", code.filename), "utf8"));
  for (const part of readdirSync(data).filter((name) => name.includes("train")))
    world.store.put(`${trainDatasetUri(prod)}${part}`, readFileSync(join(data, part), "utf8"));
  const { modelPackageGroup, account, trainPipeline } = prod;
  await world.ok(
    "CreateModelPackageGroup",
    { ModelPackageGroupName: modelPackageGroup.name },
    person(modelPackageGroup.account),
  );
  await world.ok(
    "CreatePipeline",
    {
      PipelineName: trainPipeline.name,
      PipelineDefinition: canonicalJson(buildTrain(prod, CODE, "0123abc")),
      RoleArn: trainPipeline.roleArn,
      ClientRequestToken: newToken(),
    },
    person(account),
  );
  const { PipelineExecutionArn } = await world.ok(
    "StartPipelineExecution",
    { PipelineName: trainPipeline.name, ClientRequestToken: newToken() },
    person(account),
  );
  await world.sagemaker.idle();
  const { PipelineExecutionSteps: steps } = await world.ok(
    "ListPipelineExecutionSteps",
    { PipelineExecutionArn },
    person(account),
  );
  expect(
    (steps as readonly Readonly<Record<string, unknown>>[]).filter(
      ({ StepStatus }) => StepStatus !== "Succeeded",
    ),
  ).toEqual([]);
  return { ...left(world), logs: logs(world) };
}

function left({ store }: World): Omit<Trained, "logs"> {
  const keys = store.keys();
  const prepared = keys.filter((key) => key.includes("/prepared/") || key.endsWith("/medians.json"));
  const evaluation = keys.find((key) => key.endsWith("/evaluation.json")) ?? "";
  return {
    splits: Object.fromEntries(
      prepared.map((key) => [key.split("/").slice(-2).join("/"), store.text(`s3://${key}`) ?? ""]),
    ),
    models: keys
      .filter((key) => key.endsWith("/model.tar.gz"))
      .map((key) => store.objects.get(key)?.body ?? Buffer.alloc(0)),
    auc:
      numberAt(
        parseJson(store.text(`s3://${evaluation}`) ?? ""),
        "binary_classification_metrics",
        "auc",
        "value",
      ) ?? NaN,
  };
}

function logs({ work }: World): Record<string, string> {
  const [job = ""] = readdirSync(join(work, "logs/training"));
  const folder = join(work, "logs/training", job);
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith(".stdout.log"))
      .map((name) => [name.replace(".stdout.log", ""), readFileSync(join(folder, name), "utf8")]),
  );
}

/** How many rows of a split each machine says that it read. */
function rows({ logs }: Trained, split: string): readonly number[] {
  return Object.values(logs).map((log) =>
    Number(new RegExp(`^${split} matrix has (\\d+) rows`, "mu").exec(log)?.[1]),
  );
}

const lines = (file: string | undefined): number => file?.trimEnd().split("\n").length ?? 0;

test(
  "two machines, each with its own shard, train one model as good as one machine's",
  async () => {
    const alone = await trained({});
    const together = await trained({
      trainingInstanceCount: 2,
      trainingDataDistribution: "ShardedByS3Key",
    });

    const whole = lines(alone.splits["train/train.csv"]);
    const shards = [1, 2].map((number) => lines(together.splits[`train/train-${number}.csv`]));
    expect(shards.reduce((sum, shard) => sum + shard, 0)).toBe(whole);
    expect(Object.keys(together.logs)).toEqual(["algo-1", "algo-2"]);
    expect(rows(alone, "train")).toEqual([whole]);
    expect(rows(together, "train")).toEqual(shards);
    const validation = lines(alone.splits["validation/validation.csv"]);
    expect(rows(together, "validation")).toEqual([validation, validation]);

    expect(together.models).toHaveLength(1);
    const [files] = together.models.map((model) => unpackTar(gunzipSync(model)).map(({ name }) => name));
    expect(files).toEqual(["xgboost-model"]);
    // Other rows are drawn for each tree, and other cuts tried: another model, but no worse.
    expect(together.models[0]?.equals(alone.models[0] ?? Buffer.alloc(0))).toBe(false);
    expect(alone.auc).toBeGreaterThan(0.8);
    expect(Math.abs(together.auc - alone.auc)).toBeLessThan(0.05);
  },
  MINUTES * 60_000,
);

const obstacle = sparkObstacle();
// In a run of many files Jest counts what is skipped, and names nothing.
if (obstacle !== undefined) process.stdout.write(`skipped: Spark in the local SageMaker: ${obstacle}\n`);

(obstacle === undefined ? test : test.skip)(
  `Spark on two machines prepares what two machines train on${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`,
  async () => {
    const twoTrain = { trainingInstanceCount: 2, trainingDataDistribution: "ShardedByS3Key" } as const;
    const spark = await sparkEnvironment(progress);
    const scaled = await trained(
      { ...twoTrain, processingEngine: "spark", processingInstanceCount: 2 },
      spark.python,
    );
    const { splits, models, auc } = await trained(twoTrain);
    expect(scaled.splits).toEqual(splits);
    expect(Object.keys(splits).sort()).toEqual([
      "baseline/baseline.csv",
      "medians/medians.json",
      "test/test.csv",
      "train/train-1.csv",
      "train/train-2.csv",
      "validation/validation.csv",
    ]);
    expect(scaled.models).toEqual(models);
    expect(scaled.auc).toBe(auc);
  },
  MINUTES * 60_000,
);
