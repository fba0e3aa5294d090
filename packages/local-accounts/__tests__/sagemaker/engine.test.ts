import type { JsonObject } from "../../sagemaker/json";
import { asText, listAt, text } from "../../sagemaker/json";
import {
  closeWorlds,
  createWorld,
  definition,
  ended,
  input,
  newToken,
  outputOf,
  processing,
  ROLE,
} from "./world";

afterEach(closeWorlds);

const fail = (name: string, message: unknown, more: JsonObject = {}): JsonObject =>
  ({ Name: name, Type: "Fail", Arguments: { ErrorMessage: message }, ...more }) as JsonObject;
const condition = (
  name: string,
  conditions: readonly JsonObject[],
  IfSteps: readonly JsonObject[],
  ElseSteps: readonly JsonObject[] = [],
): JsonObject => ({
  Name: name,
  Type: "Condition",
  Arguments: { Conditions: conditions, IfSteps, ElseSteps },
});
const equals = (LeftValue: JsonObject | number | string, RightValue: number | string): JsonObject => ({
  Type: "Equals",
  LeftValue,
  RightValue,
});
const namesOf = (steps: readonly JsonObject[]): string[] => steps.map((step) => text(step, "StepName"));

test("steps run in the order of their references, and hand data on through S3 alone", async () => {
  const world = createWorld();
  world.play = async ({ environment }, files) => {
    await files.write("/opt/ml/processing/output/out/a.csv", `by ${environment["STEP"]}`);
  };
  const end = await world.run([
    processing("Second", {}, { ProcessingInputs: [input(outputOf("First"))] }),
    processing("First"),
  ]);
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded" });
  expect(namesOf(end.steps)).toEqual(["First", "Second"]);
  const id = end.arn.split("/").at(-1);
  expect(world.store.text(`s3://data/out/${id}/First/a.csv`)).toBe("by First");
  expect(world.store.text(`s3://data/out/${id}/Second/a.csv`)).toBe("by Second");
});

test("independent steps run at the same time, within the parallelism that was asked for", async () => {
  for (const [limit, most] of [
    [undefined, 3],
    [2, 2],
    [1, 1],
  ] as const) {
    const world = createWorld();
    let running = 0;
    let seen = 0;
    world.play = async () => {
      seen = Math.max(seen, ++running);
      // The first wait for one another, so that a busy machine does not run them in turn; then for one too many.
      while (seen < most) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
    };
    const more =
      limit === undefined ? {} : { ParallelismConfiguration: { MaxParallelExecutionSteps: limit } };
    await world.run([processing("A"), processing("B"), processing("C")], { more });
    expect(seen).toBe(most);
  }
});

test("only the taken branch's steps are listed, and nothing of the other one runs", async () => {
  const world = createWorld();
  const end = await world.run(
    [
      condition(
        "Check",
        [equals({ Get: "Parameters.N" }, 2)],
        [
          processing("Yes"),
          condition("Inner", [equals(1, 2)], [processing("Deep")], [processing("Shallow")]),
          processing("AfterYes", { DependsOn: ["Yes"] }),
        ],
        [processing("No"), processing("AfterNo", { DependsOn: ["No"] })],
      ),
    ],
    { parameters: [{ Name: "N", Type: "Integer", DefaultValue: 2 }] },
  );
  expect(namesOf(end.steps).sort()).toEqual(["AfterYes", "Check", "Inner", "Shallow", "Yes"]);
  expect(end.step("Check")).toMatchObject({
    StepStatus: "Succeeded",
    Metadata: { Condition: { Outcome: "True" } },
  });
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded" });
});

test("a Fail step fails the execution with its message", async () => {
  const world = createWorld();
  const end = await world.run([
    condition("Check", [equals(1, 2)], [], []),
    fail("Stop", { "Std:Join": { On: ": ", Values: ["it is", { Get: "Steps.Check.Outcome" }] } }),
  ]);
  expect(end.step("Stop")).toMatchObject({
    StepStatus: "Failed",
    FailureReason: "it is: false",
    Metadata: { Fail: { ErrorMessage: "it is: false" } },
  });
  expect(end.execution).toMatchObject({
    PipelineExecutionStatus: "Failed",
    FailureReason: "Step failure: One or multiple steps failed.",
  });
  const list = await world.ok("ListPipelineExecutions", { PipelineName: "pipeline" });
  expect(list["PipelineExecutionSummaries"]).toEqual([
    expect.objectContaining({
      PipelineExecutionFailureReason: "Step failure: One or multiple steps failed.",
    }),
  ]);
});

test("a Fail step without a message has no FailureReason", async () => {
  const world = createWorld();
  const end = await world.run([{ Name: "Stop", Type: "Fail", Arguments: {} }]);
  expect(end.step("Stop")).not.toHaveProperty("FailureReason");
  expect(end.step("Stop")).toMatchObject({ StepStatus: "Failed", Metadata: { Fail: { ErrorMessage: "" } } });
});

