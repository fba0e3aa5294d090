import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apply } from "../../../deploy/apply";
import { requireReviewed, requireSame } from "../../../deploy/bound/bound";
import { readPlanFile, writePlanFile } from "../../../deploy/bound/plan-document";
import type { PlanFile } from "../../../deploy/bound/plan-file";
import type { StacksPlan } from "../../../deploy/bound/stacks-plan";
import { desiredOf, type Sources } from "../../../deploy/desired";
import { plan } from "../../../deploy/plan";
import { FakeAws } from "../support/fake-aws";
import { prodSources, script, silent, trainedOtherwise } from "../support/sources";
import { fileOf } from "../support/plan-file";

const TRAIN = "mammo-severity-train-pipeline";
const NOW = new Date("2026-11-30T12:00:00Z");
const HOUR = 3_600_000;

const folder = mkdtempSync(join(tmpdir(), "bound-"));
const FILE = join(folder, "plan.json");
afterAll(() => rmSync(folder, { recursive: true }));

async function deployed(): Promise<FakeAws> {
  const aws = new FakeAws();
  await apply(desiredOf(prodSources()), aws, silent);
  aws.writes.length = 0;
  return aws;
}

/** Of a change of the training pipeline alone. */
function changed(): Sources {
  return trainedOtherwise(prodSources());
}

const planNow = (aws: FakeAws, sources = changed()) => plan(desiredOf(sources), aws, silent);

/** A plan, written to a file and read again. */
async function kept(aws: FakeAws, sources = changed()): Promise<PlanFile> {
  writePlanFile(FILE, fileOf(await planNow(aws, sources), { acting: "deploy", now: NOW }));
  return readPlanFile(FILE);
}

