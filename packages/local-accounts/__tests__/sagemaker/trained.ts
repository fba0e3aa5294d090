import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../../../environments/environment";
import { projectRoot } from "../../../../environments/project-root";
import { MODULES, SCRIPTS, type ModuleName, type ScriptName } from "../../../../pipeline-defs/code-assets";
import { descriptionFile } from "../../../../deploy/code-files";
import { codeUri, trainDatasetUri } from "../../../../pipeline-defs/layout";
import { canonicalJson } from "sagemaker-pipeline-definitions";
import { buildTrain } from "../../../../pipeline-defs/train";
import { DATA_ENTRIES } from "../../../../pipeline-defs/version-files";
import { rehearsalPython } from "../../../../rehearsal/python";
import { packageFile } from "../../package-file";
import { numberAt, parseJson } from "../../sagemaker/json";
import { run } from "../../../../rehearsal/story/commands";
import { ownDataFile } from "../../../../rehearsal/story/chapters/data";
import { CODE, environment, FUNCTIONS } from "../../../../__tests__/pipeline-defs/support";
import { closeWorlds, createWorld, newToken, person } from "./world";
import type { World } from "./world";

let data: string;
let python: string;

/** What every run needs: the environment, which may have to be built first, and the data as an environment has it. */
beforeAll(async () => {
  ({ python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`)));
  data = mkdtempSync(join(tmpdir(), "scaling-data-"));
  const script = join(projectRoot(), "__tests__/ml/prepare_data.py");
  await run(python, [script, await ownDataFile(python, environment().description), data]);
});

afterEach(closeWorlds);
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** What the train pipeline of an environment leaves: files of the splits, the model's archives, its AUC, the logs. */
export interface Trained {
  readonly splits: Readonly<Record<string, string>>;
  readonly models: readonly Buffer[];
  readonly auc: number;
  /** Of the machines that trained, by their name. */
  readonly logs: Readonly<Record<string, string>>;
}

/** Runs the whole train pipeline in the local SageMaker: its own definition, scripts, data and stand-ins. */
export async function trained(changes: Partial<Environment>, interpreter = python): Promise<Trained> {
  const prod = environment(changes);
  const world = createWorld({
    python: interpreter,
    containers: packageFile("containers"),
  });
  // Nothing here looks at what is recorded of a version.
  const recorded = Object.fromEntries(DATA_ENTRIES.map((entry) => [entry, "1"]));
  world.lambda = (_functionArn, files) => ({ result: Object.assign({}, files, recorded) });
  for (const name of [...Object.keys(SCRIPTS), ...Object.keys(MODULES)] as (ScriptName | ModuleName)[]) {
    const code = CODE[name];
    world.store.put(codeUri(prod, code), readFileSync(join(projectRoot(), "ml", code.filename), "utf8"));
  }
  world.store.put(codeUri(prod, CODE.description), Buffer.from(descriptionFile(prod).content).toString());
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
      PipelineDefinition: canonicalJson(buildTrain(prod, CODE, FUNCTIONS, "0123abc")),
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
  const prepared = keys.filter((key) => key.includes("/prepared/") || key.endsWith("/preparation.json"));
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
