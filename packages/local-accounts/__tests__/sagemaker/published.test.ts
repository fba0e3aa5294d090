import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFile } from "../../package-file";
import { parseDefinition } from "../../sagemaker/engine/parse-definition";
import type { Json } from "../../sagemaker/json";
import { text } from "../../sagemaker/json";
import { closeWorlds, createWorld, DEV, newToken, ROLE } from "./world";
import type { Ended, World } from "./world";

afterEach(closeWorlds);

const PUBLISHED = packageFile("../pipeline-definitions/__tests__/published");
/** A definition of a kind that people have published (its README has the sources), in the account of these tests. */
const read = (name: string): string =>
  readFileSync(join(PUBLISHED, `${name}.json`), "utf8").replaceAll("111122223333", DEV);

test.each<[string, string, string]>([
  [
    "a dependency on a failure (sagemaker-mlops, step_dependency)",
    "E1-depends-on-with-trigger",
    "Step 'OnFailure' depends on 'First' with the Trigger 'Failed', and the rehearsal knows 'Completed' alone.",
  ],
  [
    "an unknown member of a condition (2746)",
    "E2-unknown-member-condition",
    "Cannot parse object, unknown property 'Note'.",
  ],
  [
    "an unknown member of a step (2746)",
    "E2-unknown-member-step",
    "Cannot parse object, unknown property 'DependOn'.",
  ],
  [
    "an unknown member of the definition (2746)",
    "E2-unknown-member-top",
    "Cannot parse object, unknown property 'PipelineStatus'.",
  ],
  [
    "a condition that the service has not (sagemaker.workflow.conditions)",
    "E3-and",
    "there is no condition And",
  ],
  ["no steps", "M8-no-steps", "it has no steps"],
  ["a whole number beyond 53 bits", "I1-large-integer", "about 9007199254740992, a whole number above 2^53"],
  [
    "an experiment's name in a step (Step._trim_experiment_config)",
    "M2-experiment-name-in-a-step",
    "Unknown Argument member 'ExperimentName'. Unknown Argument member 'TrialName'.",
  ],
  ["a parameter for a list (2345)", "M3-parameter-for-a-list", "Expecting start of Json Array."],
])("refused: %s", (_name, file, message) => {
  expect(() => parseDefinition(read(file))).toThrow(`Unable to parse pipeline definition. ${message}`);
});

/** Creates and runs a definition as it stands. */
async function run(name: string, prepare: (world: World) => void, values = {}): Promise<Ended> {
  const world = createWorld();
  prepare(world);
  await world.ok("CreatePipeline", {
    PipelineName: "own-name",
    PipelineDefinition: read(name),
    RoleArn: ROLE,
    ClientRequestToken: newToken(),
  });
  return world.start("own-name", values);
}
const nothing = (): void => undefined;

test.each([
  ["3", "false"],
  ["0", "true"],
])("texts have an order (test_pipeline_var_behaviors.py): 1 > %s is %s", async (Need, outcome) => {
  const end = await run("E4-order-of-texts", nothing, { Need });
  expect(end.step("Decide")).toMatchObject({ StepStatus: "Succeeded" });
  expect(end.step("Tell")).toMatchObject({ FailureReason: `outcome ${outcome}` });
});

test("a number for an output of type String (AWS's notebook on Lambda steps)", async () => {
  const end = await run("E5-number-for-a-text-output", (world) => {
    world.lambda = () => ({ result: { statusCode: 200, body: "deployed" } });
  });
  expect(end.step("Deploy")).toMatchObject({
    Metadata: {
      Lambda: {
        OutputParameters: [
          { Name: "statusCode", Value: "200" },
          { Name: "body", Value: "deployed" },
        ],
      },
    },
  });
});

test("the label of a class in a JsonGet's path (json-path/JsonPath)", async () => {
  const report: Json = { classes: { "1": { recall: 1 } } };
  const end = await run("E6-json-path-digit", (world) => {
    world.play = (_container, files) =>
      files.write("/opt/ml/processing/report/evaluation.json", JSON.stringify(report));
  });
  expect(end.step("Decide")).toMatchObject({ Metadata: { Condition: { Outcome: "True" } } });
});

test("an experiment of its own (test_experiment.py)", async () => {
  const end = await run("E7-experiment-of-its-own", nothing);
  const TrialName = `trial-${end.arn.split("/").at(-1)}`;
  expect(end.execution["PipelineExperimentConfig"]).toEqual({ ExperimentName: "churn-study", TrialName });
});

test.each([
  ["30d", "V1-cache-expiry-30d", 30 * 86_400_000],
  ["T16m", "V1-cache-expiry-T16m", 16 * 60_000],
])("a result is used again for %s (pipelines-caching-enabling)", async (_text, file, milliseconds) => {
  const world = createWorld();
  await world.ok("CreatePipeline", {
    PipelineName: "p",
    PipelineDefinition: read(file),
    RoleArn: ROLE,
    ClientRequestToken: newToken(),
  });
  await world.start("p");
  world.time += milliseconds;
  expect((await world.start("p")).step("Prepare")).toHaveProperty("CacheHitResult");
  world.time += 1;
  expect((await world.start("p")).step("Prepare")).not.toHaveProperty("CacheHitResult");
});

/** AWS takes these definitions, and refuses the job: the step fails, in the words of the rule. */
test.each<[string, string, string, string]>([
  [
    "two inputs in one folder (4939)",
    "E8-two-inputs-one-local-path",
    "CreateProcessingJob",
    "an input lies at /opt/ml/processing/input already",
  ],
  [
    "relative paths (API reference, ProcessingS3Input)",
    "M4-local-path-relative",
    "CreateProcessingJob",
    '"work/input" is not an absolute path',
  ],
  [
    "MaxWait without spot (API reference, StoppingCondition)",
    "E8-M6-wait-without-spot",
    "CreateTrainingJob",
    "Spot",
  ],
  [
    "spot with a warm pool (API reference, ResourceConfig)",
    "M6-spot-with-warm-pool",
    "CreateTrainingJob",
    "Spot",
  ],
])("the job is refused: %s", async (_name, file, operation, message) => {
  const world = createWorld();
  const end = await run(file, ({ store }) => store.put("s3://example-bucket/a/x.csv", "1"));
  expect(world.containers).toEqual([]);
  const [step] = end.steps;
  expect(step).toMatchObject({ StepStatus: "Failed" });
  expect(text(step, "FailureReason")).toContain(
    `ClientError: Failed to invoke sagemaker:${operation}. Error Details: `,
  );
  expect(text(step, "FailureReason")).toContain(message);
});

/** AWS takes these; the validator warns of them. */
test.each([
  "M1-null-structure",
  "M5-python-dict-in-text",
  "M7-jsonget-by-address-without-waiting",
  "V2-bucket-root-by-parameter",
])("taken: %s", (file) => {
  expect(parseDefinition(read(file)).steps.size).toBeGreaterThan(0);
});
