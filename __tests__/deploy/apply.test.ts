import { apply } from "../../deploy/apply";
import { desiredOf, type Sources } from "../../deploy/desired";
import { plan } from "../../deploy/plan";
import { applyReport, planReport } from "../../deploy/report";
import { readLabel } from "../../deploy/version-label";
import { FakeAws, Killed } from "./support/fake-aws";
import { FILES, prodSources, script, silent, trainedOtherwise, TRAINING_FILES } from "./support/sources";

const TRAIN = "mammo-severity-train-pipeline";
const INFERENCE = "mammo-severity-inference-pipeline";

function applyTo(aws: FakeAws, sources: Sources) {
  return apply(desiredOf(sources), aws, silent);
}

async function deployed(sources = prodSources()): Promise<FakeAws> {
  const aws = new FakeAws();
  await applyTo(aws, sources);
  aws.writes.length = 0;
  return aws;
}

/** Of a commit that changes the training pipeline alone. */
function later(): Sources {
  return trainedOtherwise(prodSources({ gitCommit: "2".repeat(40) }));
}

/** Writes of a first apply: each file, and each pipeline with its label. */
const FIRST_WRITES = FILES.length + 4;

test("an empty account gets scripts, then the training pipeline, then the inference pipeline", async () => {
  const aws = new FakeAws();
  const { remaining, failure } = await applyTo(aws, prodSources());
  expect({ remaining, failure }).toEqual({ remaining: [], failure: undefined });
  expect(aws.writes.map((write) => write.replace(/code\/\w{64}/, "code/…"))).toEqual([
    ...FILES.map((file) => `upload mammography-severity-model/code/…/${file}`),
    `create ${TRAIN}`,
    `create ${INFERENCE}`,
    `label ${TRAIN} 1`,
    `label ${INFERENCE} 1`,
  ]);
  expect(aws.stored.get(TRAIN)?.tags).toEqual({
    "definition-hash": expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    environment: "prod",
    "git-commit": "1".repeat(40),
    "managed-by": "sagemaker-promotion",
    model: "mammography-severity-model",
    ...Object.fromEntries(TRAINING_FILES.map((file) => [`code/${file}`, "v1"])),
  });
});

test("an unchanged apply makes no write", async () => {
  const aws = await deployed();
  await applyTo(aws, prodSources());
  expect(aws.writes).toEqual([]);
});

test("a commit that changes nothing else makes no write", async () => {
  const aws = await deployed();
  await applyTo(aws, prodSources({ gitCommit: "2".repeat(40) }));
  expect(aws.writes).toEqual([]);
});

test("a change of one pipeline updates and tags that one", async () => {
  const aws = await deployed();
  await applyTo(aws, later());
  expect(aws.writes).toEqual([
    `update ${TRAIN}`,
    `tag arn:aws:sagemaker:us-east-1:222222222222:pipeline/${TRAIN}`,
    `label ${TRAIN} 2`,
  ]);
  expect(aws.stored.get(TRAIN)?.tags["git-commit"]).toBe("2".repeat(40));
  expect(aws.stored.get(INFERENCE)?.tags["git-commit"]).toBe("1".repeat(40));
});

test("a changed script is uploaded beside the old one, and its pipeline points to it", async () => {
  const aws = await deployed();
  const sources = prodSources();
  const evaluate = script("evaluate.py", "evaluate(again=True)\n");
  await applyTo(aws, { ...sources, scripts: { ...sources.scripts, evaluate } });
  expect(aws.writes.map((write) => write.split(" ")[0])).toEqual(["upload", "update", "tag", "label"]);
  expect([...aws.objects.keys()].filter((path) => path.endsWith("/evaluate.py"))).toHaveLength(2);
});

