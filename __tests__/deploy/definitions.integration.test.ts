import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProcessingEngine } from "../../environments/environment";
import { desiredOf } from "../../deploy/desired";
import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";
import { runEntry } from "./support/run-entry";
import { prodSources } from "./support/sources";

const DEFINITIONS = "deploy/definitions.ts";
type Loose = Readonly<Record<string, unknown>>;

const folder = mkdtempSync(join(tmpdir(), "definitions-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("prints both definitions as one canonical document, the same bytes from anywhere", async () => {
  const here = await runEntry(DEFINITIONS, ["--env", "prod"]);
  expect(here.code).toBe(0);
  // An alias is all that the example knows of its keys.
  expect(here.stderr).toMatch(/^warnings:\n(?:\S+ +\/volume_kms_key {2}.*\n){2}$/);
  const document = JSON.parse(here.stdout) as Record<string, { Steps: { Name: string }[] }>;
  expect(Object.keys(document)).toEqual(["inference", "train"]);
  expect(document.train?.Steps.map(({ Name }) => Name)).toContain("Train");
  expect(document.inference?.Steps.map(({ Name }) => Name)).toContain("LatestApprovedModel");
  expect(here.stdout).toBe(`${canonicalJson(JSON.parse(here.stdout) as Json, 2)}\n`);

  const env = { TZ: "Asia/Tokyo", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
  const there = await runEntry(DEFINITIONS, ["--env", "prod"], { cwd: folder, env });
  expect(there).toEqual(here);
});

test("prints every environment of a model, and of each one pipeline alone where that is asked for", async () => {
  const both = await runEntry(DEFINITIONS, ["--model", "mammography-severity-model"]);
  const alone = await runEntry(DEFINITIONS, ["--env", "prod", "--pipeline", "train"]);
  const trains = await runEntry(DEFINITIONS, [
    "--model",
    "mammography-severity-model",
    "--pipeline",
    "train",
  ]);
  expect([both.code, alone.code, trains.code]).toEqual([0, 0, 0]);
  const [all, train, all2] = [both, alone, trains].map(({ stdout }) => JSON.parse(stdout) as Loose);
  expect(Object.keys(all ?? {})).toEqual(["dev", "prod"]);
  expect(all).toMatchObject({ prod: { train } });
  expect(all2).toEqual({ dev: (all?.["dev"] as Loose)["train"], prod: train });
});

test("what it prints of one pipeline is a definition that validate takes", async () => {
  const { stdout } = await runEntry(DEFINITIONS, ["--env", "prod", "--pipeline", "inference"]);
  const path = join(folder, "inference.json");
  writeFileSync(path, stdout);
  const { code, stderr } = await runEntry(DEFINITIONS, ["validate", path]);
  expect([code, stderr]).toEqual([0, ""]);
});

test.each([
  [
    "an unknown model",
    ["--model", "mammografy-severity-model"],
    1,
    /did you mean mammography-severity-model/,
  ],
  ["both", ["--env", "prod", "--model", "mammography-severity-model"], 2, /cannot be used with/],
  ["no such pipeline", ["--env", "prod", "--pipeline", "trian"], 2, /trian/],
])("%s is refused", async (_what, args, exit, message) => {
  const { code, stdout, stderr } = await runEntry(DEFINITIONS, args);
  expect([code, stdout]).toEqual([exit, ""]);
  expect(stderr).toMatch(message);
});

test.each<ProcessingEngine>(["pandas", "spark"])(
  "every script that a definition runs is one that an apply uploads: %s",
  (processingEngine) => {
    const sources = prodSources();
    const environment = { ...sources.environment, processingEngine };
    const { code, pipelines } = desiredOf({ ...sources, environment });
    const text = canonicalJson(pipelines.map(({ definition }) => definition));
    const used = [...new Set(text.match(/s3:\/\/[^"]*\/code\/[^"]*/g))].sort();
    expect(code.map(({ bucket, key }) => `s3://${bucket}/${key}`).sort()).toEqual(used);
  },
);

test.each([
  ["unknown", () => "prdo", /UnknownEnvironment.*prdo[^]*did you mean prod/],
  ["not JSON", () => file("broken", '{\n  "env_group": "prod",,\n}\n'), /broken\.tfvars\.json:2:23/],
  [
    "left with its placeholders",
    () => file("holes", '{\n  "env_group": "<group>",\n  "email": "<email>"\n}\n'),
    /holes\.tfvars\.json:2:\d+[^]*<group>[^]*holes\.tfvars\.json:3:\d+[^]*<email>/,
  ],
])(
  "an environment that is %s: all findings on stderr, nothing on stdout, exit 1",
  async (_what, env, message) => {
    const { code, stdout, stderr } = await runEntry(DEFINITIONS, ["--env", env()]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
  },
);

test("without --env it shows its usage on stderr and exits with 2", async () => {
  const { code, stdout, stderr } = await runEntry(DEFINITIONS, []);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("--env <name>");
});

function file(name: string, text: string): string {
  const path = join(folder, `${name}.tfvars.json`);
  writeFileSync(path, text);
  return path;
}
