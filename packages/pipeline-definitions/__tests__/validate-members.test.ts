import { validate, type JsonObject } from "..";
import { definition, fail, found } from "./definitions";

const withMember = (more: JsonObject): JsonObject => ({ ...definition([fail("F")]), ...more });
const fixes = (json: JsonObject) =>
  validate(json).flatMap(({ code, fix }) => (code === "UnknownField" ? [fix] : []));

describe("what stands at the top of a definition", () => {
  test("is known, or an error", () => {
    expect(found(withMember({ MlflowConfig: null }))).toEqual([]);
    expect(found(withMember({ Paramaters: [], Comment: "c" }))).toEqual([
      "UnknownField - /Paramaters",
      "UnknownField - /Comment",
    ]);
    expect(validate(withMember({ Paramaters: [] }))).toMatchObject([{ severity: "error" }]);
  });

  test("is said to be something else where it probably is", () => {
    expect(fixes(withMember({ Paramaters: [] }))).toEqual(["did you mean Parameters?"]);
    expect(fixes({ Version: "2020-12-01", Stepz: [] })).toEqual(["did you mean Steps?"]);
    expect(fixes(withMember({ Comment: "c" }))).toEqual([
      "use some of Version, Metadata, Parameters, PipelineExperimentConfig, MlflowConfig, Steps",
    ]);
  });

  test("is sent beside the definition where it belongs to the pipeline", () => {
    expect(fixes(withMember({ ParallelismConfiguration: { MaxParallelExecutionSteps: 4 } }))).toEqual([
      "pass it to CreatePipeline or UpdatePipeline, next to the definition",
    ]);
  });

  test("is not gone through where the definition is the text of a member", () => {
    expect(found({ PipelineName: "p", PipelineDefinition: "{}" })).toEqual(["Misshapen - /Steps"]);
  });

  test("is not gone through where there are no steps: another file, given by mistake", () => {
    expect(found({ env_group: "prod", email: "a@example.com" })).toEqual(["Misshapen - /Steps"]);
  });

  test("is named where each holds a definition", () => {
    const both = { train: { Steps: [] }, inference: { Steps: [] } };
    expect(validate(both)).toMatchObject([
      { code: "Misshapen", fix: "it holds definitions, train and inference: give one of them" },
    ]);
  });
});
