import { validate, type PipelineDefinition } from "..";
import { fixtures, vectors } from "./python-definitions";
import { byHand } from "./vectors/by-hand";
import { conditions } from "./vectors/conditions";
import { models } from "./vectors/models";
import { others } from "./vectors/others";
import { processing } from "./vectors/processing";
import { training } from "./vectors/training";

const rebuilt: Readonly<Record<string, () => PipelineDefinition>> = {
  ...conditions,
  ...models,
  ...others,
  ...processing,
  ...training,
};

describe("the vectors", () => {
  test("are all rebuilt", () => {
    expect(Object.keys(rebuilt).sort()).toEqual(Object.keys(vectors).sort());
  });

  test.each(Object.keys(vectors))("%s comes out the same of our factories", (name) => {
    expect(rebuilt[name]?.()).toEqual(vectors[name]);
  });
});

describe("definitions of our own, as a person would write them", () => {
  test.each(Object.keys(byHand))("%s comes out the same of our factories", (name) => {
    expect(fixtures).toHaveProperty(name);
    expect(byHand[name]?.()).toEqual(fixtures[name]);
  });
});

/** What is doubtful in them, all by the choice of whoever wrote the snippet. */
const DOUBTFUL: Readonly<Record<string, readonly string[]>> = {
  branches_with_collections: ["NestedCondition"],
  condition_nested: ["NestedCondition"],
  function_step_condition: ["MessageTooLong"],
  join_nested: ["MessageTooLong"],
  model_kinds: ["NotInPipelines"],
  training_chained: ["MessageTooLong"],
  // By its defaults it waits for spot instances without asking for any (sagemaker-python-sdk 4140).
  training_pipeline_vars: ["WaitWithoutSpot"],
  // Its file system is called fs-1; AWS's ids have eight digits or more.
  training_filesystem_input: ["OutOfRange", "WrongPattern"],
};
const all = { ...vectors, ...fixtures };

describe("what the Python SDK emits", () => {
  test.each(Object.keys(all))("%s has nothing wrong with it", (name) => {
    const findings = validate(all[name] ?? {});
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(DOUBTFUL[name] ?? []);
  });
});
