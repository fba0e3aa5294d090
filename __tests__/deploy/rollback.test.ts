import { apply } from "../../deploy/apply";
import { desiredOf, type PipelineKind, type Sources } from "../../deploy/desired";
import { plan } from "../../deploy/plan";
import type { Aws } from "../../deploy/ports";
import { planRollback, rollback, type RolledBack } from "../../deploy/rollback";
import { rollbackReport, rollbackText, rolledBackText } from "../../deploy/rollback-report";
import { readLabel } from "../../deploy/version-label";
import { FakeAws, Killed } from "./support/fake-aws";
import { prodSources, script, silent } from "./support/sources";

const TRAIN = "mammo-severity-train-pipeline";
const INFERENCE = "mammo-severity-inference-pipeline";
const { environment } = prodSources();
const sleep = () => Promise.resolve();
const plain = (_: string, text: string): string => text;

/** Another threshold and another script: changes of the training pipeline alone. */
function later(): Sources {
  const sources = prodSources({ gitCommit: "2".repeat(40) });
  return {
    ...sources,
    environment: { ...sources.environment, metricThreshold: 0.8 },
    scripts: { ...sources.scripts, evaluate: script("evaluate.py", "evaluate(again=True)\n") },
  };
}

/** An account where the training pipeline has two versions. */
async function deployedTwice(): Promise<FakeAws> {
  const aws = new FakeAws();
  await apply(desiredOf(prodSources()), aws, silent);
  await apply(desiredOf(later()), aws, silent);
  aws.writes.length = 0;
  return aws;
}

function planned(aws: FakeAws, to?: number, kind: PipelineKind = "train") {
  return planRollback({ environment, kind, to, reason: "AUC fell" }, aws, silent);
}

async function goBack(aws: FakeAws, to?: number): Promise<RolledBack> {
  return rollback(await planned(aws, to), aws, sleep, silent);
}

const definitionOf = async (aws: FakeAws, version: number) =>
  (await aws.pipelines.describe(TRAIN, version))?.definition;

test("the version before comes back as a new one, with tags and a label that say so", async () => {
  const aws = await deployedTwice();
  const { failure, remaining } = await goBack(aws);
  expect([failure, remaining]).toEqual([undefined, []]);
  expect(aws.writes).toEqual([
    `update ${TRAIN}`,
    `tag arn:aws:sagemaker:us-east-1:222222222222:pipeline/${TRAIN}`,
    `label ${TRAIN} 3`,
  ]);
  expect(await definitionOf(aws, 3)).toBe(await definitionOf(aws, 1));
  const first = readLabel((await aws.pipelines.describe(TRAIN, 1))?.label);
  expect(readLabel((await aws.pipelines.describe(TRAIN))?.label)).toEqual({
    ...first,
    rollback: { from: 2, to: 1, reason: "AUC fell" },
  });
  expect(aws.stored.get(TRAIN)?.tags).toMatchObject({
    "definition-hash": first?.definition,
    "git-commit": "1".repeat(40),
    "code/evaluate.py": first?.code["evaluate.py"],
    "managed-by": "sagemaker-promotion",
  });
});

test("a plan says afterwards what the branch would change, and an apply goes forward again", async () => {
  const aws = await deployedTwice();
  await goBack(aws);
  const { pipelines } = await plan(desiredOf(later()), aws, silent);
  expect(pipelines.map(({ action, labels }) => [action, labels])).toEqual([
    ["update", true],
    ["none", false],
  ]);
  await apply(desiredOf(later()), aws, silent);
  expect(await definitionOf(aws, 4)).toBe(await definitionOf(aws, 2));
  expect((await aws.pipelines.versions(TRAIN)).map(({ id }) => id)).toEqual([4, 3, 2, 1]);
});

test("going back from it undoes it", async () => {
  const aws = await deployedTwice();
  await goBack(aws);
  await goBack(aws);
  expect(await definitionOf(aws, 4)).toBe(await definitionOf(aws, 2));
  expect(aws.stored.get(TRAIN)?.tags["git-commit"]).toBe("2".repeat(40));
});

test("what it changes is told first, by what it leads to, and afterwards what stays and how to go on", async () => {
  const aws = await deployedTwice();
  const arn = "arn:aws:sagemaker:us-east-1:222222222222:pipeline/p/execution/1";
  aws.runs.set(TRAIN, [{ arn, status: "Executing" }]);
  const before = await planned(aws);
  expect(rollbackText(before, plain)).toMatch(
    /from +version 2, .* UTC +commit 2{12}\n +to +version 1, .*commit 1{12}\n[^]*retrains[^]*AucScoreThreshold/,
  );
  expect(aws.writes).toEqual([]);
  const report = rollbackReport(await rollback(before, aws, sleep, silent));
  expect(report).toMatchObject({
    verb: "rollback pipeline",
    ok: true,
    pipeline: "train",
    reason: "AUC fell",
    from: { version: 2, commit: "2".repeat(40), rollback: null },
    to: { version: 1, commit: "1".repeat(40) },
    changes: 3,
    consequences: { worst: "retrains" },
    running: [{ arn }],
  });
  const text = rolledBackText(report, "prod", plain);
  expect(text).toContain("This stays as it is: executions that run");
  expect(text).toContain("npm run deploy -- apply --env prod\n");
  expect(text).toContain("rollback pipeline train --to 2 --reason TEXT --env prod");
  expect(text.split("\n").filter((line) => line.length > 80 && !line.includes("npm run"))).toEqual([]);
});

