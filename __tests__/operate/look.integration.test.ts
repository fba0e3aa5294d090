import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import type { CompareReport } from "../../operate/compare";
import { Kept } from "../support/kept";

/** The world as the story leaves it, and a person who may do nothing but read. */
let kept: Kept;
beforeAll(async () => {
  kept = await Kept.after(undefined, process.env);
});
afterAll(() => kept.end("SIGKILL"));

function deploy(args: string): { code: number | null; stdout: string; stderr: string } {
  const script = `${kept.command}\n'${process.execPath}' '${join(projectRoot(), "run.mjs")}' operate/cli.ts ${args}`;
  const { status, stdout, stderr } = spawnSync("sh", ["-eu", "-c", script], {
    cwd: projectRoot(),
    env: { ...process.env, NO_COLOR: "1" },
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}
const json = (args: string): unknown => JSON.parse(deploy(`${args} --json`).stdout);

describe("a read-only person", () => {
  test("sees what is live in every environment, and who approved it", () => {
    const { code, stdout } = deploy("status");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^dev {2}mammography-severity-model in account 111111111111, us-east-1\n {2}live +version 1, AUC 0\.\d{4}, trained by dev/,
    );
    expect(stdout).toMatch(/\nprod {2}.*\n {2}live +version 2, AUC/);
    expect(stdout).toContain("by model-approver-role/");
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
      cause: "DataError: broken.csv, line 2, column Age: expected a number, found 'sixty'",
      names: "line 2 of broken.csv, column Age",
      log: [expect.stringContaining("'sixty'")],
    });
    expect(json("why --env prod --pipeline inference")).toMatchObject({
      run: { failedStep: "DataDrift" },
      job: null,
    });
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
});
