import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import type { Recorded } from "../../../rehearsal/story/record";
import type { UnusedReport } from "../../../tools/iam/unused";
import { prod, prodEvents } from "./cast";
import { synthesizedFolder } from "./synthesized";

function iam(...args: string[]) {
  return spawnSync(process.execPath, ["run.mjs", "tools/iam/cli.ts", ...args], {
    cwd: projectRoot(),
    encoding: "utf8",
  });
}

test("--help says what it does, and ends with 0", () => {
  const { status, stdout } = iam("unused", "--help");
  expect(status).toBe(0);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("permissions that no call used");
});

test.each([[["used"]], [["unused", "--since", "yesterday"]], [[]]])("%j is wrong usage: 2", (args) => {
  expect(iam(...args).status).toBe(2);
});

test("a folder without a record is refused with the command that makes one", () => {
  const { status, stderr } = iam("unused", "--from", mkdtempSync(join(tmpdir(), "no-record-")));
  expect(status).toBe(1);
  expect(stderr).toContain("error [NoRecord]");
  expect(stderr).toContain("npm run rehearse");
});

/** Takes the place of what a rehearsal says of its record. */
function record(folder: string, recorded: Partial<Recorded>): void {
  const content: Recorded = { whole: true, differences: [], ...recorded };
  writeFileSync(join(folder, "record.json"), JSON.stringify(content));
}

describe("a record of one call", () => {
  const call = {
    sequence: 1,
    principal: prodEvents.principal,
    account: prodEvents.account,
    action: "sagemaker:StartPipelineExecution",
    resource: prod.inferencePipeline.arn,
    outcome: "allowed",
  };
  let folder: string;
  beforeAll(async () => {
    folder = await synthesizedFolder("processing");
    writeFileSync(join(folder, "calls.jsonl"), `${JSON.stringify(call)}\n`);
  });
  beforeEach(() => record(folder, {}));

  test("uses one permission, and leaves others without a reason: 1", () => {
    const { status, stdout } = iam("unused", "--json", "--from", folder);
    expect(status).toBe(1);
    const { ok, calls, unused, permissions, obsolete } = JSON.parse(stdout) as UnusedReport;
    expect({ ok, calls, obsolete }).toEqual({ ok: false, calls: 1, obsolete: [] });
    const used = permissions.filter(
      (one) => !unused.some((other) => other.owner === one.owner && other.action === one.action),
    );
    expect(used).toEqual([
      {
        owner: "events-role",
        kind: "identity",
        statement: "StartInference",
        action: "sagemaker:StartPipelineExecution",
      },
    ]);
  });

  test("is reported by role, with what to do", () => {
    const { stdout } = iam("unused", "--from", folder);
    expect(stdout).toMatch(/^events-role: 1 of 2 permissions unused$/mu);
    expect(stdout).toMatch(
      /UNEXPLAINED: remove it, or say in tools\/iam\/unused-permissions\.ts why it stays/u,
    );
    expect(stdout).toMatch(/stays: Lambda writes a function's output to CloudWatch/u);
  });

  test("of a story that was not told to its end is refused with the command that tells it", () => {
    record(folder, { whole: false });
    const { status, stdout, stderr } = iam("unused", "--from", folder);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("error [PartialRecord]");
    expect(stderr).toContain("npm run rehearse");
  });

  test("of which nobody knows what it is a record of is refused as well", () => {
    rmSync(join(folder, "record.json"));
    const { status, stderr } = iam("unused", "--from", folder);
    expect(status).toBe(1);
    expect(stderr).toContain("error [NoRecord]");
  });

  test("of another rehearsal than the reasons are given for is listed with those known, and why none is asked for: 0", () => {
    record(folder, { differences: ["applied with Terraform"] });
    const { status, stdout } = iam("unused", "--from", folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^  no reason on record$/mu);
    expect(stdout).toMatch(/stays: Lambda writes a function's output to CloudWatch/u);
    expect(stdout).toMatch(/This rehearsal differs:\n  applied with Terraform\n$/u);
    expect(stdout).not.toMatch(/UNEXPLAINED|take them out|remove it/u);
    const report = JSON.parse(iam("unused", "--json", "--from", folder).stdout) as UnusedReport;
    expect(report).toMatchObject({ ok: true, differences: ["applied with Terraform"], obsolete: [] });
  });
});
