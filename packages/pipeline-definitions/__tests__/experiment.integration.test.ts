import { canonicalJson, experimentConfig, failStep, join, pipeline, stringParameter, type Json } from "..";
import { importDefinition } from "../import";
import { definitionOf, LIBRARY } from "./compiler";
import { definition, fail, found, processing } from "./definitions";

const NAMES = { ExperimentName: "churn", TrialName: { Get: "Execution.PipelineExecutionId" } };
const quoting = (name: string) => fail("F", { Get: `PipelineExperimentConfig.${name}` });
const filed = (config: Json, ...steps: Json[]) => ({
  ...definition(steps.length === 0 ? [fail("F")] : steps),
  PipelineExperimentConfig: config,
});

// The Python SDK: sagemaker.workflow.pipeline_experiment_config.PipelineExperimentConfigProperties.
describe("the experiment that a pipeline is filed under", () => {
  const built = pipeline({
    steps: [
      failStep({
        name: "F",
        message: join(" of ", [experimentConfig.TrialName, experimentConfig.ExperimentName]),
      }),
    ],
    experiment: { ExperimentName: "churn", TrialName: "first" },
  });

  test("can be referred to", () => {
    expect(canonicalJson(built)).toContain('{"Get":"PipelineExperimentConfig.TrialName"}');
    expect(found(built)).toEqual([]);
  });

  test("is imported with types", () => {
    const { code, untyped } = importDefinition(built, { library: LIBRARY });
    expect(code).toContain('join(" of ", [experimentConfig.TrialName, experimentConfig.ExperimentName])');
    expect([untyped, definitionOf(code)]).toEqual([[], built]);
  });

  test("takes parameters and what the execution knows of itself", () => {
    const name = stringParameter("Experiment", { default: "churn" });
    const experiment = { ExperimentName: name, TrialName: "first" };
    const steps = [failStep({ name: "F", message: "no more" })];
    expect(found(pipeline({ parameters: [name], steps, experiment }))).toEqual([]);
  });

  const at = "/PipelineExperimentConfig";
  test.each<[what: string, json: Json, findings: readonly string[]]>([
    ["a reference to its name", filed(NAMES, quoting("ExperimentName")), []],
    [
      "a reference to what it does not have",
      filed(NAMES, quoting("RunName")),
      ["MalformedReference F /Steps/0/Arguments/ErrorMessage"],
    ],
    [
      "a reference to an experiment that there is not",
      filed(null, quoting("ExperimentName")),
      ["UnknownExperiment F /Steps/0/Arguments/ErrorMessage"],
    ],
    [
      "a name that a step would have to make first",
      filed({ ...NAMES, ExperimentName: { Get: "Steps.P.ProcessingJobName" } }, processing("P")),
      [`MalformedReference - ${at}/ExperimentName`],
    ],
    [
      "a name made of itself",
      filed({ ...NAMES, ExperimentName: { Get: "PipelineExperimentConfig.TrialName" } }),
      [`MalformedReference - ${at}/ExperimentName`],
    ],
    [
      "a name with a blank",
      filed({ ...NAMES, ExperimentName: "my churn" }),
      [`WrongPattern - ${at}/ExperimentName`],
    ],
    [
      "a name of 121 characters",
      filed({ ...NAMES, TrialName: "a".repeat(121) }),
      // The API's pattern counts as well.
      [`OutOfRange - ${at}/TrialName`, `WrongPattern - ${at}/TrialName`],
    ],
    [
      "a member that it does not have",
      filed({ ...NAMES, Experiment: "a" }),
      [`UnknownField - ${at}/Experiment`],
    ],
    ["a text", filed("churn"), [`WrongType - ${at}`]],
  ])("%s", (_what, json, findings) => {
    expect(found(json)).toEqual(findings);
  });
});
