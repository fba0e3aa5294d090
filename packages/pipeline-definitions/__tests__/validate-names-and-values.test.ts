import type { Json, JsonObject } from "..";
import { definition, found, lambda, processing, using } from "./definitions";

type Case = readonly [what: string, json: Json, findings: readonly string[]];

const FILE = { PropertyFileName: "R", OutputName: "o", FilePath: "r.json" };
describe("names that are used twice within a step", () => {
  const twice = (item: JsonObject) => [item, item];
  const cases: readonly Case[] = [
    [
      "outputs of a job",
      definition([processing("P", {}, { ProcessingOutputConfig: { Outputs: twice({ OutputName: "o" }) } })]),
      ["DuplicateOutput P /Steps/0/Arguments/ProcessingOutputConfig/Outputs/1/OutputName"],
    ],
    [
      "answers of a function",
      definition([lambda("L", { OutputParameters: twice({ OutputName: "a", OutputType: "String" }) })]),
      ["DuplicateOutput L /Steps/0/OutputParameters/1/OutputName"],
    ],
    [
      "property files",
      definition([processing("P", { PropertyFiles: twice(FILE) })]),
      ["DuplicateOutput P /Steps/0/PropertyFiles/1/PropertyFileName"],
    ],
  ];

  test.each(cases)("%s", (_what, json, findings) => {
    expect(found(json)).toEqual(findings);
  });
});

describe("parameters", () => {
  const declaring = (parameter: JsonObject) =>
    definition([using("S", "Parameters.P")], [{ Name: "P", Type: "String", ...parameter }]);
  const cases: readonly Case[] = [
    ["with values", declaring({ EnumValues: ["a", "b"] }), []],
    ["without any value", declaring({ EnumValues: [] }), ["WrongEnumValues - /Parameters/0/EnumValues"]],
    [
      "with values of another type",
      declaring({ EnumValues: ["a", 1] }),
      ["WrongEnumValues - /Parameters/0/EnumValues/1"],
    ],
    [
      "of which one value is no machine",
      definition(
        [
          processing(
            "P",
            {},
            {
              ProcessingResources: {
                ClusterConfig: { InstanceCount: 1, InstanceType: { Get: "Parameters.M" }, VolumeSizeInGB: 1 },
              },
            },
          ),
        ],
        [
          {
            Name: "M",
            Type: "String",
            DefaultValue: "ml.m5.large",
            EnumValues: ["ml.m5.large", "ml.m5.lage"],
          },
        ],
      ),
      ["UnknownInstanceType P /Parameters/0/EnumValues/1"],
    ],
  ];

  test.each(cases)("%s", (_what, json, findings) => {
    expect(found(json)).toEqual(findings);
  });
});