describe("killed after any number of writes", () => {
  test.each([0, 1, 2])("the same with --to does the rest, after %i", async (survived) => {
    const aws = await deployedTwice();
    aws.writesLeft = survived;
    const { failure, remaining } = await goBack(aws);
    expect(failure).toBeInstanceOf(Killed);
    expect(remaining).toHaveLength(3 - survived);
    aws.writesLeft = Number.POSITIVE_INFINITY;
    await goBack(aws, 1);
    expect(aws.writes).toHaveLength(3);
    const straight = await deployedTwice();
    await goBack(straight);
    expect([aws.stored, aws.history]).toEqual([straight.stored, straight.history]);
  });

  test("without --to it is not guessed which version was meant", async () => {
    const aws = await deployedTwice();
    aws.writesLeft = 1;
    await goBack(aws);
    await expect(planned(aws)).rejects.toMatchObject({
      code: "VersionUnlabelled",
      next: expect.stringContaining("--to") as string,
    });
  });
});

test("where the earlier definition is there already, nothing is written", async () => {
  const aws = await deployedTwice();
  await goBack(aws);
  aws.writes.length = 0;
  const report = rollbackReport(await goBack(aws, 1));
  expect([aws.writes, report.changes]).toEqual([[], 0]);
  expect(rolledBackText(report, "prod", plain)).toBe(
    "Nothing was changed: what version 1 has is there already.\n",
  );
});

test("a version from before there were labels has the commit of its definition", async () => {
  const aws = await deployedTwice();
  const [first] = aws.history.get(TRAIN) ?? [];
  if (first !== undefined) first.label = undefined;
  await goBack(aws);
  expect(aws.stored.get(TRAIN)?.tags["git-commit"]).toBe("1".repeat(40));
});

describe("nothing is written where", () => {
  const LATEST_APPROVED =
    "arn:aws:lambda:us-east-1:222222222222:function:mammography-severity-model-latest-approved-aaaaaaaa";

  test.each<[string, (aws: FakeAws) => void, RegExp, PipelineKind]>([
    [
      "a script is gone",
      (aws) => {
        for (const path of aws.objects.keys()) if (path.endsWith("/evaluate.py")) aws.objects.delete(path);
      },
      /its script evaluate\.py is not at s3:.*evaluate\.py/,
      "train",
    ],
    [
      "a script was overwritten since",
      (aws) => {
        const [path = ""] = [...aws.objects.keys()].filter((one) => one.endsWith("/evaluate.py"));
        aws.storeObject(path, aws.objects.get(path) ?? 0);
      },
      /its script evaluate\.py was overwritten/,
      "train",
    ],
    [
      "a function is gone",
      (aws) => aws.absentFunctions.add(LATEST_APPROVED),
      /its function arn:.*latest-approved-aaaaaaaa is not there/,
      "inference",
    ],
    [
      "another tool wrote something else",
      (aws) => aws.history.set(TRAIN, [{ definition: "not JSON", label: undefined }, ...second(aws)]),
      /its definition is none that this project can read/,
      "train",
    ],
  ])("%s", async (_what, spoil, message, kind) => {
    const aws = await deployedTwice();
    const sources = later();
    const inference = { ...sources.environment, batchDatasetFilename: "other" };
    await apply(desiredOf({ ...sources, environment: inference }), aws, silent);
    aws.writes.length = 0;
    spoil(aws);
    await expect(planned(aws, 1, kind)).rejects.toMatchObject({
      code: "RollbackImpossible",
      message: expect.stringMatching(message) as string,
      next: expect.stringContaining("Nothing was changed.") as string,
    });
    expect(aws.writes).toEqual([]);
  });

  const second = (aws: FakeAws) => aws.history.get(TRAIN)?.slice(1) ?? [];

  test.each<[string, (aws: FakeAws) => void, number | undefined, string]>([
    [
      "there is no earlier version",
      (aws) => aws.history.set(TRAIN, second(aws)),
      undefined,
      "NothingToGoBackTo",
    ],
    ["there is no pipeline", (aws) => aws.stored.delete(TRAIN), undefined, "NothingToGoBackTo"],
    ["the version is no earlier one", () => undefined, 2, "NothingToGoBackTo"],
    ["the version is none", () => undefined, 7, "NothingToGoBackTo"],
    [
      "the pipeline is another's",
      (aws) => {
        const observed = aws.stored.get(TRAIN);
        if (observed !== undefined) aws.stored.set(TRAIN, { ...observed, tags: {} });
      },
      1,
      "NotManaged",
    ],
  ])("%s", async (_what, spoil, to, code) => {
    const aws = await deployedTwice();
    spoil(aws);
    await expect(planned(aws, to)).rejects.toMatchObject({ code });
    expect(aws.writes).toEqual([]);
  });

  test("the credentials are another account's", async () => {
    await expect(planned(new FakeAws("111111111111"))).rejects.toMatchObject({ code: "WrongAccount" });
  });
});

test("what another changes meanwhile is a conflict", async () => {
  const aws = await deployedTwice();
  const other = aws.stored.get(TRAIN);
  const before = await planned(aws);
  if (other === undefined) throw new Error("not deployed");
  const pipelines: Aws["pipelines"] = {
    ...aws.pipelines,
    tag: (arn, tags) => {
      aws.stored.set(TRAIN, other);
      return aws.pipelines.tag(arn, tags);
    },
  };
  const { code, functions, lock, plans } = aws;
  const racing: Aws = { caller: () => aws.caller(), pipelines, code, functions, lock, plans };
  expect(await rollback(before, racing, sleep, silent)).toMatchObject({ failure: { code: "Conflict" } });
});

test("the other pipeline is left alone", async () => {
  const aws = await deployedTwice();
  const inference = aws.stored.get(INFERENCE);
  await goBack(aws);
  expect(aws.stored.get(INFERENCE)).toBe(inference);
});