test("after a failure the running steps end, and no other starts", async () => {
  const world = createWorld();
  const isOver = (step: string) =>
    world.events.some(
      ({ detail }) => detail["stepName"] === step && detail["currentStepStatus"] === "Failed",
    );
  world.play = async ({ environment }) => {
    if (environment["STEP"] === "Bad") return { code: 1, stderr: "boom\n" };
    while (!isOver("Bad")) await new Promise((resolve) => setImmediate(resolve));
    return {};
  };
  const end = await world.run([
    processing("Bad"),
    processing("Slow"),
    processing("AfterSlow", { DependsOn: ["Slow"] }),
  ]);
  expect(end.steps.map((step) => [step["StepName"], step["StepStatus"]])).toEqual([
    ["Bad", "Failed"],
    ["Slow", "Succeeded"],
  ]);
});

test("a failed execution is retried from where it failed, with what has succeeded kept", async () => {
  const world = createWorld();
  let broken = true;
  world.play = ({ environment }) =>
    Promise.resolve(environment["STEP"] === "B" && broken ? { code: 3, stderr: "not yet" } : {});
  const first = await world.run([processing("A"), processing("B", { DependsOn: ["A"] })]);
  expect(first.step("B")).toMatchObject({
    FailureReason: "AlgorithmError: See job logs for more information",
  });
  broken = false;
  const retry = { PipelineExecutionArn: first.arn, ClientRequestToken: newToken() };
  await world.ok("RetryPipelineExecution", retry);
  // As a client sends it that has lost the answer.
  await world.ok("RetryPipelineExecution", retry);
  await world.sagemaker.idle();
  const second = await ended(world, first.arn);
  expect(second.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded" });
  expect(second.execution).not.toHaveProperty("FailureReason");
  expect(world.containers.map(({ environment }) => environment["STEP"])).toEqual(["A", "B", "B"]);
  const again = await world.call("RetryPipelineExecution", {
    PipelineExecutionArn: first.arn,
    ClientRequestToken: newToken(),
  });
  expect(again.body["__type"]).toBe("ConflictException");
});

test("stopping stops jobs, waits for functions, and starts nothing more", async () => {
  const world = createWorld();
  let lambdaEnds: () => void = () => undefined;
  const lambda = new Promise<void>((resolve) => (lambdaEnds = resolve));
  world.lambda = async () => {
    await lambda;
    return { result: {} };
  };
  const started = new Promise<void>((resolve) => {
    world.play = ({ signal }) =>
      new Promise((exit) => {
        signal.addEventListener("abort", () => exit({ outcome: "stopped" }));
        resolve();
      });
  });
  await world.ok("CreatePipeline", {
    PipelineName: "p",
    PipelineDefinition: definition([
      processing("Long"),
      processing("Never", { DependsOn: ["Long"] }),
      {
        Name: "Call",
        Type: "Lambda",
        FunctionArn: "arn:aws:lambda:us-east-1:111111111111:function:f",
        Arguments: {},
      },
      processing("NeverEither", { DependsOn: ["Call"] }),
    ]),
    RoleArn: ROLE,
    ClientRequestToken: newToken(),
  });
  const { PipelineExecutionArn: arn } = await world.ok("StartPipelineExecution", {
    PipelineName: "p",
    ClientRequestToken: newToken(),
  });
  await started;
  await world.ok("StopPipelineExecution", { PipelineExecutionArn: arn, ClientRequestToken: newToken() });
  expect((await ended(world, asText(arn))).execution).toMatchObject({ PipelineExecutionStatus: "Stopping" });
  lambdaEnds();
  await world.sagemaker.idle();
  const end = await ended(world, asText(arn));
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Stopped" });
  expect(Object.fromEntries(end.steps.map((step) => [step["StepName"], step["StepStatus"]]))).toEqual({
    Long: "Stopped",
    Call: "Succeeded",
  });
});

test("an execution keeps the definition that it was started with", async () => {
  const world = createWorld();
  const end = await world.run([processing("Old")]);
  await world.ok("UpdatePipeline", {
    PipelineName: "pipeline",
    PipelineDefinition: definition([processing("New")]),
  });
  const kept = await world.ok("DescribePipelineDefinitionForExecution", { PipelineExecutionArn: end.arn });
  expect(kept["PipelineDefinition"]).toBe(definition([processing("Old")]));
  expect(namesOf((await world.start("pipeline")).steps)).toEqual(["New"]);
});

test("parameters and variables reach the job in the types that it wants", async () => {
  const world = createWorld();
  const end = await world.run(
    [
      processing(
        "A",
        {},
        {
          AppSpecification: {
            ImageUri: { Get: "Parameters.Image" },
            ContainerArguments: [
              "--count",
              { Get: "Parameters.Count" },
              "--rate",
              { Get: "Parameters.Rate" },
            ],
          },
          Environment: {
            ID: { Get: "Execution.PipelineExecutionId" },
            NAME: { Get: "Execution.PipelineName" },
            START: { Get: "Execution.StartDateTime" },
            JOB: { Get: "Execution.ProcessingJobName" },
          },
        },
      ),
    ],
    {
      parameters: [
        {
          Name: "Image",
          Type: "String",
          DefaultValue: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1",
        },
        { Name: "Count", Type: "Integer" },
        { Name: "Rate", Type: "Float", DefaultValue: 0.5 },
      ],
      values: { Count: "3" },
    },
  );
  const [container] = world.containers;
  expect(container?.arguments).toEqual(["--count", "3", "--rate", "0.5"]);
  expect(container?.environment).toMatchObject({
    ID: end.arn.split("/").at(-1),
    NAME: "pipeline",
    START: "2026-01-01T00:00:00.000Z",
  });
  expect(container?.environment["JOB"]).toMatch(/^pipelines-[a-z0-9]{12}-A-[A-Za-z0-9]{10}$/u);
  const values = await world.ok("ListPipelineParametersForExecution", { PipelineExecutionArn: end.arn });
  expect(values["PipelineParameters"]).toContainEqual({ Name: "Count", Value: "3" });
});

test("a property file decides a condition", async () => {
  const world = createWorld();
  world.play = async (_container, files) => {
    await files.write("/opt/ml/processing/output/out/report.json", JSON.stringify({ auc: { value: 0.9 } }));
  };
  const auc = {
    "Std:JsonGet": { PropertyFile: { Get: "Steps.Evaluate.PropertyFiles.Report" }, Path: "auc.value" },
  };
  const end = await world.run([
    processing("Evaluate", {
      PropertyFiles: [{ PropertyFileName: "Report", OutputName: "out", FilePath: "report.json" }],
    }),
    condition(
      "Check",
      [{ Type: "GreaterThanOrEqualTo", LeftValue: auc, RightValue: 0.8 }],
      [fail("Good", { "Std:Join": { On: " ", Values: ["AUC", auc] } })],
    ),
  ]);
  expect(end.step("Good")).toMatchObject({ FailureReason: "AUC 0.9" });
});

test("a property file that the pipeline's role may not read fails the step that asks for it", async () => {
  const world = createWorld();
  world.play = (_container, files) => files.write("/opt/ml/processing/output/out/report.json", "{}");
  world.store.put("s3://b/report.json", "{}", "arn:aws:kms:us-east-1:111111111111:key/1");
  world.deny = ({ action }) => (action === "kms:Decrypt" ? "no kms:Decrypt for you" : undefined);
  const end = await world.run([fail("Tell", { "Std:JsonGet": { S3Uri: "s3://b/report.json", Path: "a" } })]);
  expect(end.step("Tell")["FailureReason"]).toContain("no kms:Decrypt for you");
});

test("a function's outputs are typed, and its error is the step's", async () => {
  const world = createWorld();
  const functionArn = "arn:aws:lambda:us-east-1:111111111111:function:f";
  const lambda = (name: string, outputs: readonly (readonly [string, string])[]): JsonObject => ({
    Name: name,
    Type: "Lambda",
    FunctionArn: functionArn,
    Arguments: { group: "g", pipeline: { Get: "Execution.PipelineName" } },
    OutputParameters: outputs.map(([OutputName, OutputType]) => ({ OutputName, OutputType })),
  });
  world.lambda = () => ({ result: { version: "3", count: 2, drifted: "true" } });
  const end = await world.run([
    lambda("Call", [
      ["version", "String"],
      ["count", "Integer"],
      ["drifted", "Boolean"],
    ]),
    condition(
      "Check",
      [
        { Type: "GreaterThan", LeftValue: { Get: "Steps.Call.OutputParameters['count']" }, RightValue: 1 },
        { Type: "Equals", LeftValue: { Get: "Steps.Call.OutputParameters['drifted']" }, RightValue: true },
      ],
      [fail("Tell", { Get: "Steps.Call.OutputParameters['version']" })],
    ),
  ]);
  expect(end.step("Tell")).toMatchObject({ FailureReason: "3" });
  expect(text(end.step("Call"), "Metadata", "Lambda", "Arn")).toBe(functionArn);
  expect(listAt(end.step("Call"), "Metadata", "Lambda", "OutputParameters")).toEqual([
    { Name: "version", Value: "3" },
    { Name: "count", Value: "2" },
    { Name: "drifted", Value: "true" },
  ]);
  expect(world.invoked).toEqual([
    { functionArn, roleArn: ROLE, payload: { group: "g", pipeline: "pipeline" } },
  ]);

  world.lambda = () => ({ error: "NoApprovedModelPackage: approve one first" });
  const failed = await world.run([lambda("Call", [])], { name: "second" });
  expect(failed.step("Call")["FailureReason"]).toContain("NoApprovedModelPackage: approve one first");

  world.lambda = () => ({ result: { version: ["3"] } });
  const mistyped = await world.run([lambda("Call", [["version", "String"]])], { name: "third" });
  expect(mistyped.step("Call")["FailureReason"]).toContain(
    'output version is to be of type String, and is ["3"]',
  );

  world.lambda = () => ({ refused: "not authorized to perform: lambda:InvokeFunction" });
  const refused = await world.run([lambda("Call", [])], { name: "fourth" });
  expect(refused.step("Call")["FailureReason"]).toContain("not authorized to perform: lambda:InvokeFunction");
});
