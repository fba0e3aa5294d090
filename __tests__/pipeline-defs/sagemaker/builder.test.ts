import fc from "fast-check";
import {
  booleanParameter,
  canonicalJson,
  conditionStep,
  definitionHash,
  emrServerlessStep,
  and,
  enumParameter,
  equals,
  execution,
  failStep,
  InvalidPipeline,
  integerParameter,
  join,
  jsonGet,
  lambdaStep,
  pipeline,
  stringParameter,
  notebookJobStep,
  rawParameter,
  rawStep,
  trainingStep,
  untyped,
  upsertRequest,
  withoutMembers,
  type Json,
  type JsonObject,
} from "../../../pipeline-defs/sagemaker";
import { fixtures } from "./python-definitions";
import { BUCKET, KMS, proc, ROLE, SCIKIT_LEARN } from "./vectors/common";

const job = { OutputDataConfig: { S3OutputPath: "s3://b/m" }, RoleArn: "arn:aws:iam::111122223333:role/r" };
/** The JSON of a value, read off a step that carries it. */
const jsonOf = (message: Parameters<typeof failStep>[0]["message"]) =>
  failStep({ name: "F", message }).definition.Arguments;

describe("properties", () => {
  const train = trainingStep({ name: "Train", arguments: job });

  test("are references by path, however deep", () => {
    expect(jsonOf(train.properties.ModelArtifacts.S3ModelArtifacts)).toEqual({
      ErrorMessage: { Get: "Steps.Train.ModelArtifacts.S3ModelArtifacts" },
    });
    expect(jsonOf(train.properties.InputDataConfig.item(0).ChannelName)).toEqual({
      ErrorMessage: { Get: "Steps.Train.InputDataConfig[0].ChannelName" },
    });
    expect(jsonOf(train.properties.HyperParameters.key("eta"))).toEqual({
      ErrorMessage: { Get: "Steps.Train.HyperParameters['eta']" },
    });
    expect(jsonOf(join("", [train.properties.FinalMetricDataList.named("a:b").Value]))).toEqual({
      ErrorMessage: {
        "Std:Join": { On: "", Values: [{ Get: "Steps.Train.FinalMetricDataList['a:b'].Value" }] },
      },
    });
  });

  test("are no promises, so that a step can be returned from an async function", async () => {
    const arguments_ = {
      ExecutionRoleArn: "role",
      ApplicationId: "app",
      JobConfig: { executionRoleArn: "role", jobDriver: { hive: { query: "q" } } },
    };
    const { properties } = emrServerlessStep({ name: "Hive", arguments: arguments_ });
    await expect(Promise.resolve(properties)).resolves.toBe(properties);
    await expect(Promise.resolve(train.properties)).resolves.toBe(train.properties);
  });

  test("of EMR Serverless keep that API's spelling", () => {
    const run = emrServerlessStep({
      name: "Spark",
      arguments: {
        ExecutionRoleArn: "role",
        ApplicationId: "app",
        JobConfig: {
          executionRoleArn: "role",
          jobDriver: { sparkSubmit: { entryPoint: stringParameter("Jar") } },
        },
      },
    });
    expect(jsonOf(run.jobRunId)).toEqual({ ErrorMessage: { Get: "Steps.Spark.jobRun.jobRunId" } });
    expect(jsonOf(run.properties.jobRun.state)).toEqual({
      ErrorMessage: { Get: "Steps.Spark.jobRun.state" },
    });
    expect(jsonOf(run.properties.jobRun.tags.key("a"))).toEqual({
      ErrorMessage: { Get: "Steps.Spark.jobRun.tags['a']" },
    });
    expect(run.definition.Arguments).toMatchObject({
      JobConfig: { jobDriver: { sparkSubmit: { entryPoint: { Get: "Parameters.Jar" } } } },
    });
  });
});

describe("parameters", () => {
  test("declare what they are and stand for themselves", () => {
    const size = enumParameter("Size", ["s", "l"], { default: "s", description: "How large" });
    expect(size.definition).toEqual({
      Name: "Size",
      Type: "String",
      DefaultValue: "s",
      Description: "How large",
      EnumValues: ["s", "l"],
    });
    expect(jsonOf(size)).toEqual({ ErrorMessage: { Get: "Parameters.Size" } });
    expect(booleanParameter("Off", { default: false }).definition).toEqual({
      Name: "Off",
      Type: "Boolean",
      DefaultValue: false,
    });
    expect(integerParameter("Given").definition).toEqual({ Name: "Given", Type: "Integer" });
  });
});

