import { apply } from "../../deploy/apply";
import { costText } from "../../deploy/budget";
import { desiredOf, type Sources } from "../../deploy/desired";
import { plan } from "../../deploy/plan";
import { planReport } from "../../deploy/report";
import { FakeAws } from "./support/fake-aws";
import { FILES, prodSources, silent } from "./support/sources";

const TRAIN = "mammo-severity-train-pipeline";

function withEnvironment(changes: Partial<Sources["environment"]>): Sources {
  const sources = prodSources();
  return { ...sources, environment: { ...sources.environment, ...changes } };
}

/** What training costs at most; the inference pipeline costs less. */
async function trainCeiling(): Promise<number> {
  const report = planReport(await plan(desiredOf(prodSources()), new FakeAws(), silent));
  return report.pipelines.find(({ kind }) => kind === "train")?.cost.usd ?? 0;
}

test("four hours of one ml.m5.xlarge for each of four jobs, three of them retries", async () => {
  expect(await trainCeiling()).toBe(3.68);
});

test("a pipeline that may cost more than the budget is refused by plan and apply, before any call", async () => {
  const desired = desiredOf(withEnvironment({ budget: (await trainCeiling()) - 0.01 }));
  const aws = new FakeAws();
  const caller = jest.spyOn(aws, "caller");
  const refused = {
    code: "OverBudget",
    blame: "user",
    message: expect.stringMatching(
      new RegExp(`${TRAIN} may cost up to \\$3\\.68.*budget of \\$3\\.67.*Train \\$0\\.92`),
    ) as string,
  };
  await expect(plan(desired, aws, silent)).rejects.toMatchObject(refused);
  await expect(apply(desired, aws, silent)).rejects.toMatchObject(refused);
  expect(aws.writes).toEqual([]);
  expect(caller).not.toHaveBeenCalled();
});

test("a budget that is just met is enough, though a batch transform has no ceiling", async () => {
  const aws = new FakeAws();
  const planned = await plan(desiredOf(withEnvironment({ budget: await trainCeiling() })), aws, silent);
  expect(planned.pipelines[1]?.cost.unknown).toMatchObject([{ step: "BatchTransform", code: "Unbounded" }]);
  const { failure } = await apply(planned.desired, aws, silent);
  expect([failure, aws.writes.length]).toEqual([undefined, FILES.length + 4]);
});

test("where a price is not known a budget cannot be proven, and without one it is only told", async () => {
  const { environment } = prodSources();
  const elsewhere = JSON.parse(
    JSON.stringify(environment).replaceAll("us-east-1", "eu-west-3"),
  ) as typeof environment;
  const aws = new FakeAws();
  await expect(
    plan(desiredOf(withEnvironment({ ...elsewhere, budget: 1000 })), aws, silent),
  ).rejects.toMatchObject({
    code: "BudgetUnproven",
    message: expect.stringMatching(new RegExp(`${TRAIN}.*Train: .*ml\\.m5\\.xlarge in eu-west-3`)) as string,
    next: expect.stringContaining("prices.json") as string,
  });
  expect(aws.writes).toEqual([]);
  const planned = await plan(desiredOf(withEnvironment(elsewhere)), aws, silent);
  expect(planned.pipelines[0]?.cost).toMatchObject({ usd: 0, unknown: [{ step: "Preprocess" }, {}, {}, {}] });
});

test("a step in a loop is told with the number of its items", () => {
  const price = { usd: 1, date: "2026-01-01", source: "made up", url: "https://example.org" };
  const fleet = { job: "processing", instanceType: "ml.small", instances: 1, seconds: 3600, price } as const;
  const cost = { step: "S", type: "Processing", usd: 6, attempts: 2, extraSeconds: 0, machines: [fleet] };
  expect(costText({ ...cost, iterations: 3 })).toBe(
    "S $6.00 (1 × ml.small × 1 h × 2 attempts, for each of 3 items)",
  );
  expect(costText({ ...cost, iterations: 1 })).toBe("S $6.00 (1 × ml.small × 1 h × 2 attempts)");
});
