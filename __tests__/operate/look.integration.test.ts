import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PlanReport } from "../../deploy/report";
import type { CompareReport } from "../../operate/compare";
import type { Finding } from "../../operate/doctor";
import type { ModelReport } from "../../operate/models";
import type { Chain } from "../../operate/trace";
import { Kept } from "../support/kept";

/** The world as the story leaves it, and a person who may do nothing but read. */
let kept: Kept;
beforeAll(async () => {
  kept = await Kept.after(undefined, process.env);
});
afterAll(() => kept.end("SIGKILL"));

const deploy = (args: string, profile = "planner") => kept.deploy(profile, args);
const json = (args: string, profile?: string): unknown =>
  JSON.parse(deploy(`${args} --json`, profile).stdout);

describe("a read-only person", () => {
  test("sees what is live in every environment, and who approved it", () => {
    const { code, stdout } = deploy("status");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^dev {2}mammography-severity-model in account 111111111111, us-east-1\n {2}live +version 1, AUC 0\.\d{4} \(95 %: 0\.\d{3} to 0\.\d{3}\), trained by dev/,
    );
    expect(stdout).toMatch(/\nprod {2}.*\n {2}live +version 2, AUC/);
    expect(stdout).toContain("by ada as model-approver-role/");
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(json("status --env prod")).toMatchObject({
      verb: "status",
      ok: true,
      environments: [
        {
          environment: "prod",
          live: { version: 2, trainedBy: "prod" },
          lastRuns: {
            train: { status: "Failed", failedStep: "Preprocess" },
            inference: { status: "Succeeded" },
          },
          nextRun: { enabled: true },
          drift: { found: false },
          waits: [],
          pipelines: { train: { state: "same" }, inference: { state: "same" } },
        },
      ],
    });
  });

  test("sees what was in use at a moment", () => {
    const { runs } = json("runs --env prod --pipeline inference") as {
      runs: readonly { startedAt: string }[];
    };
    const first = runs.at(-1)?.startedAt ?? "";
    const after = new Date(Date.parse(first) + 1).toISOString();
    expect(json(`status --env prod --at ${after}`)).toMatchObject({
      environments: [{ used: { version: 1 }, lastRuns: { inference: { startedAt: first } } }],
    });
    expect(json("status --env prod --at 2020-01-01")).toMatchObject({
      environments: [{ used: null, usedArn: null }],
    });
    expect(deploy("status --at yesterday").code).toBe(2);
  });

  test("makes a page of all of it, and says whose files it may not read", () => {
    const file = join(mkdtempSync(join(tmpdir(), "report-")), "report.html");
    const { code, stdout } = deploy(`report --out ${file}`);
    expect([code, stdout]).toEqual([0, `${pathToFileURL(file).href}\n`]);
    const page = readFileSync(file, "utf8");
    expect(page).toContain("Version 1 is live in dev and version 2 is live in prod.");
    expect(page).toMatch(/files of prod: .*GetObject/);
    expect(json("report --env prod --no-files")).toMatchObject({
      data: { environments: [{ name: "prod", live: { version: 2 } }], unseen: [] },
    });
  });

  test("sees what ran", () => {
    const { stdout } = deploy("runs --env prod --pipeline inference --limit 2");
    expect(stdout).toMatch(/^inference\n.*\n {2}\S+ \S+ {2}Succeeded .* sagemaker-events-role\n.*Failed/);
    expect(stdout).toMatch(/Why one failed: npm run deploy -- why \w{12} --env prod\n$/);
    expect(json("runs --env prod --pipeline train")).toMatchObject({
      runs: [{ status: "Failed" }, { status: "Succeeded", failedStep: null }],
    });
  });

  test("sees why one failed, with the end of its job's log", () => {
    expect(json("why --env prod --last")).toMatchObject({
      run: { pipeline: "train", failedStep: "Preprocess" },
      cause: "DataError: broken.csv, line 2, column BIRADS: expected a number, found 'sixty'",
      names: "line 2 of broken.csv, column BIRADS",
      log: [expect.stringContaining("'sixty'")],
    });
    expect(json("why --env prod --pipeline inference")).toMatchObject({
      run: { failedStep: "DataDrift" },
      job: null,
    });
  });

  test("sees beside prod's plan what ran of it in dev, and which version is live after the apply", () => {
    const { evidence } = json("plan --env prod") as PlanReport;
    expect(evidence).toMatchObject({
      required: false,
      before: [
        {
          environment: "dev",
          account: "111111111111",
          train: { version: 1, metric: { name: "auc", value: expect.any(Number) as number } },
          inference: { version: null },
          differs: [],
          unseen: null,
        },
      ],
      live: { version: 2, trainedBy: "prod" },
      liveUnseen: null,
    });
    const { stdout } = deploy("plan --env prod");
    expect(stdout).toMatch(
      /\n {2}train {6}this definition succeeded in dev on 20.*, execution\n {13}\w{12}: version 1, AUC 0/,
    );
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test("looks at every environment at once", () => {
    const { code, stdout } = deploy("plan --env all --detailed-exitcode");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^dev in account 1[^]*\nprod in account 2[^]*\n {2}dev +no changes .*\n {2}prod +no changes /,
    );
    expect(json("models --model mammography-severity-model")).toMatchObject({ ok: true, models: [{}] });
  });

  test("is told of what is not there", () => {
    const { code, stderr } = deploy("why 0a1b2c3d4e5f --env prod");
    expect(code).toBe(1);
    expect(stderr).toContain("error [NoExecution]: 0a1b2c3d4e5f is no execution of prod");
    expect(json("why 0a1b2c3d4e5f --env prod")).toMatchObject({ ok: false, error: { code: "NoExecution" } });
    expect(deploy("why 0a1b2c3d4e5f --last --env prod").code).toBe(2);
  });

  test("sees the versions, and two of them side by side", () => {
    expect(json("models")).toMatchObject({
      models: [
        {
          versions: [
            { version: 2, approval: "Approved", liveIn: ["prod"] },
            { version: 1, approval: "Approved", liveIn: ["dev"] },
          ],
        },
      ],
    });
    const compared = json("compare 1 2 --env prod") as CompareReport;
    expect(compared.differ.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["auc", "data", "artifact"]),
    );
    expect(compared.same.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["evaluate.py", "num_round", "GitCommit"]),
    );
    expect(deploy("compare 1 9 --env prod").stderr).toContain("error [NoVersion]");
  });

  test("traces a prediction to its version, training, data and commit, and back", () => {
    const { models } = json("models") as { models: readonly [ModelReport] };
    const [version] = models[0].versions;
    const traced = json(`trace 2 --env prod`) as { chains: readonly [Chain] };
    const [chain] = traced.chains;
    expect(chain).toMatchObject({
      version: { version: 2 },
      training: { id: version?.execution, pipeline: "train" },
      data: expect.stringContaining("/data/train-dataset/") as string,
      commit: version?.commit,
      provenance: {
        data: {
          manifest: expect.stringMatching(/\/provenance\/data-manifest\.json$/) as string,
          record: { sha256: expect.any(String) as string },
        },
        code: { "evaluate.py": expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      },
      inferences: [{ status: "Succeeded" }],
    });
    expect(chain.provenance.data?.files.length).toBe(chain.provenance.data?.objects);
    expect(chain.version.metric?.interval?.level).toBe(0.95);
    const [inference] = chain.inferences;
    for (const from of [
      `${inference?.predictions}batch.csv.out`,
      inference?.arn,
      chain.training?.id,
      chain.commit,
    ]) {
      const { chains } = json(`trace ${from} --env prod`) as { chains: readonly Chain[] };
      expect(chains.map((one) => one.version.version)).toContain(2);
    }
    // Version 1 was trained in dev, where the same person may look.
    expect(json("trace 1 --env prod")).toMatchObject({ chains: [{ training: { status: "Succeeded" } }] });
    expect(deploy("trace nonsense! --env prod").stderr).toContain("error [NoOrigin]");
  });
});