test.each([
  ["role", { roleArn: "arn:aws:iam::222222222222:role/other" }, "RoleArn"],
  ["display name", { displayName: "other" }, "PipelineDisplayName"],
  ["description", { description: undefined }, "PipelineDescription"],
])("another %s in AWS is put right", async (_name, change, path) => {
  const aws = await deployed();
  const observed = aws.stored.get(INFERENCE);
  if (observed === undefined) throw new Error("not deployed");
  aws.stored.set(INFERENCE, { ...observed, ...change });
  const planned = await plan(desiredOf(prodSources()), aws, silent);
  expect(planned.pipelines[1]?.differences.map((difference) => difference.path)).toEqual([path]);
  await applyTo(aws, prodSources());
  expect(aws.writes).toEqual([`update ${INFERENCE}`, `label ${INFERENCE} 2`]);
  expect(aws.stored.get(INFERENCE)).toEqual(observed);
});

test("the parallelism is set where the environment says one, and left as it is where it does not", async () => {
  const aws = await deployed();
  const sources = prodSources();
  const limited = { ...sources, environment: { ...sources.environment, maxParallelSteps: 2 } };
  const planned = await plan(desiredOf(limited), aws, silent);
  expect(planned.pipelines.map(({ differences }) => differences)).toEqual(
    Array(2).fill([
      expect.objectContaining({
        change: "added",
        path: "ParallelismConfiguration.MaxParallelExecutionSteps",
        to: 2,
      }),
    ]),
  );
  await applyTo(aws, limited);
  expect(aws.writes).toEqual([
    `update ${TRAIN}`,
    `update ${INFERENCE}`,
    `label ${TRAIN} 2`,
    `label ${INFERENCE} 2`,
  ]);
  expect(aws.stored.get(TRAIN)?.maxParallelSteps).toBe(2);
  aws.writes.length = 0;
  await applyTo(aws, limited);
  await applyTo(aws, sources);
  expect(aws.writes).toEqual([]);
});

test("a pipeline that another made is left alone, unless it is to be taken over: kept first, then updated and tagged", async () => {
  const aws = await deployed();
  const observed = aws.stored.get(TRAIN);
  if (observed === undefined) throw new Error("not deployed");
  const foreign = { ...observed, definition: "not JSON", tags: { team: "radiology" } };
  aws.stored.set(TRAIN, foreign);
  const planned = await plan(desiredOf(prodSources()), aws, silent);
  expect(planned.pipelines[0]?.owner).toBe("this project did not make");
  await expect(applyTo(aws, prodSources())).rejects.toMatchObject({
    code: "NotManaged",
    next: expect.stringContaining("--take-over") as string,
  });
  expect(aws.writes).toEqual([]);
  const kept: unknown[] = [];
  const takeOver = (name: string, before: unknown) => void kept.push([name, before, aws.writes.length]);
  await apply(desiredOf(prodSources()), aws, silent, { takeOver });
  expect(kept).toMatchObject([[TRAIN, { definition: "not JSON" }, 0]]);
  expect(aws.stored.get(TRAIN)).toEqual({ ...observed, tags: { team: "radiology", ...observed.tags } });
});

test("an object of another size under a content's key is replaced", async () => {
  const aws = await deployed();
  const [path = ""] = aws.objects.keys();
  aws.objects.set(path, 1);
  await applyTo(aws, prodSources());
  expect(aws.writes).toEqual([
    expect.stringMatching(/^replace .*data_quality\.py$/),
    // Both run it: each records its version.
    expect.stringMatching(`^tag .*${TRAIN}$`),
    expect.stringMatching(`^tag .*${INFERENCE}$`),
  ]);
});

test("another model's pipeline of the same name is refused before any write", async () => {
  const aws = await deployed();
  const sources = later();
  const foreign = { ...sources, environment: { ...sources.environment, modelName: "fraud-model" } };
  await expect(applyTo(aws, foreign)).rejects.toMatchObject({
    code: "NotManaged",
    message: expect.stringContaining("mammography-severity-model") as string,
  });
  expect(aws.writes).toEqual([]);
});

