/** Random pipelines by the typed builder. */
import fc from "fast-check";
import {
  conditionStep,
  enumParameter,
  equals,
  execution,
  failStep,
  floatParameter,
  greaterThan,
  integerParameter,
  isIn,
  join,
  jsonGet,
  lambdaStep,
  lessThan,
  modelStep,
  not,
  or,
  pipeline,
  processingStep,
  stringParameter,
  trainingStep,
  transformStep,
  type Condition,
  type PipelineDefinition,
  type Step,
  type StringVariable,
} from "../../../pipeline-defs/sagemaker";

const ROLE = "arn:aws:iam::111122223333:role/r";
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** What later steps can use of those before. */
interface Known {
  readonly texts: readonly StringVariable[];
  readonly conditions: readonly Condition[];
  readonly steps: readonly Step[];
}

/** One choice of a random pipeline: which kind of step, and which of the things known it uses. */
interface Choice {
  readonly kind: "processing" | "training" | "model" | "transform" | "lambda" | "condition" | "fail";
  readonly name: string;
  readonly use: number;
  readonly cached: boolean;
  readonly waits: boolean;
  readonly inner: readonly Choice[];
}

const KINDS = ["processing", "training", "model", "transform", "lambda", "condition", "fail"] as const;
const choiceOf = (inner: fc.Arbitrary<readonly Choice[]>): fc.Arbitrary<Choice> =>
  fc.record({
    kind: fc.constantFrom(...KINDS),
    name: fc.stringMatching(NAME),
    use: fc.nat(30),
    cached: fc.boolean(),
    waits: fc.boolean(),
    inner,
  });
const choice = choiceOf(fc.array(choiceOf(fc.constant([])), { maxLength: 4 }));

/** A pipeline that uses all of its parameters and nothing that comes later. */
export function build(choices: readonly Choice[]): PipelineDefinition {
  const place = stringParameter("Place", { default: "s3://bucket/in" });
  const count = integerParameter("Count", { default: 1 });
  const share = floatParameter("Share", { default: 0.5 });
  const machine = enumParameter("Machine", ["ml.m5.large", "ml.m5.xlarge"], { default: "ml.m5.large" });
  const parameters = [place, count, share, machine];
  const used = new Set<string>();
  const unused = (name: string) => {
    const free = used.has(name) ? `${name.slice(0, 58)}-${used.size}` : name;
    used.add(free);
    return free;
  };
  const start: Known = {
    texts: [place, execution.PipelineExecutionId],
    conditions: [equals(place, "s3://bucket/in"), lessThan(count, 3), greaterThan(share, 0.1)],
    steps: [],
  };
  const all = (list: readonly Choice[], before: Known, depth: number): Known =>
    list.reduce((known, one) => {
      const made = step(one, known, depth);
      return {
        texts: [...known.texts, ...made.texts],
        conditions: [...known.conditions, ...made.conditions],
        steps: [...known.steps, made.step],
      };
    }, before);
  const step = (one: Choice, known: Known, depth: number) => {
    const name = unused(one.name);
    const text = known.texts[one.use % known.texts.length] ?? place;
    const waitFor = known.steps[one.use % Math.max(1, known.steps.length)];
    const common = { name, ...(one.waits && waitFor !== undefined ? { dependsOn: [waitFor] } : {}) };
    const cache = one.cached ? { cache: { expireAfter: "P1D" } } : {};
    const own = join("/", ["s3://bucket", execution.PipelineExecutionId, name]);
    switch (one.kind) {
      case "processing": {
        const made = processingStep({
          ...common,
          ...cache,
          arguments: {
            AppSpecification: { ImageUri: "image", ContainerArguments: ["--n", join("", [count])] },
            Environment: { USED: text },
            ProcessingOutputConfig: {
              Outputs: [
                { OutputName: "o", S3Output: { S3Uri: own, LocalPath: "/o", S3UploadMode: "EndOfJob" } },
              ],
            },
            ProcessingResources: {
              ClusterConfig: { InstanceCount: count, InstanceType: machine, VolumeSizeInGB: 30 },
            },
            RoleArn: ROLE,
          },
          propertyFiles: { R: { output: "o", path: "r.json" } },
        });
        const score = jsonGet(made.propertyFiles.R, "score", "Float");
        return {
          step: made,
          texts: [made.outputs.o, made.properties.ProcessingJobName],
          conditions: [greaterThan(score, share)],
        };
      }
      case "training": {
        const made = trainingStep({
          ...common,
          ...cache,
          arguments: {
            HyperParameters: { used: text },
            OutputDataConfig: { S3OutputPath: own },
            RoleArn: ROLE,
            StoppingCondition: { MaxRuntimeInSeconds: 3600 },
          },
        });
        const metric = made.properties.FinalMetricDataList.named("auc").Value;
        return {
          step: made,
          texts: [made.properties.ModelArtifacts.S3ModelArtifacts],
          conditions: [or(greaterThan(metric, 0.5), not(lessThan(metric, share)))],
        };
      }
      case "model": {
        const made = modelStep({
          ...common,
          arguments: { ExecutionRoleArn: ROLE, PrimaryContainer: { Environment: { USED: text } } },
        });
        return { step: made, texts: [made.properties.ModelName], conditions: [] };
      }
      case "transform": {
        const made = transformStep({
          ...common,
          ...cache,
          arguments: {
            // An address is a string, but no name.
            ModelName: text === place ? execution.PipelineExecutionId : text,
            TransformInput: { DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: place } } },
            TransformOutput: { S3OutputPath: own },
            TransformResources: { InstanceType: machine, InstanceCount: count },
          },
        });
        return { step: made, texts: [made.properties.TransformJobName], conditions: [] };
      }
      case "lambda": {
        const made = lambdaStep({
          ...common,
          ...cache,
          functionArn: "arn:aws:lambda:us-east-1:111122223333:function:f",
          inputs: { used: text, count, share },
          outputs: { answer: "String", score: "Float" },
        });
        return {
          step: made,
          texts: [made.outputs.answer],
          conditions: [isIn(made.outputs.answer, ["a", "b"]), greaterThan(made.outputs.score, 1)],
        };
      }
      case "condition": {
        const split = one.use % (one.inner.length + 1);
        // Deeper ones would be nested, which is a warning.
        const inner = one.inner.filter(({ kind }) => kind !== "condition");
        const branch = (side: readonly Choice[]) =>
          depth > 0 ? [] : all(side, known, depth + 1).steps.slice(known.steps.length);
        const decided = known.conditions[one.use % known.conditions.length];
        const made = conditionStep({
          ...common,
          conditions: decided === undefined ? [] : [decided],
          ifSteps: branch(inner.slice(0, split)),
          elseSteps: branch(inner.slice(split)),
        });
        return { step: made, texts: [], conditions: [equals(made.properties.Outcome, "True")] };
      }
      case "fail":
        return { step: failStep({ ...common, message: text }), texts: [], conditions: [] };
    }
  };
  const everything = processingStep({
    name: unused("Everything"),
    arguments: {
      AppSpecification: { ImageUri: "image", ContainerArguments: [place, join("", [count, share, machine])] },
      ProcessingResources: {
        ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30 },
      },
      RoleArn: ROLE,
    },
  });
  return pipeline({ parameters, steps: [everything, ...all(choices, start, 0).steps] });
}

/** What `build` makes a pipeline of. */
export const pipelines: fc.Arbitrary<readonly Choice[]> = fc.array(choice, { maxLength: 12 });
