import type { Json, JsonObject } from "..";
import { condition, definition, fail, found, lambda, processing } from "./definitions";

const saying = (message: Json) => definition([fail("F", message)]);
const MESSAGE = "F /Steps/0/Arguments/ErrorMessage";
const reporting = processing("A", {
  PropertyFiles: [{ PropertyFileName: "R", OutputName: "o", FilePath: "r.json" }],
});
// An input, which can have any length.
const reading = (content: Json) =>
  definition([lambda("F", { Arguments: { ErrorMessage: { "Std:JsonGet": content } } }), reporting]);
const deciding = (...conditions: Json[]) => definition([condition("C", [fail("F")], [], conditions)]);
const CONDITION = "C /Steps/0/Arguments/Conditions/0";
const equal = (more: JsonObject): JsonObject => ({ Type: "Equals", LeftValue: 1, RightValue: 1, ...more });
const lineage = (more: JsonObject): JsonObject => ({ Name: "L", Type: "Lineage", Arguments: more });

/** What no service model describes: the language of definitions itself. */
describe.each<
  [part: string, cases: readonly (readonly [what: string, json: Json, findings: readonly string[]])[]]
>([
  [
    "a function",
    [
      ["joins texts, with nothing between them", saying({ "Std:Join": { Values: ["a", 1, true] } }), []],
      ["joins something", saying({ "Std:Join": { On: "" } }), [`MissingField ${MESSAGE}/Std:Join/Values`]],
      [
        "joins a list",
        saying({ "Std:Join": { On: "", Values: "a" } }),
        [`WrongType ${MESSAGE}/Std:Join/Values`],
      ],
      [
        "joins single values",
        saying({ "Std:Join": { On: "", Values: ["a", ["b"]] } }),
        [`WrongType ${MESSAGE}/Std:Join/Values/1`],
      ],
      [
        "joins at any depth",
        saying({ "Std:Join": { Values: [{ "Std:Join": { On: 1, Values: [] } }] } }),
        [`WrongType ${MESSAGE}/Std:Join/Values/0/Std:Join/On`],
      ],
      [
        "takes what it takes",
        saying({ "Std:Join": { Separator: "", Values: [] } }),
        [`UnknownField ${MESSAGE}/Std:Join/Separator`],
      ],
      ["has content", saying({ "Std:Join": null }), [`WrongType ${MESSAGE}/Std:Join`]],
      [
        "stands alone",
        saying({ "Std:Join": { Values: [] }, Get: "Execution.PipelineName" }),
        [`WrongType ${MESSAGE}`, `UnknownField ${MESSAGE}/Get`],
      ],
      [
        "is known",
        saying({ "Std:Upper": "a" }),
        [`WrongType ${MESSAGE}`, `UnknownFunction ${MESSAGE}/Std:Upper`],
      ],
      [
        "stands in the pipeline's own fields, too",
        { ...definition([fail("F")]), MlflowConfig: { MlflowResourceArn: { "Std:Join": {} } } },
        ["MissingField - /MlflowConfig/MlflowResourceArn/Std:Join/Values"],
      ],
    ],
  ],
  [
    "what is read from a file",
    [
      ["has a path", reading({ S3Uri: "s3://b/r.json" }), [`MissingField ${MESSAGE}/Std:JsonGet/Path`]],
      ["has a file", reading({ Path: "a" }), [`OneOf ${MESSAGE}/Std:JsonGet`]],
      [
        "has one file",
        reading({ Path: "a", S3Uri: "s3://b/r.json", PropertyFile: { Get: "Steps.A.PropertyFiles.R" } }),
        [`OneOf ${MESSAGE}/Std:JsonGet`],
      ],
      [
        "has a file that a step declares",
        reading({ Path: "a", PropertyFile: { Get: "Steps.A.ProcessingJobName" } }),
        [`MalformedReference ${MESSAGE}/Std:JsonGet/PropertyFile`],
      ],
      [
        "has a file by reference",
        reading({ Path: "a", PropertyFile: "R" }),
        [`MalformedReference ${MESSAGE}/Std:JsonGet/PropertyFile`],
      ],
    ],
  ],
  [
    "a reference",
    [
      ["is a text", saying({ Get: 1 }), [`MalformedReference ${MESSAGE}/Get`]],
      [
        "stands for a single value",
        definition(
          [processing("P", {}, { Environment: { Get: "Parameters.E" } })],
          [{ Name: "E", Type: "String" }],
        ),
        ["TypeMismatch P /Steps/0/Arguments/Environment"],
      ],
    ],
  ],
  [
    "a condition",
    [
      ["compares single values", deciding(equal({ RightValue: [1] })), [`WrongType ${CONDITION}/RightValue`]],
      ["compares something", deciding(equal({ LeftValue: null })), [`MissingField ${CONDITION}/LeftValue`]],
      ["says nothing else", deciding(equal({ Value: 1 })), [`UnknownField ${CONDITION}/Value`]],
      [
        "looks into a list",
        deciding({ Type: "In", QueryValue: 1, Values: 1 }),
        [`WrongType ${CONDITION}/Values`],
      ],
      [
        "knows others in a list",
        deciding({ Type: "Or", Conditions: {} }),
        [`WrongType ${CONDITION}/Conditions`],
      ],
      [
        "is one of a list",
        definition([{ Name: "C", Type: "Condition", Arguments: { Conditions: {} } }]),
        ["WrongType C /Steps/0/Arguments/Conditions"],
      ],
    ],
  ],
  [
    "a step",
    [
      [
        "may call a function with nothing",
        definition([{ Name: "L", Type: "Lambda", FunctionArn: "arn" }]),
        [],
      ],
      [
        "calls a function",
        definition([lambda("L", { FunctionArn: null })]),
        ["MissingField L /Steps/0/FunctionArn"],
      ],
      [
        "calls a function by its ARN",
        definition([lambda("L", { FunctionArn: 1 })]),
        ["WrongType L /Steps/0/FunctionArn"],
      ],
      [
        "answers what it names",
        definition([
          lambda("L", { OutputParameters: [{ OutputName: "a", OutputType: "String", Default: 1 }] }),
        ]),
        ["UnknownField L /Steps/0/OutputParameters/0/Default"],
      ],
      [
        "declares files by output and path",
        definition([
          processing("P", { PropertyFiles: [{ PropertyFileName: "R", OutputName: "o", Path: "r.json" }] }),
        ]),
        ["MissingField P /Steps/0/PropertyFiles/0/FilePath", "UnknownField P /Steps/0/PropertyFiles/0/Path"],
      ],
      ["waits for a list", definition([lambda("L", { DependsOn: "A" })]), ["WrongType L /Steps/0/DependsOn"]],
      [
        "is cached or not",
        definition([processing("P", { CacheConfig: { Enabled: "yes", Expires: "P1D" } })]),
        ["WrongType P /Steps/0/CacheConfig/Enabled", "UnknownField P /Steps/0/CacheConfig/Expires"],
      ],
      [
        "is called by a text",
        definition([fail("F", "", { DisplayName: 1 })]),
        ["WrongType F /Steps/0/DisplayName"],
      ],
      [
        "fails with one message",
        definition([{ Name: "F", Type: "Fail", Arguments: { ErrorMessage: ["a"], Code: 1 } }]),
        ["WrongType F /Steps/0/Arguments/ErrorMessage", "UnknownField F /Steps/0/Arguments/Code"],
      ],
      [
        "has flags that are flags",
        definition([
          { ...processing("Q"), Type: "QualityCheck", CheckType: "DATA_QUALITY", SkipCheck: "no" },
        ]),
        ["WrongType Q /Steps/0/SkipCheck"],
      ],
      [
        "offers the entities that it creates",
        definition([
          lineage({ Actions: [{ ActionName: "run", ActionType: "t", Source: { SourceUri: "s3://b" } }] }),
          fail("F", { Get: "Steps.L.ActionArns['run']" }),
          fail("G", { Get: "Steps.L.ActionArns['walk']" }),
          fail("H", { Get: "Steps.L.ContextArns['run']" }),
        ]),
        [
          "UnknownOutput G /Steps/2/Arguments/ErrorMessage",
          "UnknownOutput H /Steps/3/Arguments/ErrorMessage",
        ],
      ],
      [
        "associates two entities",
        definition([lineage({ Associations: [{ Source: { Name: "a", Type: "Job" }, Kind: "Produced" }] })]),
        [
          "MissingField L /Steps/0/Arguments/Associations/0/Destination",
          "WrongEnum L /Steps/0/Arguments/Associations/0/Source/Type",
          "UnknownField L /Steps/0/Arguments/Associations/0/Kind",
        ],
      ],
    ],
  ],
  [
    "null",
    [
      [
        "stands for a single value that may be left out",
        definition([processing("P", {}, { StoppingCondition: { MaxRuntimeInSeconds: 1 }, Environment: {} })]),
        [],
      ],
      [
        "is doubtful where an object may be left out",
        definition([processing("P", {}, { Environment: null })]),
        ["NullStructure P /Steps/0/Arguments/Environment"],
      ],
      [
        "stands in no list",
        definition([processing("P", {}, { ProcessingInputs: [null] })]),
        ["WrongType P /Steps/0/Arguments/ProcessingInputs/0"],
      ],
      [
        "is no value of a map",
        definition([processing("P", {}, { Environment: { A: null } })]),
        ["WrongType P /Steps/0/Arguments/Environment/A"],
      ],
    ],
  ],
  [
    "MLflow",
    [
      ["need not be named", { ...definition([fail("F")]), MlflowConfig: null }, []],
      [
        "has a server",
        { ...definition([fail("F")]), MlflowConfig: { MlflowExperimentName: 1 } },
        ["MissingField - /MlflowConfig/MlflowResourceArn", "WrongType - /MlflowConfig/MlflowExperimentName"],
      ],
    ],
  ],
  [
    "a parameter",
    [
      [
        "says nothing else",
        definition([fail("F", { Get: "Parameters.P" })], [{ Name: "P", Type: "String", Default: "a" }]),
        ["UnknownField - /Parameters/0/Default"],
      ],
      [
        "lists its values",
        definition([fail("F", { Get: "Parameters.P" })], [{ Name: "P", Type: "String", EnumValues: "a" }]),
        ["WrongType - /Parameters/0/EnumValues"],
      ],
    ],
  ],
])("%s", (_part, cases) => {
  test.each(cases)("%s", (_what, json, findings) => {
    expect(found(json)).toEqual(findings);
  });
});
