import { join } from "node:path";
import type { DestroyReport, PlanReport } from "../../deploy/report";
import type { ModelReport } from "../../operate/models";
import type { RunReport } from "../../operate/run-report";
import type { Chain } from "../../operate/trace";
import { Kept } from "../support/kept";

/** The world as it is when dev has trained version 1. */
let kept: Kept;
beforeAll(async () => {
  kept = await Kept.after("1-3", process.env);
});
afterAll(() => kept.end("SIGKILL"));

const deploy = (args: string, profile = "dev") => kept.deploy(profile, args);
function json<Report>(args: string, profile?: string): Report {
  const { stdout, stderr } = deploy(`${args} --json`, profile);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

const LIST = `
const { S3Client, ListObjectVersionsCommand } = require("@aws-sdk/client-s3");
const client = new S3Client({ forcePathStyle: true });
client.send(new ListObjectVersionsCommand({ Bucket: process.argv[1] })).then((page) => {
  if (page.IsTruncated) throw new Error("there are more than one page holds");
  for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
    console.log(Key + " " + VersionId);
});`;

/** Every object's versions in a bucket. */
function objects(bucket: string, profile: string): string[] {
  const { stdout, stderr } = kept.sh(profile, `'${process.execPath}' -e '${LIST}' ${bucket}`);
  if (stderr !== "") throw new Error(stderr);
  return stdout.trimEnd().split("\n").sort();
}
const inDev = (): string[] => objects("mammography-sagemaker-dev-111111111111", "dev");
const states = (): string[] => objects("mammography-sagemaker-terraform-state-222222222222", "prod");
const others = (keys: readonly string[], folder: string) => keys.filter((key) => !key.includes(folder));

const pipelinesOf = (args: string) => json<PlanReport>(`plan ${args}`).pipelines.map(({ action }) => action);
const runsOf = (args: string) => json<{ runs: readonly RunReport[] }>(`runs ${args}`).runs;
/** The version that an execution trained, or predicted with. */
const versionOf = (execution: string, args: string): number | undefined =>
  json<{ chains: readonly Chain[] }>(`trace ${execution} ${args}`).chains[0]?.version.version;

const ANN = "--env dev --as ann";
const BOB = "--env dev --as bob";
const TRAIN_DATA =
  "s3://mammography-sagemaker-dev-111111111111/mammography-severity-model/data/train-dataset/";

test("two people deploy their copies at the same time, beside dev's own", async () => {
  const before = inDev();
  const applied = await kept.atOnce(
    "dev",
    [ANN, BOB].map((who) => `apply ${who} --yes --json`),
  );
  for (const { code, stdout } of applied) {
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { ok: true, pipelines: [{ action: "create" }, {}] },
    ]);
  }
  expect(others(inDev(), "/code/as/")).toEqual(before);
  for (const who of ["--env dev", ANN, BOB]) expect(pipelinesOf(who)).toEqual(["none", "none"]);
  expect(states().filter((key) => key.includes("/as/") && !key.includes("deploy.lock"))).toEqual([]);
});

test("who holds a copy's lock keeps out that copy's writers, and nobody else", () => {
  const lock = JSON.stringify({
    id: "1",
    holder: "ann",
    host: "h",
    verb: "apply",
    since: "2026-01-01T00:00:00Z",
  });
  const place = "mammography-severity-model/dev/as/ann/deploy.lock";
  const put = `const { S3Client, PutObjectCommand } = require("@aws-sdk/client-s3");
new S3Client({ forcePathStyle: true }).send(new PutObjectCommand({ Bucket: "mammography-sagemaker-terraform-state-222222222222", Key: process.argv[1], Body: process.argv[2] }));`;
  expect(kept.sh("prod", `'${process.execPath}' -e '${put}' ${place} '${lock}'`).stderr).toBe("");
  const refused = deploy(`apply ${ANN} --yes`);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("error [Locked]")]);
  expect(refused.stderr).toContain("npm run deploy -- force-unlock --env dev --as ann 1");
  expect(deploy(`apply ${BOB} --yes`).code).toBe(0);
  expect(deploy("apply --env dev --yes").code).toBe(0);
  expect(deploy(`force-unlock 1 ${BOB}`).stderr).toContain("error [NotLocked]");
  expect(deploy(`force-unlock 1 ${ANN}`).code).toBe(0);
  expect(deploy(`apply ${ANN} --yes`).code).toBe(0);
});