const LATEST_APPROVED =
  "arn:aws:lambda:us-east-1:222222222222:function:mammography-severity-model-latest-approved-aaaaaaaa";
const ASSESS_DRIFT =
  "arn:aws:lambda:us-east-1:222222222222:function:mammography-severity-model-assess-drift-bbbbbbbb";

test("a function that a pipeline would call and the stack has not made is refused before any write", async () => {
  const aws = new FakeAws();
  aws.absentFunctions.add(LATEST_APPROVED).add(ASSESS_DRIFT);
  await expect(applyTo(aws, prodSources())).rejects.toMatchObject({
    code: "StackNotDeployed",
    message: expect.stringContaining(LATEST_APPROVED) as string,
    next: expect.stringContaining("npx cdktf deploy prod") as string,
  });
  expect(aws.writes).toEqual([]);
  // A plan tells what an apply will do once the stack is there, such as one with a changed function.
  await expect(plan(desiredOf(prodSources()), aws, silent)).resolves.toMatchObject({ pipelines: [{}, {}] });
});

test("of the functions only those that the pipelines call must be there", async () => {
  const aws = new FakeAws();
  aws.absentFunctions.add(ASSESS_DRIFT);
  await applyTo(aws, prodSources());
  expect(aws.writes).toHaveLength(FIRST_WRITES);
  const sources = prodSources();
  const analyzer: Sources = {
    ...sources,
    environment: { ...sources.environment, monitoring: "model-monitor" },
  };
  await expect(applyTo(aws, analyzer)).rejects.toMatchObject({ code: "StackNotDeployed" });
  aws.absentFunctions.clear();
  await applyTo(aws, analyzer);
});

test("credentials of another account are refused before anything is read or written", async () => {
  const aws = new FakeAws("111111111111");
  const size = jest.spyOn(aws.code, "find");
  const describePipeline = jest.spyOn(aws.pipelines, "describe");
  await expect(applyTo(aws, prodSources())).rejects.toMatchObject({
    code: "WrongAccount",
    message: expect.stringMatching(/222222222222.*111111111111/) as string,
  });
  expect(aws.writes).toEqual([]);
  expect(size).not.toHaveBeenCalled();
  expect(describePipeline).not.toHaveBeenCalled();
});

describe("killed after any number of writes, the next apply does the rest", () => {
  const changes = (): Sources => {
    const sources = later();
    const dataQuality = script("data_quality.py", "check(again=True)\n");
    return { ...sources, scripts: { ...sources.scripts, dataQuality } };
  };

  test.each([...Array(FIRST_WRITES).keys()])("from nothing, after %i writes", async (survived) => {
    const aws = new FakeAws();
    aws.writesLeft = survived;
    const { done, remaining, failure } = await applyTo(aws, prodSources());
    expect(failure).toBeInstanceOf(Killed);
    expect([done.length, remaining.length]).toEqual([survived, FIRST_WRITES - survived]);
    aws.writesLeft = Number.POSITIVE_INFINITY;
    await applyTo(aws, prodSources());
    expect(aws.writes).toHaveLength(FIRST_WRITES);
    expect(aws.stored).toEqual((await deployed()).stored);
  });

  test.each([0, 1, 2, 3, 4, 5, 6])("from an older deployment, after %i writes", async (survived) => {
    const aws = await deployed();
    aws.writesLeft = survived;
    await applyTo(aws, changes());
    aws.writesLeft = Number.POSITIVE_INFINITY;
    await applyTo(aws, changes());
    expect(aws.writes).toHaveLength(7);
    expect(aws.stored).toEqual((await deployed(changes())).stored);
    aws.writes.length = 0;
    await applyTo(aws, changes());
    expect(aws.writes).toEqual([]);
  });
});

