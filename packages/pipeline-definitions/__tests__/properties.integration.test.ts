import fc from "fast-check";
import {
  canonicalJson,
  definitionHash,
  diff,
  patch,
  upsertRequest,
  validate,
  type JsonObject,
  type PipelineDefinition,
} from "..";
import { importDefinition } from "../import";
import * as library from "..";
import { definitionOf, LIBRARY } from "./compiler";
import { usedNames } from "./random/counted";
import { build, plans } from "./random/pipelines";

const definitions = plans.map(build);

/** Steps by name, with the branches and bodies around each, outermost first: `condition:IfSteps`. */
function placesOf(definition: PipelineDefinition) {
  const places = new Map<string, { readonly step: JsonObject; readonly around: readonly string[] }>();
  const visit = (steps: readonly JsonObject[], around: readonly string[]): void => {
    for (const step of steps) {
      places.set(step.Name as string, { step, around });
      for (const side of INNER) {
        const inner = (step.Arguments as JsonObject)[side] ?? [];
        visit(inner as readonly JsonObject[], [...around, `${step.Name as string}:${side}`]);
      }
    }
  };
  visit(definition.Steps, []);
  return places;
}

const INNER = ["IfSteps", "ElseSteps", "ForEachBody"];

/** Names of the steps that a step needs, read from its text alone. */
function needsOf(step: JsonObject): readonly string[] {
  const own = Object.entries(step.Arguments as JsonObject).filter(([name]) => !INNER.includes(name));
  const text = canonicalJson({ ...step, Arguments: Object.fromEntries(own) });
  const references = [...text.matchAll(/"Get":"Steps\.([\w-]+)/g)].map((match) => match[1] ?? "");
  const waits = ((step.DependsOn ?? []) as readonly (string | { readonly Step: string })[]).map((entry) =>
    typeof entry === "string" ? entry : entry.Step,
  );
  return [...new Set([...references, ...waits])];
}

/** Exports that judge, compare or write definitions; all others make them. */
const NO_FACTORIES = [
  "SECRET_FORMS",
  "secretByName",
  "DefinitionError",
  "indexDefinition",
  "ownJson",
  "CONDITION_TYPES",
  "EXECUTION_VARIABLES",
  "InvalidPipeline",
  "canonicalJson",
  "definitionHash",
  "describeFinding",
  "didYouMean",
  "diff",
  "isJsonList",
  "isJsonObject",
  "markdownTable",
  "parseJsonPath",
  "patch",
  "problemsOf",
  "readJsonPath",
  "repeatedKeys",
  "requestProblems",
  "terminalLines",
  "upsertRequest",
  "validate",
  "withoutMembers",
];

describe("any pipeline that the typed builder takes", () => {
  test("compiles to the same bytes each time", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const [one, other] = [build(plan), build(plan)];
        expect(canonicalJson(one)).toBe(canonicalJson(other));
        expect(definitionHash(one)).toBe(definitionHash(other));
      }),
      { numRuns: 60 },
    );
  });

  test("has nothing wrong, and nothing doubtful but a condition in a condition", () => {
    let nested = 0;
    fc.assert(
      fc.property(definitions, (definition) => {
        const inner = [...placesOf(definition).values()].filter(
          ({ step, around }) => step.Type === "Condition" && around.length > 0,
        );
        const expected = inner.map(({ step }) => ["NestedCondition", step.Name]);
        expect(validate(definition).map(({ code, step }) => [code, step])).toEqual(expected);
        nested += inner.length;
      }),
      { numRuns: 200 },
    );
    expect(nested).toBeGreaterThan(10);
  });

  test("refers only to steps that run before, whichever way the conditions go", () => {
    let references = 0;
    fc.assert(
      fc.property(definitions, (definition) => {
        const places = placesOf(definition);
        const done = new Set<string>();
        // A step runs once what it needs has run and its condition has decided; those in branches run in some execution.
        const ready = () =>
          [...places].filter(
            ([name, { step, around }]) =>
              !done.has(name) &&
              needsOf(step).every((need) => done.has(need)) &&
              around.every((branch) => done.has(branch.replace(/:\w+$/, ""))),
          );
        for (let next = ready(); next.length > 0; next = ready()) for (const [name] of next) done.add(name);
        expect([...places.keys()].filter((name) => !done.has(name))).toEqual([]);
        for (const { step, around } of places.values()) {
          for (const need of needsOf(step)) {
            references += 1;
            // What is needed runs whenever this step does: it stands in no branch that this step does not stand in.
            expect(places.get(need)?.around.every((branch) => around.includes(branch))).toBe(true);
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(references).toBeGreaterThan(100);
  });

  test("differs in nothing from itself, and a difference leads from one to any other", () => {
    fc.assert(
      fc.property(definitions, definitions, (a, b) => {
        expect(diff(a, JSON.parse(canonicalJson(a)) as JsonObject).changes).toEqual([]);
        expect(canonicalJson(patch(diff(a, b), a))).toBe(canonicalJson(b));
      }),
      { numRuns: 100 },
    );
  });

  test("comes back the same from the code that the import writes of it, typed throughout", () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const { code, untyped } = importDefinition(definition, { library: LIBRARY });
        expect(untyped).toEqual([]);
        expect(canonicalJson(definitionOf(code))).toBe(canonicalJson(definition));
      }),
      { numRuns: 60 },
    );
  });

  test("goes to AWS as it is, with the parallelism beside it", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const [definition, { atOnce }] = [build(plan), plan];
        const request = upsertRequest({
          name: "p",
          roleArn: "arn:aws:iam::111122223333:role/r",
          definition,
          ...(atOnce === undefined ? {} : { maxParallelSteps: atOnce }),
        });
        expect(JSON.parse(request.PipelineDefinition ?? "")).toEqual(definition);
        expect(request.ParallelismConfiguration?.MaxParallelExecutionSteps).toBe(atOnce);
      }),
      { numRuns: 40 },
    );
  });
});

