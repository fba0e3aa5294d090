import type { JsonObject } from "../../sagemaker/json";
import { parseDefinition } from "../../sagemaker/engine/parse-definition";
import { definition, processing } from "./world";

const fail = (name: string, more: JsonObject = {}): JsonObject => ({
  Name: name,
  Type: "Fail",
  Arguments: {},
  ...more,
});

const condition = (one: JsonObject): JsonObject => ({
  Name: "C",
  Type: "Condition",
  Arguments: { Conditions: [one], IfSteps: [], ElseSteps: [] },
});

test.each<[string, string, string]>([
  ["no JSON", "{", "Expecting start of Json Object."],
  ["no object", "[]", "Expecting start of Json Object."],
  [
    "another version",
    JSON.stringify({ Version: "2021", Steps: [fail("A")] }),
    "the version is not 2020-12-01, the only one (/Version)",
  ],
  [
    "steps that are no list",
    JSON.stringify({ Version: "2020-12-01", Steps: {} }),
    "Expecting start of Json Array.",
  ],
  ["no steps", definition([]), "it has no steps, so there is nothing to run (/Steps)"],
  [
    "an illegal name",
    definition([fail("a b")]),
    'a step cannot be called "a b" (step a b, /Steps/0/Name): use letters',
  ],
  ["a name twice", definition([fail("A"), fail("A")]), "a step called A is already defined at /Steps/0"],
  [
    "a type that is not run",
    definition([{ Name: "T", Type: "Tuning", Arguments: {} }]),
    "Step 'T' is of type 'Tuning', which the rehearsal does not run",
  ],
  [
    "an unknown argument",
    definition([processing("A", {}, { ModelPackageName: "x" })]),
    "Unknown Argument member 'ModelPackageName'.",
  ],
  [
    "a version's own name",
    definition([
      { Name: "R", Type: "RegisterModel", Arguments: { ModelPackageName: "x", ModelPackageGroupName: "g" } },
    ]),
    // https://github.com/aws/sagemaker-python-sdk/pull/3472
    "Unknown Argument member 'ModelPackageName'.",
  ],
  [
    "a missing argument",
    definition([{ Name: "A", Type: "Processing", Arguments: {} }]),
    "the API requires RoleArn (step A, /Steps/0/Arguments/RoleArn): add it.",
  ],
  [
    "a wrong enumeration",
    definition([
      processing(
        "A",
        {},
        {
          ProcessingInputs: [
            { InputName: "i", S3Input: { S3Uri: "s3://b", S3DataType: "S3Prefix", S3InputMode: "FastFile" } },
          ],
        },
      ),
    ]),
    // As a user has published CreatePipeline's answer.
    "Model Validation failed: Value 'FastFile' for 'ProcessingS3InputMode' failed to satisfy enum value set: [Pipe, File].",
  ],
  [
    "a name that is too long",
    definition([processing("A", {}, { ProcessingJobName: "n".repeat(91) })]),
    // https://github.com/aws/sagemaker-python-sdk/issues/5099
    `Model Validation failed: string '${"n".repeat(91)}' with length=91 cannot be greater than max=63.0 defined for ProcessingJobName.`,
  ],
  [
    "a wrong type",
    definition([processing("A", {}, { Environment: { N: 1 } })]),
    "this is not a string (step A, /Steps/0/Arguments/Environment/N)",
  ],
  [
    "an unknown step in DependsOn",
    definition([processing("A", { DependsOn: ["B"] })]),
    'the pipeline has no step "B" to wait for',
  ],
  [
    "a text as DependsOn",
    definition([processing("A", { DependsOn: "B" })]),
    "Expecting start of Json Array.",
  ],
  [
    "an unknown step with a Trigger",
    definition([processing("A", { DependsOn: [{ Step: "B", Trigger: "Completed" }] })]),
    'the pipeline has no step "B" to wait for',
  ],
  [
    "a Trigger that is none",
    definition([processing("A"), processing("B", { DependsOn: [{ Step: "A", Trigger: "Late" }] })]),
    "a step cannot end that way",
  ],
  [
    "an unknown step in a reference",
    definition([fail("A", { Arguments: { ErrorMessage: { Get: "Steps.B.Outcome" } } })]),
    "the pipeline has no step B",
  ],
  [
    "an unknown parameter",
    definition([fail("A", { Arguments: { ErrorMessage: { Get: "Parameters.P" } } })]),
    "the pipeline has no parameter P",
  ],
  [
    "an unknown variable",
    definition([fail("A", { Arguments: { ErrorMessage: { Get: "Execution.Name" } } })]),
    "there is no execution variable Name",
  ],
  [
    "an unreadable reference",
    definition([fail("A", { Arguments: { ErrorMessage: { Get: "Hello" } } })]),
    '"Hello" is not a reference',
  ],
  [
    "an undeclared property file",
    definition([
      processing("P"),
      fail("A", {
        Arguments: {
          ErrorMessage: { "Std:JsonGet": { PropertyFile: { Get: "Steps.P.PropertyFiles.F" }, Path: "a" } },
        },
      }),
    ]),
    "P declares no property file F",
  ],
  [
    "a cycle",
    definition([
      processing("A", { DependsOn: ["C"] }),
      processing("B", { DependsOn: ["A"] }),
      processing("C", { DependsOn: ["B"] }),
    ]),
    "these steps wait for each other: A → C → B → A",
  ],
  [
    "a condition that waits for its own branch",
    definition([
      {
        Name: "C",
        Type: "Condition",
        DependsOn: ["A"],
        Arguments: {
          Conditions: [{ Type: "Equals", LeftValue: 1, RightValue: 1 }],
          IfSteps: [processing("A")],
          ElseSteps: [],
        },
      },
    ]),
    "C depends on A, which runs only if C takes its IfSteps",
  ],
  [
    "a step behind a Fail step",
    definition([fail("F"), processing("A", { DependsOn: ["F"] })]),
    "A can not depends on F",
  ],
  [
    "a condition of no type",
    definition([
      { Name: "C", Type: "Condition", Arguments: { Conditions: [{ Type: "Like" }], IfSteps: [] } },
    ]),
    "there is no condition Like",
  ],
  [
    "a condition with one side",
    definition([
      {
        Name: "C",
        Type: "Condition",
        Arguments: {
          Conditions: [{ Type: "Or", Conditions: [{ Type: "Equals", LeftValue: 1 }] }],
          IfSteps: [],
        },
      },
    ]),
    "requires RightValue",
  ],
  ...["NotEquals", "And"].map((type): [string, string, string] => [
    `a condition of type ${type}, which SageMaker does not have`,
    definition([condition({ Type: type, LeftValue: 1, RightValue: 2, Conditions: [] })]),
    `there is no condition ${type} (step C, /Steps/0/Arguments/Conditions/0): use one of Equals, GreaterThan, GreaterThanOrEqualTo, LessThan, LessThanOrEqualTo, In, Not, Or.`,
  ]),
  [
    // https://github.com/aws/sagemaker-python-sdk/issues/2746
    "a negation by the name that old versions of the Python SDK wrote",
    definition([condition({ Type: "Not", Expression: { Type: "Equals", LeftValue: 1, RightValue: 2 } })]),
    "Cannot parse object, unknown property 'Expression'.",
  ],
  [
    "a function without its ARN",
    definition([{ Name: "L", Type: "Lambda", Arguments: {} }]),
    "a Lambda step needs FunctionArn",
  ],
  [
    "a parameter's type",
    definition([fail("A")], [{ Name: "P", Type: "Number" }]),
    "the parameter P has no type that the service knows",
  ],
  [
    "a parameter's default",
    definition([fail("A")], [{ Name: "P", Type: "Integer", DefaultValue: "x" }]),
    'the default of P, "x", is no Integer',
  ],
  [
    "a parameter twice",
    definition(
      [fail("A")],
      [
        { Name: "P", Type: "String" },
        { Name: "P", Type: "String" },
      ],
    ),
    "a parameter called P is already defined",
  ],
])("%s is refused", (_name, source, message) => {
  expect(() => parseDefinition(source)).toThrow(/^Unable to parse pipeline definition\. /u);
  expect(() => parseDefinition(source)).toThrow(message);
});

