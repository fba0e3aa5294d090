import fc from "fast-check";
import * as library from "..";
import type { Json, JsonObject } from "..";
import { importDefinition } from "../import";
import { LIBRARY as NAMES } from "../import/library";
import { inference, MODES, train } from "../../../__tests__/pipeline-defs/support";
import { bent } from "./bent-definitions";
import { definitionOf, LIBRARY } from "./compiler";
import { definition, fail } from "./definitions";
import { fixtures, vectors } from "./python-definitions";
import { strange } from "./strange-definitions";

const imported = (json: Json) => importDefinition(json, { library: LIBRARY });
const known: Readonly<Record<string, JsonObject>> = { ...vectors, ...fixtures };

describe("what the Python SDK emits", () => {
  test.each(Object.keys(known))("%s comes back the same, in typed factories alone", (name) => {
    const { code, untyped } = imported(known[name] ?? {});
    expect(definitionOf(code)).toEqual(known[name]);
    expect(untyped).toEqual([]);
    expect(code).not.toMatch(/\buntyped\(|\braw(?:Step|Parameter)\(/);
  });
});

test.each(MODES)("our own pipelines come back the same, monitoring by %s", (mode) => {
  for (const own of [train(mode), inference(mode)]) {
    const { code, untyped, findings } = imported(own);
    expect([untyped, findings.filter(({ severity }) => severity === "error")]).toEqual([[], []]);
    expect(definitionOf(code)).toEqual(own);
  }
});

describe("what nobody should write comes back the same, too", () => {
  test.each(Object.keys(strange))("%s", (name) => {
    const [json, expected] = strange[name] ?? [{}, []];
    const { code, untyped } = imported(json);
    expect(definitionOf(code)).toEqual(json);
    expect(untyped.map((what) => what.split(":")[0])).toEqual(expected);
  });
});

describe("the code", () => {
  test("reads as a person would write it", () => {
    const json = {
      ...definition(
        [
          {
            Name: "Train",
            Type: "Training",
            CacheConfig: { Enabled: true, ExpireAfter: "P30D" },
            Arguments: {
              OutputDataConfig: { S3OutputPath: "s3://b/m" },
              RoleArn: "arn:aws:iam::111122223333:role/r",
              HyperParameters: { objective: "binary:logistic" },
            },
          },
          {
            Name: "Check-AUC",
            Type: "Condition",
            DependsOn: ["Train"],
            Arguments: {
              Conditions: [
                {
                  Type: "LessThan",
                  LeftValue: { Get: "Steps.Train.FinalMetricDataList['validation:auc'].Value" },
                  RightValue: { Get: "Parameters.MinAUC" },
                },
              ],
              IfSteps: [
                fail("Reject", { "Std:Join": { On: " ", Values: ["low:", { Get: "Parameters.MinAUC" }] } }),
              ],
              ElseSteps: [],
            },
          },
        ],
        [{ Name: "MinAUC", Type: "Float", DefaultValue: 0.75 }],
      ),
    };
    expect(importDefinition(json, { library: "./sagemaker", source: "old.json" }).code)
      .toMatchInlineSnapshot(`
      "/** Imported from old.json. */
      import {
        conditionStep,
        failStep,
        floatParameter,
        join,
        lessThan,
        pipeline,
        trainingStep,
      } from "./sagemaker";

      const minAUC = floatParameter("MinAUC", { default: 0.75 });

      const train = trainingStep({
        name: "Train",
        cache: { expireAfter: "P30D" },
        arguments: {
          OutputDataConfig: { S3OutputPath: "s3://b/m" },
          RoleArn: "arn:aws:iam::111122223333:role/r",
          HyperParameters: { objective: "binary:logistic" },
        },
      });

      const reject = failStep({ name: "Reject", message: join(" ", ["low:", minAUC]) });

      const checkAUC = conditionStep({
        name: "Check-AUC",
        dependsOn: [train],
        conditions: [lessThan(train.properties.FinalMetricDataList.named("validation:auc").Value, minAUC)],
        ifSteps: [reject],
      });

      export const definition = pipeline({ parameters: [minAUC], steps: [train, checkAUC] });
      "
    `);
  });

  test("says what the validator has against the definition, and lets it pass", () => {
    const { code } = imported(definition([{ Name: "S", Type: "Sleep", Arguments: {} }]));
    expect(code).toContain("// error [UnknownStepType] step S: there is no step type Sleep");
    expect(code).toContain('allow: ["UnknownStepType"]');
  });

  test("uses nothing that the library does not export", () => {
    expect(NAMES.filter((name) => !(name in library))).toEqual([]);
  });

  test("imports no name that it does not use", () => {
    for (const json of Object.values(known).concat(Object.values(strange).map(([one]) => one))) {
      const { code } = imported(json);
      const [, names = "", body = ""] = /^import \{([^}]*)\}[^;]*;([^]*)$/m.exec(code) ?? [];
      const list = names.split(",").map((name) => name.trim());
      expect(list.filter((name) => name !== "" && !new RegExp(`\\b${name}\\b`).test(body))).toEqual([]);
    }
  });
});

describe("what is no definition", () => {
  test.each<[string, Json]>([
    ["a list", []],
    ["another version", { Version: "2021", Steps: [] }],
    ["what DescribePipeline answers as a whole", { PipelineName: "p", PipelineDefinition: "{}" }],
    ["steps without names", definition([{ Type: "Fail", Arguments: {} }])],
  ])("%s is refused", (_what, json) => {
    expect(() => imported(json)).toThrow(/^This is not a pipeline definition/);
  });

  test("says where the definition is, if it is in there", () => {
    expect(() => imported({ PipelineDefinition: "{}" })).toThrow(/give the text of PipelineDefinition/);
  });
});

test("however a definition is bent, it comes back the same or is refused", () => {
  let compared = 0;
  fc.assert(
    fc.property(bent, (json) => {
      let code: string;
      try {
        code = imported(json).code;
      } catch (error) {
        expect(error).toMatchObject({ code: "NotADefinition" });
        return;
      }
      compared += 1;
      expect(definitionOf(code)).toEqual(json);
    }),
    { numRuns: 150 },
  );
  // About 56 % of the draws are definitions: 84 of 150 in the mean of 200 seeds, 68 in the worst of them.
  expect(compared).toBeGreaterThan(50);
});