test("`and` says by `not` and `or` what the service has no word for", () => {
  const [a, b] = [equals("a", "a"), equals(1, 1)];
  expect(and(a, b).definition).toEqual({
    Type: "Not",
    Condition: {
      Type: "Or",
      Conditions: [
        { Type: "Not", Condition: { Type: "Equals", LeftValue: "a", RightValue: "a" } },
        { Type: "Not", Condition: { Type: "Equals", LeftValue: 1, RightValue: 1 } },
      ],
    },
  });
});

describe("a pipeline", () => {
  test("is plain JSON without undefined members", () => {
    const definition = pipeline({
      steps: [proc("P", { description: undefined, cache: { enabled: false, expireAfter: "P1D" } })],
    });
    expect(JSON.parse(JSON.stringify(definition))).toStrictEqual(definition);
    expect(definition.Steps[0]).toMatchObject({ CacheConfig: { Enabled: false, ExpireAfter: "P1D" } });
  });

  test("is refused with all its errors, and not for its warnings", () => {
    const ask = lambdaStep({ name: "Ask", functionArn: "arn", outputs: { reason: "String" } });
    const steps = [
      failStep({ name: "A b", message: ask.outputs.reason }),
      failStep({ name: "F", dependsOn: ["Nobody"] }),
    ];
    const parameters = [stringParameter("Unused")];
    try {
      pipeline({ steps, parameters });
      throw new Error("it was taken");
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidPipeline);
      const { findings, message } = error as InvalidPipeline;
      expect(findings.map(({ code }) => code)).toEqual(["IllegalStepName", "UnknownStep", "UnknownStep"]);
      expect(message).toContain("the pipeline has 3 errors");
      expect(message).toContain("/Steps/1/DependsOn/0");
    }
    expect(pipeline({ steps: [failStep({ name: "F" })], parameters }).Steps).toHaveLength(1);
  });

  test("keeps an output's address by property where a file is read from it", () => {
    const report = proc("P").outputs.o;
    expect(jsonOf(report)).toEqual({
      ErrorMessage: { Get: "Steps.P.ProcessingOutputConfig.Outputs['o'].S3Output.S3Uri" },
    });
    expect(jsonOf(jsonGet({ step: "P", name: "R" }, "a.b", "String"))).toEqual({
      ErrorMessage: { "Std:JsonGet": { PropertyFile: { Get: "Steps.P.PropertyFiles.R" }, Path: "a.b" } },
    });
  });

  test("cannot hold what JSON cannot", () => {
    expect(() => failStep({ name: "F", message: join("", [Number.NaN]) })).toThrow(TypeError);
  });

  test("that the builder takes has nothing wrong, and hashes the same each time", () => {
    const build = (names: readonly string[], branch: boolean, text: string) => {
      const parameter = stringParameter("Text", { default: text });
      const steps = names.map((name, index) =>
        proc(`S-${name}`, index === 0 ? {} : { dependsOn: [`S-${names[index - 1] ?? ""}`] }),
      );
      const last = failStep({ name: "End", message: join(" ", [parameter, execution.PipelineName]) });
      const end = branch
        ? conditionStep({ name: "If", conditions: [equals(parameter, "x")], elseSteps: [last] })
        : last;
      return definitionHash(pipeline({ parameters: [parameter], steps: [...steps, end] }));
    };
    const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_-]{1,62}$/), { maxLength: 8 });
    fc.assert(
      fc.property(names, fc.boolean(), fc.string(), (steps, branch, text) => {
        expect(build(steps, branch, text)).toBe(build(steps, branch, text));
      }),
      { numRuns: 50 },
    );
  });
});

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

describe("canonical JSON", () => {
  test("does not know in which order keys were written", () => {
    const shuffled = (json: Json): Json => {
      if (Array.isArray(json)) return json.map(shuffled);
      if (json === null || typeof json !== "object") return json;
      return Object.fromEntries(
        Object.entries(json)
          .reverse()
          .map(([key, value]) => [key, shuffled(value)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(canonicalJson(shuffled(json as Json))).toBe(canonicalJson(json as Json));
        expect(JSON.parse(canonicalJson(json as Json))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });

  test("sorts by code unit, whatever the language", () => {
    expect(canonicalJson({ ı: 1, i: 2, I: 3, İ: 4, a: { z: [2, 1], b: null } })).toBe(
      '{"I":3,"a":{"b":null,"z":[2,1]},"i":2,"İ":4,"ı":1}',
    );
  });
});
