import fc from "fast-check";
import { describeFinding, validate, type Json, type JsonObject } from "..";
import { condition, definition, fail, found, lambda, processing, using } from "./definitions";

describe("a definition that is right", () => {
  test("has no findings", () => {
    const steps = [
      processing("Prepare", {
        PropertyFiles: [{ PropertyFileName: "R", OutputName: "o", FilePath: "r.json" }],
      }),
      lambda("Ask"),
      using(
        "Use",
        "Steps.Prepare.ProcessingOutputConfig.Outputs['o'].S3Output.S3Uri",
        "Steps.Prepare.PropertyFiles.R",
        "Steps.Ask.OutputParameters['answer']",
        "Execution.PipelineExecutionId",
        "Parameters.P",
      ),
      condition("Choose", [processing("Yes"), using("After", "Steps.Yes.ProcessingJobName")], [fail("No")]),
      processing("Last", { DependsOn: ["Choose"] }),
    ];
    expect(found(definition(steps, [{ Name: "P", Type: "String", DefaultValue: "a" }]))).toEqual([]);
  });
});

describe("each rule", () => {
  const twoOutputs = {
    OutputParameters: Array.from({ length: 51 }, (_, n) => ({ OutputName: `o${n}`, OutputType: "String" })),
  };
  const failing = (path: string) => fail("F", { Get: path });
  const compare = (...inner: readonly Json[]) => definition([condition("C", [], [], [...inner])]);
  const cases: readonly [rule: string, json: Json, findings: readonly string[]][] = [
    ["not an object", [], ["Misshapen - "]],
    ["no version", { Steps: [fail("F")] }, ["MissingField - /Version"]],
    ["another version", { Version: "2021-01-01", Steps: [fail("F")] }, ["Misshapen - /Version"]],
    ["no list of steps", { Version: "2020-12-01" }, ["Misshapen - /Steps"]],
    ["no steps", definition([]), ["NoSteps - /Steps"]],
    ["a condition step without conditions", compare(), ["OutOfRange C /Steps/0/Arguments/Conditions"]],
    ["a step without a name", definition([{ Type: "Fail", Arguments: {} }]), ["Misshapen - /Steps/0"]],
    [
      "a step without arguments",
      definition([{ Name: "F", Type: "Fail" }]),
      ["Misshapen F /Steps/0/Arguments"],
    ],
    [
      "a parameter without a name",
      definition([fail("F")], [{ Type: "String" }]),
      ["Misshapen - /Parameters/0"],
    ],
    [
      "a branch that is no list",
      definition(
        [condition("C", [])].map((step) => ({
          ...step,
          Arguments: { ...(step.Arguments as JsonObject), IfSteps: "A" },
        })),
      ),
      ["Misshapen - /Steps/0/Arguments/IfSteps"],
    ],

    ["a step's name with a blank", definition([fail("My step")]), ["IllegalStepName My step /Steps/0/Name"]],
    [
      "a step's name of 65 characters",
      definition([fail("a".repeat(65))]),
      [`IllegalStepName ${"a".repeat(65)} /Steps/0/Name`],
    ],
    [
      "a parameter's name with a dot",
      definition([fail("F")], [{ Name: "a.b", Type: "String" }]),
      ["IllegalParameterName - /Parameters/0/Name", "UnusedParameter - /Parameters/0"],
    ],
    [
      "a long description",
      definition([fail("F", "", { Description: "a".repeat(3073) })]),
      ["TextTooLong F /Steps/0/Description"],
    ],
    [
      "two steps of a name, one in a branch",
      definition([fail("F"), condition("C", [fail("F")])]),
      ["DuplicateStep F /Steps/1/Arguments/IfSteps/0/Name"],
    ],
    [
      "two parameters of a name",
      definition(
        [using("S", "Parameters.P")],
        [
          { Name: "P", Type: "String" },
          { Name: "P", Type: "String" },
        ],
      ),
      ["DuplicateParameter - /Parameters/1/Name"],
    ],

    [
      "a parameter of no known type",
      definition([using("S", "Parameters.P")], [{ Name: "P", Type: "Text" }]),
      ["UnknownParameterType - /Parameters/0/Type"],
    ],
    [
      "a default of another type",
      definition([failing("Parameters.P")], [{ Name: "P", Type: "Integer", DefaultValue: 1.5 }]),
      ["WrongDefault - /Parameters/0/DefaultValue", "TypeMismatch F /Steps/0/Arguments/ErrorMessage"],
    ],
    [
      "a default that is not listed",
      definition(
        [using("S", "Parameters.P")],
        [{ Name: "P", Type: "String", DefaultValue: "c", EnumValues: ["a"] }],
      ),
      ["WrongDefault - /Parameters/0/DefaultValue"],
    ],
    [
      "a parameter that nobody uses",
      definition([fail("F")], [{ Name: "P", Type: "String" }]),
      ["UnusedParameter - /Parameters/0"],
    ],

    [
      "an unknown step type",
      definition([{ Name: "S", Type: "Sleep", Arguments: {} }]),
      ["UnknownStepType S /Steps/0/Type"],
    ],
    [
      "a job without its role",
      definition([
        { Name: "T", Type: "Training", Arguments: { OutputDataConfig: { S3OutputPath: "s3://b/m" } } },
      ]),
      ["MissingField T /Steps/0/Arguments/RoleArn"],
    ],
    [
      "a function without its ARN",
      definition([{ Name: "L", Type: "Lambda", Arguments: {} }]),
      ["MissingField L /Steps/0/FunctionArn"],
    ],
    [
      "a list as a function's input",
      definition([lambda("L", { Arguments: { files: ["a"] } })]),
      ["InputNotFlat L /Steps/0/Arguments/files"],
    ],
    ["51 outputs", definition([lambda("L", twoOutputs)]), ["TooManyOutputs L /Steps/0/OutputParameters"]],
    [
      "a condition in a condition",
      definition([condition("C", [condition("D", [])])]),
      ["NestedCondition D /Steps/0/Arguments/IfSteps/0"],
    ],
    [
      "a message too long to be shown",
      definition([
        fail("F", { "Std:Join": { On: " ", Values: ["a".repeat(1024), { Get: "Execution.PipelineName" }] } }),
      ]),
      ["MessageTooLong F /Steps/0/Arguments/ErrorMessage"],
    ],

    [
      "an unknown condition",
      compare({ Type: "Like", LeftValue: 1, RightValue: 2 }),
      ["UnknownCondition C /Steps/0/Arguments/Conditions/0"],
    ],
    [
      "half a comparison, deep inside",
      compare({ Type: "Or", Conditions: [{ Type: "Not", Condition: { Type: "Equals", LeftValue: 1 } }] }),
      ["MissingField C /Steps/0/Arguments/Conditions/0/Conditions/0/Condition/RightValue"],
    ],
  ];

  test.each(cases)("%s", (_rule, json, findings) => {
    expect(found(json)).toEqual(findings);
  });

  test("says what is wrong and what to do", () => {
    const [finding] = validate(definition([processing("A"), using("S", "Steps.a.ProcessingJobName")]));
    expect(finding && describeFinding(finding)).toBe(
      "error [UnknownStep] step S: the pipeline has no step a (/Steps/1/Arguments/Environment/K0) add it to the steps, or use one of A, S",
    );
  });
});

