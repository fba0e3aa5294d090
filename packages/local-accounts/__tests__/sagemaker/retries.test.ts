import { text, type JsonObject } from "../../sagemaker/json";
import { StorageError } from "../../sagemaker/storage";
import { closeWorlds, createWorld, input, processing } from "./world";
import type { World } from "./world";

afterEach(closeWorlds);

const policy = (more: JsonObject): JsonObject => ({
  RetryPolicies: [
    { ExceptionType: ["SageMaker.JOB_INTERNAL_ERROR"], IntervalSeconds: 10, BackoffRate: 2, ...more },
  ],
});
const step = (more: JsonObject): JsonObject =>
  processing("A", more, { ProcessingInputs: [input("s3://data/in/")] });

/** S3 fails so many times, as AWS's own fault. */
function faulty(times: number): World {
  const world = createWorld();
  world.store.put("s3://data/in/a.csv", "a");
  let left = times;
  world.store.refuse = (_role, operation) =>
    operation === "list" && left-- > 0 ? new StorageError("InternalError", "We are sorry", true) : undefined;
  return world;
}

test("a job that SageMaker has failed is started again, with longer and longer breaks", async () => {
  const world = faulty(2);
  const end = await world.run([step(policy({ MaxAttempts: 3 }))]);
  expect(end.step("A")).toMatchObject({ StepStatus: "Succeeded", AttemptCount: 3 });
  expect(world.slept).toEqual([10_000, 20_000]);
});

test("after MaxAttempts retries the failure stands", async () => {
  const world = faulty(9);
  const end = await world.run([step(policy({ MaxAttempts: 2 }))]);
  expect(end.step("A")).toMatchObject({ StepStatus: "Failed", AttemptCount: 3 });
  expect(end.step("A")["FailureReason"]).toMatch(/^InternalServerError: We encountered an internal error/u);
});

test("ExpireAfterMin bounds the time instead", async () => {
  const world = faulty(9);
  const end = await world.run([step(policy({ ExpireAfterMin: 1 }))]);
  // 10 s and 20 s fit into a minute; 40 s more do not.
  expect(world.slept).toEqual([10_000, 20_000]);
  expect(end.step("A")).toMatchObject({ StepStatus: "Failed", AttemptCount: 3 });
});

test.each([
  ["no policy", {}],
  ["a policy for another exception", policy({ ExceptionType: ["SageMaker.CAPACITY_ERROR"] })],
])("%s: no retry", async (_name, more) => {
  const world = faulty(1);
  const end = await world.run([step(more)]);
  expect(end.step("A")).toMatchObject({ StepStatus: "Failed", AttemptCount: 1 });
});

test("a failure that no policy covers says so, in AWS's words", async () => {
  const world = faulty(1);
  const end = await world.run([step({})]);
  expect(text(end.step("A"), "FailureReason")).toMatch(
    new RegExp(
      `^InternalServerError: .* Retry not appropriate on execution of step with PipelineExecutionArn ${end.arn} and StepId A\\. No retry policy configured for the exception type SAGEMAKER_JOB_INTERNAL_ERROR\\.$`,
      "u",
    ),
  );
});

test("a script that fails is not retried: it would fail again", async () => {
  const world = createWorld();
  world.play = () => Promise.resolve({ code: 1, stderr: "wrong data" });
  const end = await world.run([processing("A", policy({ MaxAttempts: 3 }))]);
  expect(end.step("A")).toMatchObject({
    AttemptCount: 1,
    FailureReason: "AlgorithmError: See job logs for more information",
  });
});

test("a policy of no attempts retries nothing", async () => {
  const world = faulty(1);
  const end = await world.run([step(policy({ MaxAttempts: 0 }))]);
  expect(end.step("A")).toMatchObject({ StepStatus: "Failed", AttemptCount: 1 });
});

test("throttled calls are retried without a policy", async () => {
  const lambda = {
    Name: "L",
    Type: "Lambda",
    FunctionArn: "arn:aws:lambda:us-east-1:111111111111:function:f",
    Arguments: {},
  };
  const world = createWorld();
  let calls = 0;
  world.lambda = () => (++calls < 3 ? { refused: "Rate exceeded", fault: "throttling" } : { result: {} });
  const end = await world.run([lambda]);
  expect(end.step("L")).toMatchObject({ StepStatus: "Succeeded", AttemptCount: 3 });
});