test("they train and predict at the same time, on data of their own or dev's, in folders of their own", async () => {
  const before = inDev();
  const data = join(kept.out, "data");
  const uploads = [
    `data upload "${data}/train-part1.csv" ${ANN} --to train`,
    `data upload "${data}/mammo-batch-dataset.csv" ${ANN} --to batch`,
  ];
  for (const upload of uploads) expect(deploy(upload)).toMatchObject({ code: 0 });
  expect(deploy(uploads[0] ?? "").stdout).toMatch(/Next: npm run deploy -- run train --env dev --as ann\n$/);
  expect(json(`data list ${ANN}`)).toMatchObject({ files: [{ use: "train" }, { use: "batch" }] });

  const trained = await kept.atOnce("dev", [
    `run train ${ANN} --watch --json`,
    `run train ${BOB} --param InputDataUrl=${TRAIN_DATA} --watch --json`,
  ]);
  for (const { code, stderr } of trained) expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  expect(others(inDev(), "/as/")).toEqual(others(before, "/as/"));
  expect(others(inDev(), "/as/ann/").length).toBeLessThan(inDev().length);
  expect([runsOf("--env dev"), runsOf(ANN), runsOf(BOB)].map(({ length }) => length)).toEqual([1, 1, 1]);

  const [{ versions = [] } = {}] = json<{ models: readonly ModelReport[] }>(
    `models ${ANN}`,
    "planner",
  ).models;
  expect(versions.map(({ trainedBy }) => trainedBy).sort()).toEqual(["dev", "dev as ann", "dev as bob"]);
});

test("a version of a copy, approved and the newest, is used by that copy alone", () => {
  const [{ versions = [] } = {}] = json<{ models: readonly ModelReport[] }>(
    `models ${ANN}`,
    "planner",
  ).models;
  const anns = versions.find(({ trainedBy }) => trainedBy === "dev as ann")?.version ?? 0;
  for (const version of [1, anns]) {
    expect(deploy(`approve ${version} --env dev --as ada --reason tried --yes`, "registry").code).toBe(0);
  }
  const live = (args: string) => json<{ environments: unknown }>(`status ${args}`, "planner").environments;
  expect(live("--env dev prod")).toMatchObject([{ live: { version: 1 } }, { live: { version: 1 } }]);
  expect(live(ANN)).toMatchObject([
    {
      environment: "dev as ann",
      live: { version: anns },
      nextRun: null,
      pipelines: { train: { state: "same" } },
    },
  ]);
  expect(live(BOB)).toMatchObject([{ live: { version: 1 } }]);

  const predicted = (args: string): number | undefined => {
    const { run } = json<{ run: RunReport }>(`run inference ${args} --watch`);
    expect(run.status).toBe("Succeeded");
    return versionOf(run.id, args);
  };
  expect(predicted("--env dev")).toBe(1);
  expect(predicted(ANN)).toBe(anns);
});

test("what fails in a copy is told with the copy's commands, and starts nothing in dev", () => {
  const before = runsOf("--env dev");
  const { code } = deploy(`run train ${BOB} --param InputDataUrl=${TRAIN_DATA}nothing/ --watch`);
  expect(code).toBe(1);
  const { stdout } = deploy(`why --last ${BOB}`);
  expect(stdout).toMatch(/npm run deploy --\s+retry \w{12}\s+--env\s+dev\s+--as\s+bob/);
  expect(runsOf("--env dev")).toEqual(before);
});

test("destroying one leaves the others, and what its person has uploaded", () => {
  const before = inDev();
  const unanswered = deploy(`destroy ${ANN}`);
  expect([unanswered.code, unanswered.stderr]).toEqual([1, expect.stringContaining("error [NotConfirmed]")]);
  expect(inDev()).toEqual(before);

  const destroyed = json<DestroyReport>(`destroy ${ANN} --yes`);
  expect(destroyed).toMatchObject({ ok: true, environment: "dev as ann" });
  expect(destroyed.done.filter(({ target }) => target.startsWith("model "))).toHaveLength(1);
  expect(inDev().filter((key) => key.includes("/as/ann/"))).toEqual(
    before.filter((key) => key.includes("/data/as/ann/")),
  );
  expect(others(inDev(), "/as/ann/")).toEqual(others(before, "/as/ann/"));
  expect(pipelinesOf(ANN)).toEqual(["create", "create"]);
  for (const who of ["--env dev", BOB]) expect(pipelinesOf(who)).toEqual(["none", "none"]);
  expect(runsOf(BOB)).toHaveLength(2);
  expect(json<DestroyReport>(`destroy ${ANN} --yes`).done).toEqual([]);
});

test("destroying dev's own leaves the copies", () => {
  const before = inDev().filter((key) => key.includes("/as/"));
  expect(json<DestroyReport>("destroy --env dev --yes")).toMatchObject({ ok: true });
  expect(pipelinesOf("--env dev")).toEqual(["create", "create"]);
  expect(pipelinesOf(BOB)).toEqual(["none", "none"]);
  expect(inDev().filter((key) => key.includes("/as/"))).toEqual(before);
});

test.each([
  ["a copy of prod", "plan --env prod --as ann", 1, "error [NoCopy]"],
  ["a name that is none", "plan --env dev --as Ann_", 2, 'found "A" "_"'],
  ["Terraform's half", "plan --env dev --as ann --terraform", 2, "cannot be used with option '--as"],
  [
    "Terraform's half to apply",
    "apply --env dev --as ann --terraform",
    2,
    "cannot be used with option '--as",
  ],
  ["a copy of no environment", "status --as ann", 2, "name that one with --env"],
  ["an execution of dev's own", "stop w9y86tbeqlem --env dev --as bob", 1, "error [NoExecution]"],
])("%s is refused", (_case, args, code, says) => {
  const said = deploy(args, args.includes("prod") ? "prod" : "dev");
  expect([said.code, said.stderr]).toEqual([code, expect.stringContaining(says)]);
});