describe("a plan's file", () => {
  test("says the same each time, for its owner alone, and nothing lies beside it", async () => {
    const aws = await deployed();
    await kept(aws);
    const once = readFileSync(FILE, "utf8");
    await kept(aws);
    expect(readFileSync(FILE, "utf8")).toBe(once);
    expect(statSync(FILE).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["plan.json"]);
    expect(readPlanFile(FILE)).toMatchObject({
      tool: "0.1.0",
      environment: "prod",
      account: "222222222222",
      commit: "1".repeat(40),
      tree: "7".repeat(40),
      expires: "2026-12-01T12:00:00.000Z",
      actions: [
        expect.stringMatching(
          /^update pipeline mammo-severity-train-pipeline, definition [0-9a-f]{64}$/,
        ) as string,
        expect.stringMatching(/^tag pipeline mammo-severity-train-pipeline/) as string,
        expect.stringMatching(/^label pipeline mammo-severity-train-pipeline/) as string,
      ],
    });
  });

  test.each([
    ["another value", (text: string) => text.replace('"222222222222"', '"333333333333"'), "PlanAltered"],
    ["one more member", (text: string) => text.replace("{", '{"more": 1,'), "PlanAltered"],
    ["another seal", (text: string) => text.replace(/"seal": "\w/, '"seal": "x'), "PlanAltered"],
    ["its end cut off", (text: string) => text.slice(0, -100), "NotAPlan"],
    ["nothing in it", () => "", "NotAPlan"],
    ["another's format", () => "{}", "NotAPlan"],
  ])("with %s is refused", async (_what, change, code) => {
    await kept(await deployed());
    writeFileSync(FILE, change(readFileSync(FILE, "utf8")));
    expect(() => readPlanFile(FILE)).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe("a plan is applied", () => {
  test("where nothing has changed since", async () => {
    const aws = await deployed();
    const file = await kept(aws);
    requireSame(file, await planNow(aws), NOW);
  });

  test.each<[string, string, (aws: FakeAws) => Promise<[Sources, number]> | [Sources, number], RegExp?]>([
    ["after a day", "PlanExpired", () => [changed(), 25 * HOUR]],
    [
      "from another commit's files",
      "PlanOfAnotherTree",
      () => [{ ...changed(), gitTree: "8".repeat(40) }, 0],
    ],
    [
      "with a script that no commit holds",
      "PlanOfAnotherTree",
      () => {
        const sources = changed();
        const evaluate = script("evaluate.py", "evaluate(again=True)\n");
        return [{ ...sources, scripts: { ...sources.scripts, evaluate } }, 0];
      },
      /evaluate\.py/,
    ],
    [
      "to another environment",
      "PlanOfAnotherEnvironment",
      () => {
        const sources = changed();
        return [{ ...sources, environment: { ...sources.environment, name: "staging" } }, 0];
      },
    ],
    [
      "where it was applied already",
      "PlanStale",
      async (aws) => {
        await apply(desiredOf(changed()), aws, silent);
        return [changed(), 0];
      },
      /pipeline mammo-severity-train-pipeline\.$/,
    ],
    [
      "where a pipeline was edited by hand",
      "PlanStale",
      (aws) => {
        const observed = aws.stored.get(TRAIN);
        if (observed !== undefined) aws.stored.set(TRAIN, { ...observed, description: "by hand" });
        return [changed(), 0];
      },
    ],
    [
      "where a script was written over",
      "PlanStale",
      (aws) => {
        const [path = ""] = aws.objects.keys();
        aws.storeObject(path, aws.objects.get(path) ?? 0);
        return [changed(), 0];
      },
      /script s3:/,
    ],
  ])("not %s: %s", async (_what, code, change, names = /./) => {
    const aws = await deployed();
    const file = await kept(aws);
    const [sources, later] = await change(aws);
    const fresh = await planNow(aws, sources);
    expect(() => requireSame(file, fresh, new Date(NOW.getTime() + later))).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(names) as string }) as Error,
    );
  });

  test("not Terraform's half as the role that only reads", async () => {
    const aws = await deployed();
    const file = fileOf(await planNow(aws), { acting: "plan", now: NOW, stacks: stacks([]) });
    const fresh = await planNow(aws);
    expect(() => requireSame(file, fresh, NOW)).toThrow(
      expect.objectContaining({ code: "PlanOfAnotherRole" }) as Error,
    );
  });
});

describe("a reviewed plan", () => {
  test("of another commit counts for a day, where the same would be done", async () => {
    const aws = await deployed();
    const file = await kept(aws);
    const squashed = { ...changed(), gitCommit: "9".repeat(40), gitTree: "8".repeat(40) };
    const fresh = await planNow(aws, squashed);
    requireReviewed(file, fresh, { now: NOW });
    expect(() => requireReviewed(file, fresh, { now: new Date(NOW.getTime() + 25 * HOUR) })).toThrow(
      expect.objectContaining({ code: "PlanExpired" }) as Error,
    );
  });

  test("that would have done something else is told with what it would have done", async () => {
    const aws = await deployed();
    const file = await kept(aws);
    const sources = changed();
    const more = { ...sources, environment: { ...sources.environment, metricThreshold: 0.9 } };
    const fresh = await planNow(aws, more);
    expect(() => requireReviewed(file, fresh, { now: NOW })).toThrow(
      expect.objectContaining({
        code: "PlanDiffers",
        message: expect.stringMatching(/- update pipeline [^]*\+ update pipeline /) as string,
      }) as Error,
    );
  });

  test("holds Terraform's actions as well, with their values", async () => {
    const aws = await deployed();
    const reviewed = stacks([
      { address: "aws_sqs_queue.q", type: "aws_sqs_queue", actions: ["update"], values: {} },
    ]);
    const file = fileOf(await planNow(aws), { acting: "plan", now: NOW, stacks: reviewed });
    const fresh = await planNow(aws);
    const later: StacksPlan = { ...reviewed, serial: 8, binary: "other" };
    requireReviewed(file, fresh, { stacks: later, now: NOW });
    for (const other of [undefined, stacks([])]) {
      expect(() => requireReviewed(file, fresh, { stacks: other, now: NOW })).toThrow(
        /- update aws_sqs_queue\.q/,
      );
    }
    const wider = stacks([
      { ...(reviewed.changes[0] as (typeof reviewed.changes)[0]), values: { policy: "*" } },
    ]);
    expect(() => requireReviewed(file, fresh, { stacks: wider, now: NOW })).toThrow(
      /\+ update aws_sqs_queue\.q {"policy":"\*"}/,
    );
  });
});

function stacks(changes: StacksPlan["changes"]): StacksPlan {
  return { stack: "prod", folder: "cdktf.out", lineage: "l", serial: 7, changes, binary: "b" };
}

test.each(["file/plan.json", "folder"])(
  "a plan that cannot be kept at %s is told, and leaves nothing",
  async (name) => {
    const path = join(folder, name);
    mkdirSync(join(folder, "folder"), { recursive: true });
    writeFileSync(join(folder, "file"), "");
    const file = fileOf(await planNow(new FakeAws()), { acting: "deploy", now: NOW });
    const before = readdirSync(folder).sort();
    expect(() => writePlanFile(path, file)).toThrow(
      expect.objectContaining({ code: "PlanNotKept", blame: "user", where: path }) as Error,
    );
    expect(readdirSync(folder).sort()).toEqual(before);
  },
);