test("everything that is wrong is said at once, and each once", () => {
  const steps = [processing("A", { DependsOn: ["X"] }), fail("F"), fail("F"), { Name: "T", Type: "EMR" }];
  expect(() => parseDefinition(definition(steps))).toThrow(
    /Expecting start of Json Object\. a step called F .* no step "X" to wait for .*of type 'EMR', which the rehearsal does not run/u,
  );
  const twice = definition([fail("A", { Note: 1 }), fail("B", { Note: 1 })]);
  expect(() => parseDefinition(twice)).toThrow(
    /^Unable to parse pipeline definition\. Cannot parse object, unknown property 'Note'\.$/u,
  );
});

test("references are dependencies, those of nested steps included", () => {
  const { steps } = parseDefinition(
    definition([
      processing("P", { PropertyFiles: [{ PropertyFileName: "F", OutputName: "out", FilePath: "f.json" }] }),
      {
        Name: "C",
        Type: "Condition",
        Arguments: {
          Conditions: [
            {
              Type: "Equals",
              LeftValue: { "Std:JsonGet": { PropertyFile: { Get: "Steps.P.PropertyFiles.F" }, Path: "a" } },
              RightValue: 1,
            },
          ],
          IfSteps: [
            fail("F", {
              Arguments: {
                ErrorMessage: { "Std:Join": { On: "", Values: [{ Get: "Steps.P.ProcessingJobName" }] } },
              },
            }),
          ],
          ElseSteps: [],
        },
      },
    ]),
  );
  expect([...steps.keys()]).toEqual(["P", "C", "F"]);
  expect([...(steps.get("C")?.needs ?? [])]).toEqual(["P"]);
  expect([...(steps.get("F")?.needs ?? [])]).toEqual(["P"]);
  expect(steps.get("F")?.branch).toEqual({ condition: "C", when: true });
});

test("a key that an object has twice is refused", () => {
  const twice = definition([fail("F")]).replace('"Name":"F"', '"Name":"F","Name":"F"');
  expect(() => parseDefinition(twice)).toThrow(
    /^Unable to parse pipeline definition\. the key is there again \(first at 1:\d+\) \(\/Steps\/0\/Name\): keep one of the two: readers of JSON disagree on which one counts\.$/u,
  );
});