test("the report of a partial failure says what is done, what is not, and why", async () => {
  const aws = new FakeAws();
  aws.writesLeft = FILES.length + 1;
  const report = applyReport(await applyTo(aws, prodSources()));
  expect(report).toMatchObject({
    verb: "apply",
    ok: false,
    environment: "prod",
    account: "222222222222",
    region: "us-east-1",
    changes: FIRST_WRITES,
    remaining: [
      { action: "create", target: `pipeline ${INFERENCE}` },
      { action: "label", target: `pipeline ${TRAIN}` },
      { action: "label", target: `pipeline ${INFERENCE}` },
    ],
    error: { code: "Unexpected", blame: "bug" },
  });
  expect(report.done.map(({ action }) => action)).toEqual([...FILES.map(() => "upload"), "create"]);
});

test("what another run changes meanwhile is a conflict, and never silent", async () => {
  const aws = await deployed();
  const other = aws.stored.get(TRAIN);
  if (other === undefined) throw new Error("not deployed");
  // Another writes its definition between our update and our tags: theirs under our names.
  const raced: typeof aws.pipelines = {
    ...aws.pipelines,
    tag: (arn, tags) => {
      aws.stored.set(TRAIN, other);
      return aws.pipelines.tag(arn, tags);
    },
  };
  const racing = { ...aws, caller: () => aws.caller(), pipelines: raced } as FakeAws;
  const sleep = () => Promise.resolve();
  const applied = await apply(desiredOf(later()), racing, silent, { sleep });
  expect(applied).toMatchObject({ remaining: [], failure: { code: "Conflict" } });
  expect(applyReport(applied).ok).toBe(false);
});

test("a plan that is not agreed to is not applied", async () => {
  const aws = new FakeAws();
  const agree = () => Promise.reject(new Error("no"));
  await expect(apply(desiredOf(prodSources()), aws, silent, { agree })).rejects.toThrow("no");
  expect(aws.writes).toEqual([]);
});

test("a pipeline of another environment of the model is refused as well", async () => {
  const aws = await deployed();
  const sources = prodSources();
  const foreign = { ...sources, environment: { ...sources.environment, name: "staging" } };
  await expect(applyTo(aws, foreign)).rejects.toMatchObject({
    code: "NotManaged",
    message: expect.stringContaining("environment prod") as string,
  });
});

describe("a script that another wrote over with as many bytes", () => {
  async function rewritten(): Promise<FakeAws> {
    const aws = await deployed();
    const path = [...aws.objects.keys()].find((key) => key.endsWith("/evaluate.py")) ?? "";
    aws.storeObject(path, aws.objects.get(path) ?? 0);
    return aws;
  }

  test("is replaced, and the version that lies there then is recorded", async () => {
    const aws = await rewritten();
    await applyTo(aws, prodSources());
    expect(aws.writes).toEqual([
      expect.stringMatching(/^replace .*evaluate\.py$/),
      expect.stringMatching(`^tag .*${TRAIN}$`),
    ]);
    expect(aws.stored.get(TRAIN)?.tags["code/evaluate.py"]).toBe("v3");
    aws.writes.length = 0;
    await applyTo(aws, prodSources());
    expect(aws.writes).toEqual([]);
  });

  test("is replaced again where the run ended before that was recorded", async () => {
    const aws = await rewritten();
    aws.writesLeft = 1;
    await applyTo(aws, prodSources());
    aws.writesLeft = Number.POSITIVE_INFINITY;
    await applyTo(aws, prodSources());
    expect(aws.stored.get(TRAIN)?.tags["code/evaluate.py"]).toBe("v4");
  });
});