describe("all findings at once", () => {
  test("names, references and order of one definition", () => {
    const steps = [using("A b", "Steps.X.y"), fail("F"), fail("F", { Get: "Parameters.P" })];
    expect(found(definition(steps)).map((line) => line.split(" ")[0])).toEqual([
      "IllegalStepName",
      "DuplicateStep",
      "UnknownStep",
      "UnknownParameter",
    ]);
  });

  test("pointers lead to what they speak of", () => {
    const json = definition([lambda("L", { Arguments: { "a/b~c": [] } })]);
    expect(found(json)).toEqual(["InputNotFlat L /Steps/0/Arguments/a~1b~0c"]);
  });

  test("warnings are told from errors", () => {
    const severities = validate(
      definition([fail("F", { Get: "Parameters.Q" })], [{ Name: "P", Type: "String" }]),
    );
    expect(severities.map(({ code, severity }) => [code, severity])).toEqual([
      ["UnusedParameter", "warning"],
      ["UnknownParameter", "error"],
    ]);
  });
});

describe("any JSON", () => {
  test("is judged, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(Array.isArray(validate(json as Json))).toBe(true);
      }),
    );
  });

  test("is judged also where it is nearly a definition", () => {
    const names = fc.constantFrom("A", "B", "constructor", "Steps");
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      names.map((name) => ({ Get: `Steps.${name}.Outcome` })),
    );
    const step = fc.record(
      {
        Name: fc.oneof(names, fc.jsonValue({ maxDepth: 1 })),
        Type: fc.constantFrom("Condition", "Lambda", "Processing", "toString", "Fail"),
        Arguments: fc.dictionary(fc.constantFrom("Conditions", "IfSteps", "ErrorMessage", "x"), values),
        DependsOn: fc.oneof(fc.array(names), values),
        PropertyFiles: values,
        RetryPolicies: fc.array(values),
      },
      { requiredKeys: ["Name", "Type"] },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 4 }), (steps) => {
        expect(Array.isArray(validate(definition(steps as Json)))).toBe(true);
      }),
    );
  });
});