test("the doctor finds everything in its place, and for a stranger what is not", () => {
  const { findings } = json("doctor --env prod") as { findings: readonly Finding[] };
  // Whether the machine has Terraform is its own affair.
  expect(findings.filter(({ ok, name }) => !ok && name !== "Terraform")).toEqual([]);
  const stranger = deploy("doctor --env prod", "dev");
  expect(stranger.code).toBe(1);
  expect(stranger.stdout).toMatch(/✗ {2}plan role +arn:aws:iam::111111111111:root may not do sts:AssumeRole/);
  expect(stranger.stdout).toContain("Sign in as one who may plan prod");
});

test("prod may ask for evidence: what ran in dev lets a plan pass, another definition does not", () => {
  const where = spawnSync("sh", ["-eu", "-c", `${kept.command}\nprintf %s "$ENVIRONMENTS"`], {
    encoding: "utf8",
  });
  const folder = mkdtempSync(join(tmpdir(), "asking-"));
  const write = (name: string, more: object): void => {
    const content = JSON.parse(readFileSync(join(where.stdout, `${name}.tfvars.json`), "utf8")) as object;
    writeFileSync(join(folder, `${name}.tfvars.json`), JSON.stringify({ ...content, ...more }));
  };
  write("dev", {});
  write("prod", { require_evidence: true });
  const file = join(folder, "prod.tfvars.json");
  expect(deploy(`plan --env ${file}`)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("required: require_evidence is true") as string,
  });
  // Dev's training would take another threshold: what ran there is another definition.
  write("dev", { metric_threshold: 0.51 });
  const refused = deploy(`plan --env ${file}`);
  expect([refused.code, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toContain(
    "[NoEvidence]: The train and inference definitions of this checkout did not succeed in dev.",
  );
  rmSync(folder, { recursive: true });
});

describe("a person who may start pipelines", () => {
  test("runs one, and sees its steps as they end", () => {
    const { code, stdout, stderr } = deploy("run inference --env dev --watch", "dev");
    expect(code).toBe(0);
    expect(stderr.match(/^ {2}\w+ +Succeeded +[\d.]+ s$/gm)).toHaveLength(9);
    expect(stdout).toContain("Nothing failed: it succeeded.");
  });

  test("is told why one fails, retries it, and stops one", () => {
    const broken = `s3://mammography-sagemaker-dev-111111111111/mammography-severity-model/data/none`;
    const failed = deploy(`run train --env dev --param InputDataUrl=${broken} --watch`, "dev");
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/^train (\w{12}): It failed at Preprocess\./);
    const id = /^train (\w{12})/.exec(failed.stdout)?.[1] ?? "";
    const retried = deploy(`retry ${id} --env dev --watch`, "dev");
    expect(retried.stdout).toMatch(/It failed at Preprocess/);

    const { execution } = json("run train --env dev", "dev") as { execution: string };
    expect(json(`stop ${execution} --env dev`, "dev")).toMatchObject({ ok: true, execution });
    const watched = deploy(`watch ${execution} --env dev`);
    expect(watched.code).toBe(1);
    expect(watched.stdout).toContain("Nothing failed: it was stopped.");
  });

  test("is refused where nothing lets them, and in another account", () => {
    const refused = deploy("run train --env prod");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("error [AccessDenied]");
    expect(refused.stderr).toContain("sagemaker:StartPipelineExecution");
    expect(deploy("run train --env prod", "dev").stderr).toContain("error [WrongAccount]");
    expect(deploy("run everything --env dev", "dev").code).toBe(2);
    expect(deploy("run train --env dev --param AucScoreThreshold", "dev").code).toBe(2);
  });
});
