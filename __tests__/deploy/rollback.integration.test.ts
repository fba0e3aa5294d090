import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentsFolder } from "../../environments/load";
import type { RollbackReport } from "../../deploy/rollback-report";
import type { PipelineVersionReport } from "../../deploy/pipeline-version";
import { Kept } from "../support/kept";

/** The world where dev has been deployed, and what a branch changes of its training pipeline. */
let kept: Kept;
const folder = mkdtempSync(join(tmpdir(), "rollback-"));
cpSync(environmentsFolder(), folder, { recursive: true });
const branch = join(folder, "dev.tfvars.json");
const file = JSON.parse(readFileSync(branch, "utf8")) as object;
writeFileSync(branch, JSON.stringify({ ...file, metric_threshold: 0.51 }, null, 2));

beforeAll(async () => {
  kept = await Kept.after("1-3", process.env);
});
afterAll(() => kept.end("SIGKILL"));

const deploy = (profile: string, args: string) => kept.deploy(profile, args);
const json = (profile: string, args: string): unknown => JSON.parse(deploy(profile, `${args} --json`).stdout);
const versions = (): readonly PipelineVersionReport[] => {
  const { pipelines } = json("planner", "pipelines --env dev") as {
    pipelines: readonly { pipeline: string; versions: readonly PipelineVersionReport[] }[];
  };
  return pipelines.find(({ pipeline }) => pipeline === "train")?.versions ?? [];
};
const APPLY = `apply --env '${branch}' --yes --allow-dirty`;

test("a pipeline is deployed, put back, and deployed again, and every version says from where and by whom", () => {
  const deployer = "arn:aws:iam::111111111111:root";
  expect(versions()).toMatchObject([{ version: 1, by: deployer, plan: null, rollback: null }]);
  expect(deploy("dev", APPLY).code).toBe(0);
  expect(versions()[0]).toMatchObject({ version: 2, by: deployer });

  const back = json("dev", "rollback pipeline train --env dev --reason 'AUC fell' --yes") as RollbackReport;
  expect(back).toMatchObject({
    ok: true,
    from: { version: 2 },
    to: { version: 1 },
    done: [{ action: "update" }, { action: "tag" }, { action: "label" }],
  });
  const [newest, , first] = versions();
  expect(newest).toMatchObject({
    version: 3,
    definition: first?.definition,
    rollback: { from: 2, to: 1, reason: "AUC fell" },
  });
  expect(deploy("planner", `plan --env '${branch}' --detailed-exitcode`).code).toBe(2);
  expect(json("planner", `status --env '${branch}'`)).toMatchObject({
    environments: [{ pipelines: { train: { state: "differs", rollback: { to: 1 } } } }],
  });
  const listed = deploy("planner", "pipelines --env dev").stdout;
  expect(listed.replace(/\s+/g, " ")).toContain("by root of 111111111111, back from 2 to 1: AUC fell");
  expect(listed.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(json("planner", "status --env dev --at 2100-01-01")).toMatchObject({
    environments: [{ pipelines: { train: { version: 3 }, inference: { version: 2 } } }],
  });

  expect(deploy("dev", APPLY).code).toBe(0);
  expect(versions().map(({ definition }) => definition === first?.definition)).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test("a trace tells which version of the pipeline a training ran, and who deployed it", () => {
  expect(json("planner", "trace 1 --env dev")).toMatchObject({
    chains: [{ deployed: { version: 1, by: "arn:aws:iam::111111111111:root" } }],
  });
});

test.each([
  ["one who only plans", "planner", "--to 1 --reason x --yes", "AccessDenied"],
  ["nobody who agrees", "dev", "--to 1 --reason x", "NotConfirmed"],
  ["a version that is not there", "dev", "--to 9 --reason x --yes", "NothingToGoBackTo"],
])("with %s, nothing comes back", (_case, profile, args, code) => {
  const before = versions().length;
  const { code: exit, stderr } = deploy(profile, `rollback pipeline train --env dev ${args}`);
  expect(exit).toBe(1);
  expect(stderr).toContain(`error [${code}]`);
  expect(versions()).toHaveLength(before);
});

test.each(["--env dev", "--env dev --reason ' '", "--env dev --reason x --to one"])(
  "%s is wrong usage",
  (args) => {
    expect(deploy("dev", `rollback pipeline train ${args}`).code).toBe(2);
  },
);