describe("the random pipelines", () => {
  const sample = fc.sample(definitions, { numRuns: 300, seed: 1 });

  test("are made of everything that the library exports for making pipelines", () => {
    const factories = Object.keys(library).filter((name) => !NO_FACTORIES.includes(name));
    expect(factories.length).toBeGreaterThan(35);
    expect(factories.filter((name) => !usedNames().has(name))).toEqual([]);
  });

  test("show every option, condition type and function", () => {
    const text = sample.map((definition) => canonicalJson(definition)).join("\n");
    const parts = [
      ...[
        "Equals",
        "GreaterThan",
        "GreaterThanOrEqualTo",
        "LessThan",
        "LessThanOrEqualTo",
        "In",
        "Not",
        "Or",
      ].map((type) => `"Type":"${type}"`),
      ...["String", "Integer", "Float", "Boolean"].map((type) => `"Type":"${type}"`),
      ...[
        "DependsOn",
        "DisplayName",
        "Description",
        "CacheConfig",
        "ExpireAfter",
        "PropertyFiles",
        "EnumValues",
      ],
      ...[
        "RetryPolicies",
        "MaxAttempts",
        "ExpireAfterMin",
        "IntervalSeconds",
        "BackoffRate",
        "ExperimentName",
      ],
      ...['"Std:Join"', '"Std:JsonGet"', '"PropertyFile"', '"S3Uri"', '"Enabled":false', '"Get":"Execution.'],
      ...["ForEach", "Cleanup", "Job"].map((type) => `"Type":"${type}"`),
      ...[
        "Trigger",
        "Selector",
        "IterationOutputs[0]",
        "Selected",
        "ForEach.CurrentItem.name",
        "MlflowConfig",
      ],
    ];
    expect(parts.filter((part) => !text.includes(part))).toEqual([]);
  });
});