describe("executions of a pipeline to update", () => {
  const ARN = "arn:aws:sagemaker:us-east-1:222222222222:pipeline/p/execution/1";

  async function running(): Promise<FakeAws> {
    const aws = await deployed();
    aws.runs.set(TRAIN, [{ arn: ARN, status: "Executing" }]);
    return aws;
  }

  test("are told, and left to end as they began", async () => {
    const aws = await running();
    const applied = await applyTo(aws, later());
    expect(applied.running).toEqual([{ arn: ARN, status: "Executing" }]);
    expect(aws.runs.get(TRAIN)).toEqual([{ arn: ARN, status: "Executing" }]);
  });

  test("are stopped first where that is asked for", async () => {
    const aws = await running();
    const sleep = () => Promise.resolve();
    const { done } = await apply(desiredOf(later()), aws, silent, { running: "stop", sleep });
    expect(done.map(({ action }) => action)).toEqual(["stop", "update", "tag", "label"]);
    expect(aws.runs.get(TRAIN)).toEqual([{ arn: ARN, status: "Stopped" }]);
  });

  test("are waited for where that is asked for", async () => {
    const aws = await running();
    const sleep = () => {
      aws.runs.set(TRAIN, [{ arn: ARN, status: "Succeeded" }]);
      expect(aws.writes).toEqual([]);
      return Promise.resolve();
    };
    await apply(desiredOf(later()), aws, silent, { running: "wait", sleep });
    expect(aws.writes).toHaveLength(3);
  });
});

describe("the label of a version", () => {
  const labelOf = async (aws: FakeAws, version?: number) =>
    readLabel((await aws.pipelines.describe(TRAIN, version))?.label);

  test("says commit, definition, plan, who, and the scripts' versions", async () => {
    const aws = new FakeAws();
    await apply(desiredOf(prodSources()), aws, silent, { seal: "0a1b" });
    expect(await labelOf(aws)).toEqual({
      commit: "1".repeat(40),
      definition: aws.stored.get(TRAIN)?.tags["definition-hash"],
      plan: "0a1b",
      by: "arn:aws:sts::222222222222:assumed-role/cross-account-jenkins-role/deploy",
      code: Object.fromEntries(TRAINING_FILES.map((file) => [file, "v1"])),
    });
    await applyTo(aws, later());
    expect(await labelOf(aws)).toMatchObject({ commit: "2".repeat(40) });
    expect(await labelOf(aws)).not.toHaveProperty("plan");
    expect(await labelOf(aws, 1)).toMatchObject({ commit: "1".repeat(40) });
  });

  test("names whoever took up the role", async () => {
    const aws = new FakeAws();
    const by = "arn:aws:iam::222222222222:user/ada";
    const caller = { ...(await aws.caller()), by };
    aws.caller = () => Promise.resolve(caller);
    await applyTo(aws, prodSources());
    expect(await labelOf(aws)).toMatchObject({ by });
  });

  test("that a killed run did not write is a change of its own, with the commit that the pipeline is tagged with", async () => {
    const aws = await deployed();
    aws.writesLeft = 2;
    await applyTo(aws, later());
    aws.writesLeft = Number.POSITIVE_INFINITY;
    aws.writes.length = 0;
    const another = { ...later(), gitCommit: "3".repeat(40) };
    const planned = await plan(desiredOf(another), aws, silent);
    expect(planReport(planned)).toMatchObject({
      changes: 1,
      pipelines: [{ action: "none", tags: [], labels: true }, { labels: false }],
      consequences: { worst: "cosmetic", changes: 1 },
    });
    await applyTo(aws, another);
    expect(aws.writes).toEqual([`label ${TRAIN} 2`]);
    expect(await labelOf(aws)).toMatchObject({ commit: "2".repeat(40) });
    await applyTo(aws, another);
    expect(aws.writes).toHaveLength(1);
  });

  test("that somebody else wrote is none", async () => {
    const aws = await deployed();
    await aws.pipelines.label(aws.stored.get(TRAIN)?.arn ?? "", 1, {
      displayName: "mine",
      description: "{}",
    });
    aws.writes.length = 0;
    await applyTo(aws, prodSources());
    expect(aws.writes).toEqual([`label ${TRAIN} 1`]);
  });
});
