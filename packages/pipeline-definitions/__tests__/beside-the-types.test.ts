import {
  canonicalJson,
  conditionStep,
  execution,
  failStep,
  integerParameter,
  join,
  lambdaStep,
  notebookJobStep,
  pipeline,
  rawParameter,
  rawStep,
  stringParameter,
  untyped,
  upsertRequest,
  withoutFields,
  withoutMembers,
  type InvalidPipeline,
  type JsonObject,
} from "..";
import { fixtures } from "./python-definitions";
import { BUCKET, KMS, proc, ROLE, SCIKIT_LEARN } from "./vectors/common";

/** The JSON of a value, read off a step that carries it. */
const jsonOf = (message: Parameters<typeof failStep>[0]["message"]) =>
  failStep({ name: "F", message }).definition.Arguments;

describe("what this library does not know yet", () => {
  test("is said in the definition's own words", () => {
    const raw = rawStep({
      Name: "Q",
      Type: "Quantum",
      Arguments: { Qubits: integerParameter("N"), Off: null },
    });
    expect(raw.definition).toEqual({
      Name: "Q",
      Type: "Quantum",
      Arguments: { Qubits: { Get: "Parameters.N" }, Off: null },
    });
    expect(jsonOf(untyped({ Get: "Steps.Q.Result" }))).toEqual({ ErrorMessage: { Get: "Steps.Q.Result" } });
    expect(jsonOf(untyped(integerParameter("N")))).toEqual({ ErrorMessage: { Get: "Parameters.N" } });
    expect(rawParameter({ Name: "P", Type: "List", Items: ["a"] }).definition).toEqual({
      Name: "P",
      Type: "List",
      Items: ["a"],
    });
  });

  test("is left out where another definition leaves it out, and the step stays what it was", () => {
    const ask = lambdaStep({ name: "L", functionArn: "arn", outputs: { a: "String" } });
    const bare = withoutFields(ask, ["Arguments", "OutputParameters"]);
    expect(bare.definition).toEqual({ Name: "L", Type: "Lambda", FunctionArn: "arn" });
    expect(jsonOf(bare.outputs.a)).toEqual(jsonOf(ask.outputs.a));
    const decide = conditionStep({ name: "C", conditions: [], ifSteps: [ask] });
    expect(withoutFields(decide, ["Arguments.ElseSteps"]).definition.Arguments).toEqual({
      Conditions: [],
      IfSteps: [ask.definition],
    });
  });

  test("passes where its errors are allowed, and those alone", () => {
    const steps = [
      rawStep({ Name: "Q", Type: "Quantum", Arguments: {} }),
      failStep({ name: "F", dependsOn: ["X"] }),
    ];
    const codes = (allow?: readonly string[]) => {
      try {
        pipeline({ steps, ...(allow === undefined ? {} : { allow }) });
        return [];
      } catch (error) {
        return (error as InvalidPipeline).findings.map(({ code }) => code);
      }
    };
    expect(codes()).toEqual(["UnknownStep", "UnknownStepType"]);
    expect(codes(["UnknownStepType"])).toEqual(["UnknownStep"]);
    expect(codes(["UnknownStepType", "UnknownStep"])).toEqual([]);
  });
});

test("a definition can be written without what is empty", () => {
  const definition = pipeline({ steps: [failStep({ name: "F" })] });
  expect(Object.keys(withoutMembers(definition, ["Metadata", "PipelineExperimentConfig"]))).toEqual([
    "Version",
    "Parameters",
    "Steps",
  ]);
});

test("the Region that a pipeline is for keeps images of others out", () => {
  const built = (region: string) => () => pipeline({ region, steps: [proc("P")] });
  expect(built("us-east-1")).not.toThrow();
  expect(built("eu-west-1")).toThrow(/ImageOfOtherRegion/);
});

describe("the request that upserts a pipeline", () => {
  const definition = pipeline({ steps: [failStep({ name: "F" })] });
  const needed = { name: "p", roleArn: "arn:aws:iam::111122223333:role/r", definition };

  test("holds the canonical definition, and nothing that nobody asked for", () => {
    expect(upsertRequest(needed)).toStrictEqual({
      PipelineName: "p",
      RoleArn: needed.roleArn,
      PipelineDefinition: canonicalJson(definition),
    });
  });

  test("holds the parallelism beside it", () => {
    const more = { displayName: "P", description: "d", maxParallelSteps: 5 };
    expect(upsertRequest({ ...needed, ...more })).toMatchObject({
      PipelineDisplayName: "P",
      PipelineDescription: "d",
      ParallelismConfiguration: { MaxParallelExecutionSteps: 5 },
    });
  });
});

test("a notebook job is the training job that the Python SDK makes of it", () => {
  const expected = (fixtures.notebook_job?.Steps as readonly JsonObject[])[0];
  const job = notebookJobStep({
    name: "N",
    displayName: "D",
    description: "E",
    roleArn: ROLE,
    region: "us-east-1",
    image: SCIKIT_LEARN,
    kernel: "python3",
    notebook: { uri: `s3://${BUCKET}/nb/p/N/input-2023-11-14-22-13-20-0`, file: "n.ipynb" },
    output: {
      uri: join("/", [`s3://${BUCKET}/nb`, "p", execution.PipelineExecutionId, "N"]),
      file: "n-ipynb-2023-11-14-22-13-20-0.ipynb",
      kmsKeyId: KMS,
    },
    parameters: { seed: stringParameter("Seed", { default: "7" }), rate: "0.1" },
    environment: { K: "V" },
    arguments: {
      Tags: [{ Key: "a", Value: "b" }],
      VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
    },
  });
  const { TrainingJobName, Tags, ...rest } = expected?.Arguments as JsonObject;
  expect(job.definition).toEqual({
    ...expected,
    // The SDK makes a job's name from the clock; here the service makes it, and the tag tells the step's.
    Arguments: {
      ...rest,
      Tags: (Tags as readonly JsonObject[]).map((tag) =>
        tag.Value === TrainingJobName ? { ...tag, Value: "N" } : tag,
      ),
    },
  });
  expect(jsonOf(job.outputNotebook.file)).toEqual({
    ErrorMessage: { Get: "Steps.N.Environment['SM_OUTPUT_NOTEBOOK_NAME']" },
  });
});
