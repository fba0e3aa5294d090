import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFile } from "../../package-file";
import type { JsonObject } from "../../sagemaker/json";
import { text } from "../../sagemaker/json";
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
    "Version must be '2020-12-01'",
  ],
  [
    "steps that are no list",
    JSON.stringify({ Version: "2020-12-01", Steps: {} }),
    "Expecting start of Json Array.",
  ],
  ["no steps", definition([]), "needs at least one step"],
  ["an illegal name", definition([fail("a b")]), "letters, digits, '-' and '_'"],
  ["a name twice", definition([fail("A"), fail("A")]), "Duplicate step name 'A'"],
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
    "Unknown Argument member 'ModelPackageName'.",
  ],
  [
    "a missing argument",
    definition([{ Name: "A", Type: "Processing", Arguments: {} }]),
    "Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
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
    "Value 'FastFile' at 'processingInputs.1.member.s3Input.s3InputMode'",
  ],
  [
    "a wrong type",
    definition([processing("A", {}, { Environment: { N: 1 } })]),
    "NUMBER_VALUE can not be converted to String",
  ],
  [
    "an unknown step in DependsOn",
    definition([processing("A", { DependsOn: ["B"] })]),
    "Step 'A' depends on step 'B', which is not defined",
  ],
  [
    "an unknown step in a reference",
    definition([fail("A", { Arguments: { ErrorMessage: { Get: "Steps.B.Outcome" } } })]),
    "Step 'A' depends on step 'B', which is not defined",
  ],
  [
    "an unknown parameter",
    definition([fail("A", { Arguments: { ErrorMessage: { Get: "Parameters.P" } } })]),
    "refers to parameter 'P', which is not defined",
  ],
  [
    "an unknown variable",
    definition([fail("A", { Arguments: { ErrorMessage: { Get: "Execution.Name" } } })]),
    "'Execution.Name', which is no variable of an execution",
  ],
  [
    "an unreadable reference",
    definition([fail("A", { Arguments: { ErrorMessage: { Get: "Hello" } } })]),
    "a reference that cannot be read: 'Hello'",
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
    "property file 'F', which 'P' does not declare",
  ],
  [
    "a cycle",
    definition([
      processing("A", { DependsOn: ["C"] }),
      processing("B", { DependsOn: ["A"] }),
      processing("C", { DependsOn: ["B"] }),
    ]),
    "Cycle detected: A -> C -> B -> A",
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
    "Cycle detected",
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
    "condition of type 'Like'",
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
    "'Equals' without RightValue",
  ],
  ...["NotEquals", "And"].map((type): [string, string, string] => [
    `a condition of type ${type}, which SageMaker does not have`,
    definition([condition({ Type: type, LeftValue: 1, RightValue: 2, Conditions: [] })]),
    `condition of type '${type}'; there are Equals, GreaterThan, GreaterThanOrEqualTo, LessThan, LessThanOrEqualTo, In, Not, Or`,
  ]),
  [
    // https://github.com/aws/sagemaker-python-sdk/issues/2746: "unknown property 'Expression'".
    "a negation by the name that old versions of the Python SDK wrote",
    definition([condition({ Type: "Not", Expression: { Type: "Equals", LeftValue: 1, RightValue: 2 } })]),
    "'Not' without Condition",
  ],
  [
    "a function without its ARN",
    definition([{ Name: "L", Type: "Lambda", Arguments: {} }]),
    "Step 'L' needs a FunctionArn",
  ],
  [
    "a parameter's type",
    definition([fail("A")], [{ Name: "P", Type: "Number" }]),
    "Parameter 'P' has no type 'Number'",
  ],
  [
    "a parameter's default",
    definition([fail("A")], [{ Name: "P", Type: "Integer", DefaultValue: "x" }]),
    "Parameter 'P' of type Integer has the default value \"x\"",
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
    "Duplicate parameter name 'P'",
  ],
])("%s is refused", (_name, source, message) => {
  expect(() => parseDefinition(source)).toThrow(/^Unable to parse pipeline definition\. /u);
  expect(() => parseDefinition(source)).toThrow(message);
});

test("everything that is wrong is said at once", () => {
  const steps = [processing("A", { DependsOn: ["X"] }), fail("F"), fail("F"), { Name: "T", Type: "EMR" }];
  expect(() => parseDefinition(definition(steps))).toThrow(
    /Duplicate step name 'F'; .*depends on step 'X'.*; .*of type 'EMR'/u,
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

/** What the SageMaker Python SDK emits. */
const vectors = packageFile("../pipeline-definitions/__tests__/python/basics");
const names = readdirSync(vectors);
/** The step types that the README says are run. */
const README = readFileSync(packageFile("README.md"), "utf8");
const RUN = new Set(/made of ([^]*?) steps; other/.exec(README)?.[1]?.match(/[A-Z]\w+/g));

function typesIn(steps: readonly JsonObject[]): string[] {
  return steps.flatMap((step) => {
    const args = (step["Arguments"] ?? {}) as Record<string, readonly JsonObject[] | undefined>;
    return [text(step, "Type"), ...typesIn([...(args["IfSteps"] ?? []), ...(args["ElseSteps"] ?? [])])];
  });
}

describe("definitions that the Python SDK emits", () => {
  test.each(names)("%s is read, or refused for its step types alone", (name) => {
    const source = readFileSync(join(vectors, name), "utf8");
    const { Steps } = JSON.parse(source) as { Steps: readonly JsonObject[] };
    const foreign = typesIn(Steps).filter((type) => !RUN.has(type));
    // The one whose values the API itself refuses: its file system's id is made up.
    if (name === "training_filesystem_input.json") {
      expect(() => parseDefinition(source)).toThrow("Value 'fs-1' at 'inputDataConfig.1.member");
    } else if (foreign.length === 0) expect(parseDefinition(source).steps.size).toBeGreaterThan(0);
    else
      expect(() => parseDefinition(source)).toThrow(
        `is of type '${foreign[0]}', which the rehearsal does not run`,
      );
  });
});
