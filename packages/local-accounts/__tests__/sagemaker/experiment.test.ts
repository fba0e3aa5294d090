import type { JsonObject } from "../../sagemaker/json";
import { closeWorlds, createWorld, newToken, ROLE } from "./world";

afterEach(closeWorlds);

const STEPS: readonly JsonObject[] = [
  {
    Name: "Tell",
    Type: "Fail",
    Arguments: { ErrorMessage: { "Std:Join": { On: " ", Values: ["filed under", "nothing"] } } },
  },
];

async function described(config: JsonObject | null | undefined, steps = STEPS) {
  const world = createWorld();
  await world.ok("CreatePipeline", {
    PipelineName: "Train-It",
    RoleArn: ROLE,
    ClientRequestToken: newToken(),
    PipelineDefinition: JSON.stringify({
      Version: "2020-12-01",
      Parameters: [{ Name: "Study", Type: "String", DefaultValue: "churn" }],
      PipelineExperimentConfig: config,
      Steps: steps,
    }),
  });
  const end = await world.start("Train-It", { Study: "fraud" });
  return { end, id: end.arn.split("/").at(-1) };
}

const ID = { Get: "Execution.PipelineExecutionId" };

/** Naming rules: developer guide, "pipelines-experiments". */
test.each<[string, JsonObject, (id: string | undefined) => JsonObject]>([
  // sagemaker-python-sdk, tests/integ/sagemaker/workflow/test_experiment.py.
  [
    "names of its own",
    {
      ExperimentName: "churn-study",
      TrialName: { "Std:Join": { On: "-", Values: ["trial", ID] } },
    },
    (id) => ({ ExperimentName: "churn-study", TrialName: `trial-${id}` }),
  ],
  [
    "what the SDK writes by default",
    { ExperimentName: { Get: "Execution.PipelineName" }, TrialName: ID },
    (id) => ({ ExperimentName: "Train-It", TrialName: id }),
  ],
  ["no names", {}, (id) => ({ ExperimentName: "Train-It", TrialName: id })],
  [
    "names that are null",
    { ExperimentName: null, TrialName: null },
    (id) => ({ ExperimentName: "Train-It", TrialName: id }),
  ],
  [
    "a parameter's value",
    { ExperimentName: { Get: "Parameters.Study" } },
    (id) => ({ ExperimentName: "fraud", TrialName: id }),
  ],
])("an execution is filed under the names that its definition says: %s", async (_name, config, expected) => {
  const { end, id } = await described(config);
  expect(end.execution["PipelineExperimentConfig"]).toEqual(expected(id));
});

test.each([
  ["null", null],
  ["not there", undefined],
])("no experiment where the PipelineExperimentConfig is %s", async (_name, config) => {
  const { end } = await described(config);
  expect(end.execution).not.toHaveProperty("PipelineExperimentConfig");
});

test("steps can refer to the names", async () => {
  const names = ["ExperimentName", "TrialName"].map((name) => ({ Get: `PipelineExperimentConfig.${name}` }));
  const { end, id } = await described({ ExperimentName: "churn-study", TrialName: ID }, [
    { Name: "Tell", Type: "Fail", Arguments: { ErrorMessage: { "Std:Join": { On: " ", Values: names } } } },
  ]);
  expect(end.step("Tell")).toMatchObject({ FailureReason: `churn-study ${id}` });
});
