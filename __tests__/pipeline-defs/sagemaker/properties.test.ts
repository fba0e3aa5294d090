import fc from "fast-check";
import {
  canonicalJson,
  definitionHash,
  validate,
  type JsonObject,
  type PipelineDefinition,
} from "../../../pipeline-defs/sagemaker";
import { build, pipelines } from "./random-pipelines";

// Hundreds of definitions, on a machine that may have other work.
jest.setTimeout(120_000);

/** Steps by name, with the branches around each, outermost first: `condition:side`. */
function placesOf(definition: PipelineDefinition) {
  const places = new Map<string, { readonly step: JsonObject; readonly around: readonly string[] }>();
  const visit = (steps: readonly JsonObject[], around: readonly string[]): void => {
    for (const step of steps) {
      places.set(step.Name as string, { step, around });
      const { IfSteps = [], ElseSteps = [] } = step.Arguments as Readonly<
        Record<string, readonly JsonObject[]>
      >;
      if (step.Type !== "Condition") continue;
      visit(IfSteps, [...around, `${step.Name as string}:if`]);
      visit(ElseSteps, [...around, `${step.Name as string}:else`]);
    }
  };
  visit(definition.Steps, []);
  return places;
}

/** Names of the steps that a step needs, read from its text alone. */
function needsOf(step: JsonObject): readonly string[] {
  const { IfSteps, ElseSteps, ...rest } = step.Arguments as JsonObject;
  void [IfSteps, ElseSteps];
  const own = canonicalJson({
    ...step,
    Arguments: step.Type === "Condition" ? rest : (step.Arguments ?? {}),
  });
  const references = [...own.matchAll(/"Get":"Steps\.([\w-]+)/g)].map((match) => match[1] ?? "");
  return [...new Set([...references, ...((step.DependsOn ?? []) as readonly string[])])];
}

describe("any pipeline that the typed builder takes", () => {
  test("compiles to the same bytes each time", () => {
    fc.assert(
      fc.property(pipelines, (choices) => {
        const [one, other] = [build(choices), build(choices)];
        expect(canonicalJson(one)).toBe(canonicalJson(other));
        expect(definitionHash(one)).toBe(definitionHash(other));
      }),
      { numRuns: 60 },
    );
  });

  test("has nothing wrong and nothing doubtful", () => {
    fc.assert(
      fc.property(pipelines, (choices) => {
        expect(validate(build(choices))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("refers only to steps that run before, whichever way the conditions go", () => {
    let references = 0;
    fc.assert(
      fc.property(pipelines, (choices) => {
        const places = placesOf(build(choices));
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
});
