import {
  currentItem,
  DefinitionError,
  enumParameter,
  execution,
  experimentConfig,
  floatParameter,
  forEachStep,
  join,
  jsonGetFrom,
  lambdaStep,
  processingStep,
  rawParameter,
  stringParameter,
  trainingStep,
  untyped,
  validate,
} from "..";
import { definition, fail, found, processing } from "./definitions";

const ask = lambdaStep({ name: "Ask", functionArn: "arn", outputs: { n: "Integer" } });
const train = trainingStep({
  name: "Train",
  arguments: {
    OutputDataConfig: { S3OutputPath: "s3://b/m" },
    RoleArn: "arn:aws:iam::111122223333:role/r",
  },
});
const prepare = processingStep({
  name: "Prepare",
  arguments: {
    AppSpecification: { ImageUri: "image" },
    ProcessingOutputConfig: { Outputs: [{ OutputName: "data", S3Output: null }] },
    ProcessingResources: {
      ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
    },
    RoleArn: "arn:aws:iam::111122223333:role/r",
  },
});
const loop = forEachStep({ name: "Loop", items: ["a"], maxConcurrency: 1, body: [train] });
const bucket = stringParameter("Bucket", { default: "b" });

/** Each way to a variable, and what the error calls it. */
const variables: readonly (readonly [name: string, variable: unknown])[] = [
  ["Parameters.Bucket", bucket],
  ["Parameters.Share", floatParameter("Share")],
  ["Parameters.Size", enumParameter("Size", ["s", "l"])],
  ["Parameters.Raw", rawParameter({ Name: "Raw", Type: "List" })],
  ["Execution.PipelineExecutionId", execution.PipelineExecutionId],
  ["PipelineExperimentConfig.TrialName", experimentConfig.TrialName],
  ["Steps.Ask.OutputParameters['n']", ask.outputs.n],
  ["Steps.Train.ModelArtifacts.S3ModelArtifacts", train.properties.ModelArtifacts.S3ModelArtifacts],
  ["Steps.Train.HyperParameters['eta']", train.properties.HyperParameters.key("eta")],
  ["Steps.Prepare.ProcessingOutputConfig.Outputs['data'].S3Output.S3Uri", prepare.outputs.data],
  [
    "Steps.Loop.IterationOutputs[0].Train.TrainingJobName",
    loop.iteration(0, train.properties.TrainingJobName),
  ],
  ["ForEach.CurrentItem", currentItem()],
  ["Steps.Q.New", untyped({ Get: "Steps.Q.New" })],
  ["Std:Join", join("/", ["a", bucket])],
  ["Std:JsonGet", jsonGetFrom("s3://b/r.json", "a", "Float")],
];

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe("a variable in a text", () => {
  test.each(variables)("%s is refused by name, however it is put there", (name, variable) => {
    // What a caller without types, or with the rule of the linter off, does.
    const text = variable as string;
    const ways = [
      () => `s3://${text}/x`,
      () => "s3://" + text,
      () => String(text),
      () => [text].join("/"),
      () => text.toString(),
    ];
    for (const way of ways) {
      const error = caught(way);
      expect(error).toBeInstanceOf(DefinitionError);
      expect(error).toMatchObject({
        code: "VariableInText",
        message: expect.stringContaining(`${name} `) as string,
        next: expect.stringContaining('join("", [') as string,
      });
    }
  });

  test("leaves everything else as it was: equality, JSON, copies, what a tool asks of an object", async () => {
    expect(bucket).toEqual(stringParameter("Bucket", { default: "b" }));
    expect(bucket).not.toEqual(stringParameter("Bucket", { default: "c" }));
    expect(execution.PipelineName).not.toEqual(execution.PipelineArn);
    expect(Object.keys(bucket)).toEqual(["kind", "name", "definition"]);
    expect(JSON.stringify(execution.PipelineName)).toBe("{}");
    const { properties } = train;
    await expect(Promise.resolve(properties)).resolves.toBe(properties);
  });
});

describe("[object Object] in a definition", () => {
  test("is an error wherever a text stands", () => {
    const text = "s3://[object Object]/x";
    const json = {
      ...definition(
        [
          processing("P", {}, { AppSpecification: { ImageUri: "i", ContainerArguments: ["--to", text] } }),
          fail("F", { "Std:Join": { On: "", Values: [text] } }),
        ],
        [{ Name: "A", Type: "String", DefaultValue: text }],
      ),
    };
    expect(found(json).filter((line) => line.startsWith("ObjectInText"))).toEqual([
      "ObjectInText - /Parameters/0/DefaultValue",
      "ObjectInText P /Steps/0/Arguments/AppSpecification/ContainerArguments/1",
      "ObjectInText F /Steps/1/Arguments/ErrorMessage/Std:Join/Values/0",
    ]);
    const [finding] = validate(json).filter(({ code }) => code === "ObjectInText");
    expect(finding).toMatchObject({ severity: "error", fix: expect.stringContaining("join") as string });
  });
});
