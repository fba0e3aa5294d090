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
  trainingStep,
  type Json,
} from "..";
import { proc } from "./vectors/common";

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
    expect(() => failStep({ name: "F", message: join("", [Number.NaN]) })).toThrow(/Values\/0 is NaN/);
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
