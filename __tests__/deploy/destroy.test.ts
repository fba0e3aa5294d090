import { apply } from "../../deploy/apply";
import { desiredOf } from "../../deploy/desired";
import { destroy, planDestroy } from "../../deploy/destroy";
import { FakeAws } from "./support/fake-aws";
import { FILES, prodSources, silent } from "./support/sources";

const { environment } = prodSources();
const TRAIN = environment.trainPipeline.name;
const INFERENCE = environment.inferencePipeline.name;
const RUN = `${environment.inferencePipeline.arn}/execution/abc`;

const sleep = jest.fn(() => Promise.resolve());

async function deployed(status = "Succeeded"): Promise<FakeAws> {
  const aws = new FakeAws();
  await apply(desiredOf(prodSources()), aws, silent);
  aws.objects.set(`${environment.dataBucket}/${environment.modelName}/predictions/abc/batch.csv.out`, 48);
  aws.runs.set(INFERENCE, [{ arn: RUN, status }]);
  aws.modelsOf.set(RUN, ["pipelines-abc-createmodel"]);
  aws.sagemakerModels.add("pipelines-abc-createmodel").add("somebody-elses");
  aws.writes.length = 0;
  return aws;
}

async function destroyIn(aws: FakeAws, stop = false) {
  return destroy(await planDestroy(environment, aws, silent), aws, { stop, sleep }, silent);
}

test("deletes the pipelines, the models they created and every script; nothing else", async () => {
  const aws = await deployed();
  const { failure, plan } = await destroyIn(aws);
  expect(failure).toBeUndefined();
  expect(aws.writes).toEqual([
    "delete model pipelines-abc-createmodel",
    `delete ${INFERENCE}`,
    `delete ${TRAIN}`,
    `delete ${FILES.length} versions`,
  ]);
  expect([...aws.sagemakerModels]).toEqual(["somebody-elses"]);
  expect([...aws.objects.keys()]).toEqual([expect.stringMatching(/\/predictions\//)]);
  expect(plan.leaves.join("\n")).toContain(environment.modelPackageGroup.arn);
});

test("a second destroy finds nothing and writes nothing", async () => {
  const aws = await deployed();
  await destroyIn(aws);
  aws.writes.length = 0;
  expect((await destroyIn(aws)).remaining).toEqual([]);
  expect(aws.writes).toEqual([]);
});

test.each([0, 1, 2, 3])("killed after %i writes, the next destroy does the rest", async (survived) => {
  const aws = await deployed();
  aws.writesLeft = survived;
  expect((await destroyIn(aws)).done).toHaveLength(survived);
  aws.writesLeft = Number.POSITIVE_INFINITY;
  await destroyIn(aws);
  expect([aws.stored.size, aws.objects.size, aws.sagemakerModels.size]).toEqual([0, 1, 1]);
});

test("refuses while an execution runs, naming it, and deletes nothing", async () => {
  const aws = await deployed("Executing");
  await expect(destroyIn(aws)).rejects.toMatchObject({
    code: "ExecutionsRunning",
    message: expect.stringContaining(RUN) as string,
  });
  expect(aws.writes).toEqual([]);
});

test("with --stop it stops the execution and waits for its end first", async () => {
  const aws = await deployed("Executing");
  expect((await destroyIn(aws, true)).failure).toBeUndefined();
  expect(aws.writes[0]).toBe(`stop ${RUN}`);
  expect(sleep).toHaveBeenCalled();
  expect(aws.stored.size).toBe(0);
});

test("a pipeline without this project's tags is nobody's to delete", async () => {
  const aws = await deployed();
  const observed = aws.stored.get(TRAIN);
  if (observed === undefined) throw new Error("not deployed");
  aws.stored.set(TRAIN, { ...observed, tags: {} });
  await expect(destroyIn(aws)).rejects.toMatchObject({ code: "NotManaged", where: observed.arn });
  expect(aws.writes).toEqual([]);
});

test("the wrong account is refused before anything is read", async () => {
  const aws = new FakeAws("333333333333");
  const describePipeline = jest.spyOn(aws.pipelines, "describe");
  await expect(destroyIn(aws)).rejects.toMatchObject({ code: "WrongAccount" });
  expect(describePipeline).not.toHaveBeenCalled();
});
