import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";
import { definitionsOf } from "../../../deploy/desired";
import { importFiles, importLive } from "../../../deploy/import-pipelines/import-pipelines";
import type { LivePipelines } from "../../../deploy/import-pipelines/live-pipelines";
import { projectRoot } from "../../../environments/project-root";
import { loadOwnPipelines } from "../../../pipeline-defs/own-pipelines/load";
import { Problem } from "sagemaker-promotion-core/problem";
import { exampleEnvironment } from "../../support/environments";
import { MODEL, ownModels } from "../../support/own-pipelines";
import { prodSources } from "../support/sources";

const PYTHON = join(projectRoot(), "packages/pipeline-definitions/__tests__/python/definitions");
const TRAIN = join(PYTHON, "blog_train.json");
const INFERENCE = join(PYTHON, "blog_inference.json");
/** What both of the Python pipelines run, as the SDK uploaded it. */
const SCRIPT = /s3:\/\/mammo-severity-prod-222222222222\/p\/code\/[0-9a-f]{64}\/code\.py/g;
const ROLE = "arn:aws:iam::222222222222:role/SageMakerExecutionRole";

const write = ownModels();
const environment = exampleEnvironment("prod");
const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Json;

/** The two definitions that the model's own pipelines build. */
async function built() {
  return definitionsOf(prodSources({ environment, own: await loadOwnPipelines(MODEL) }));
}

test("two definitions of the Python SDK become the model's pipelines, whatever their order", async () => {
  const folder = write({ "scripts/code.py": "print('theirs')\n" });
  const notes = await importFiles([INFERENCE, TRAIN], environment);
  const { train, inference } = await built();
  const uri = /s3:[^"]*\/code\.py/.exec(canonicalJson(train))?.[0] ?? "";
  expect(uri).toMatch(new RegExp(`^s3://${environment.dataBucket}/${MODEL}/code/[0-9a-f]{64}/code\\.py$`));
  const moved = (path: string, role: string) =>
    canonicalJson(read(path)).replaceAll(SCRIPT, uri).replaceAll(ROLE, role);
  expect(canonicalJson(train)).toBe(moved(TRAIN, environment.trainPipeline.roleArn));
  expect(canonicalJson(inference)).toBe(moved(INFERENCE, environment.inferencePipeline.roleArn));
  expect(notes).toContain(`note: ${ROLE} becomes the execution role of each environment`);
  expect(notes).not.toContain("stays as it is");
  expect(readFileSync(join(folder, "pipelines.ts"), "utf8")).toContain('context.script("code.py")');
});

test("a script that is not here keeps its address, and the note says where to put it", async () => {
  write({});
  const notes = await importFiles([TRAIN], environment);
  expect(notes).toMatch(
    /note: s3:\/\/\S+\/code\.py stays as it is: it is not here\. Put it in models\/mammography-severity-model\/scripts\/code\.py/,
  );
  expect(notes).toContain("the other pipeline stays the generated one");
  const { train, inference } = await built();
  expect(canonicalJson(train)).toMatch(SCRIPT);
  expect(canonicalJson(inference)).toBe(canonicalJson(definitionsOf(prodSources({ environment })).inference));
});

test("what is there is not overwritten", async () => {
  const folder = write({ "pipelines.ts": "// mine\n" });
  await expect(importFiles([TRAIN], environment)).rejects.toMatchObject({
    code: "PipelinesThere",
    blame: "user",
  });
  expect(readFileSync(join(folder, "pipelines.ts"), "utf8")).toBe("// mine\n");
});

test("a definition that is none leaves nothing behind", async () => {
  const folder = write({ "scripts/none.json": '{"Steps": "none"}' });
  await expect(importFiles([join(folder, "scripts/none.json")], environment)).rejects.toMatchObject({
    code: "NotADefinition",
  });
  expect(existsSync(join(folder, "pipelines.ts"))).toBe(false);
});

describe("from AWS", () => {
  const live = (account: string, reads: LivePipelines["read"]): LivePipelines => ({
    caller: () => Promise.resolve({ account, arn: `arn:aws:iam::${account}:user/somebody` }),
    pipelines: {
      describe: (name) =>
        Promise.resolve(
          name !== "theirs"
            ? undefined
            : {
                arn: "arn",
                displayName: undefined,
                description: undefined,
                roleArn: ROLE,
                maxParallelSteps: undefined,
                definition: canonicalJson(read(TRAIN)),
                label: undefined,
                tags: {},
              },
        ),
    },
    read: reads,
  });
  const readable = () => Promise.resolve(new TextEncoder().encode("print('theirs')\n"));

  test("scripts that may be read lie beside the pipelines", async () => {
    const folder = write({});
    const notes = await importLive(["theirs"], environment, live(environment.account, readable));
    expect(notes).not.toContain("stays as it is");
    expect(readFileSync(join(folder, "scripts", "code.py"), "utf8")).toBe("print('theirs')\n");
    expect(canonicalJson((await built()).train)).not.toMatch(SCRIPT);
  });

  test("a script that may not be read is named with the reason", async () => {
    write({});
    const denied = () =>
      Promise.reject(
        new Problem({ code: "AccessDenied", blame: "environment", message: "access denied", next: "ask" }),
      );
    const notes = await importLive(["theirs"], environment, live(environment.account, denied));
    expect(notes).toMatch(/code\.py stays as it is: access denied\. Put it in/);
  });

  test.each<[string, string, string]>([
    ["credentials of another account", "theirs", "WrongAccount"],
    ["a pipeline that is not there", "missing", "UnknownPipeline"],
  ])("%s are refused, and nothing is written", async (_what, name, code) => {
    const folder = write({});
    const account = code === "WrongAccount" ? "999999999999" : environment.account;
    await expect(importLive([name], environment, live(account, readable))).rejects.toMatchObject({ code });
    expect(existsSync(join(folder, "pipelines.ts"))).toBe(false);
  });
});
