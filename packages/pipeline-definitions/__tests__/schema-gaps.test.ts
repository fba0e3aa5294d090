import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "..";
import { FOLDER } from "./library-files";
import { definitions, RECORD } from "./schema-gaps";

const NAMES = [
  "Cleanup",
  "EMRServerless",
  "EndpointConfig",
  "ForEach",
  "InferenceComponent",
  "Job",
  "Lineage",
];
const FUNCTION = /(?<!\.(?:ModelPackageGroupName|SuppliedBaseline(?:Constraints|Statistics))) (?:one|any)Of$/;

/** What each row of the README's table stands for, in the words of `rejections`; rows of members say it themselves. */
const ROWS: Readonly<Record<string, readonly RegExp[]>> = {
  "PipelineExperimentConfig and MlflowConfig": [/^\/ .* PipelineExperimentConfig$/, /^\/ .* MlflowConfig$/],
  "EnumValues of a parameter": [/^String additionalProperties EnumValues$/],
  "names of parameters above 64 characters; names of steps for people that are not letters, digits, `-` and `_`":
    [/^String\.Name pattern$/, /\.DisplayName pattern$/],
  "`Std:Join` and `Std:JsonGet` where it knows `Get`, and any of them where it knows literals alone": [
    FUNCTION,
    /\.(?:ModelDataUrl|MaxNumberOfTrainingJobs|MaxParallelTrainingJobs) type$/,
  ],
  "a list of exceptions in a retry policy": [/\.RetryPolicies\.ExceptionType (?:type|enum)$/],
  "objects in DependsOn": [/\.DependsOn type$/],
  "PropertyFiles of a Processing step": [/^Processing additionalProperties PropertyFiles$/],
  "AppManaged of inputs and outputs": [/\.(?:ProcessingInputs|Outputs) additionalProperties AppManaged$/],
  "a Tuning step without ResourceConfig or without a target for its objective, or with another strategy than Bayesian and Random":
    [
      /^Tuning\..* required ResourceConfig$/,
      /^Tuning\..* required TargetObjectiveMetricValue$/,
      /^Tuning\..*\.Strategy enum$/,
    ],
  "an EMR step whose StepConfig has no Name, or without ClusterId": [
    /^EMR\.Arguments\.StepConfig required Name$/,
    /^EMR\.Arguments required ClusterId$/,
  ],
  "FailOnViolation of the checks": ["ClarifyCheck", "QualityCheck"].map(
    (type) => new RegExp(`^${type} additionalProperties FailOnViolation$`),
  ),
  "null for what a check is not given": [
    /^(?:Clarify|Quality)Check\.ModelPackageGroupName oneOf$/,
    /^(?:Clarify|Quality)Check\.SuppliedBaselineConstraints oneOf$/,
    /^QualityCheck\.SuppliedBaselineStatistics oneOf$/,
  ],
  "a QualityCheck step inside a Condition, and any other but Training, Processing, Transform, RegisterModel and Fail":
    [/^in a branch: QualityCheck\.Type enum$/, /^in a branch: (?!QualityCheck)\w+\.Type enum$/],
  "the conditions In and Not, and Or around others, as the SDK writes them": [
    /\.Conditions\.In (?:additionalProperties|required) \w+$/,
    /\.Conditions\.Not\.Type enum$/,
    /\.Or\.Conditions\.\w+\.Type enum$/,
  ],
  "Cleanup, EMRServerless, EndpointConfig, ForEach, InferenceComponent, Job and Lineage steps": NAMES.map(
    (type) => new RegExp(`^${type}\\.Type enum$`),
  ),
  "a cached Endpoint step": [/^Endpoint additionalProperties CacheConfig$/],
};

function patternsOf(row: string): readonly RegExp[] {
  const [, type, members] = /^members of an? (\w+) step: (.+)$/.exec(row) ?? [];
  if (type === undefined || members === undefined) return ROWS[row] ?? [];
  return members.split(", ").map((name) => new RegExp(`^${type}(?:\\.\\S+)? additionalProperties ${name}$`));
}

describe("the README's table of the schema's gaps", () => {
  const found = JSON.parse(readFileSync(RECORD, "utf8")) as readonly string[];
  const rows = readFileSync(join(FOLDER, "README.md"), "utf8")
    .split("\n## Where the validator departs")[1]
    ?.split("\n## ")[0]
    ?.split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2)
    .map((line) => (line.split(" | ")[0] ?? "").slice(2).trim());
  const table = rows ?? [];

  test("names everything that the schema has against a definition", () => {
    expect(found.length).toBeGreaterThan(100);
    const known = table.flatMap(patternsOf);
    expect(found.filter((line) => !known.some((pattern) => pattern.test(line)))).toEqual([]);
  });

  test.each(table)("has nothing in it that no definition shows: %s", (row) => {
    const patterns = patternsOf(row);
    expect(patterns).not.toEqual([]);
    expect(patterns.filter((pattern) => !found.some((line) => pattern.test(line)))).toEqual([]);
  });

  test("has no row but those that the test knows", () => {
    expect(table.filter((row) => !row.startsWith("members of ")).sort()).toEqual(Object.keys(ROWS).sort());
  });

  test("is about definitions that the validator takes", () => {
    const errors = Object.entries(definitions).flatMap(([name, definition]) =>
      validate(definition)
        .filter(({ severity }) => severity === "error")
        .map(({ code, pointer }) => `${name} ${code} ${pointer}`),
    );
    expect(errors).toEqual([]);
  });
});
