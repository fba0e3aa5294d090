import fc from "fast-check";
import type { Json, JsonObject } from "../..";
import { jsonValues } from "../json-values";

/** A definition of these steps. */
export function pipelineOf(steps: readonly JsonObject[], parameters: readonly JsonObject[] = []): JsonObject {
  return { Version: "2020-12-01", Metadata: {}, Parameters: parameters, Steps: steps };
}

export function processing(name: string, args: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return { Name: name, Type: "Processing", Arguments: args, ...more };
}

export function condition(
  name: string,
  ifSteps: readonly JsonObject[],
  elseSteps: readonly JsonObject[] = [],
  conditions: readonly Json[] = [],
): JsonObject {
  const own = { Conditions: conditions, IfSteps: ifSteps, ElseSteps: elseSteps };
  return { Name: name, Type: "Condition", Arguments: own };
}

export const CACHED: JsonObject = { CacheConfig: { Enabled: true, ExpireAfter: "P30D" } };

const NAMES = ["A", "B", "C", "D", "E", "F"] as const;

const leaf = fc.oneof(
  fc.constantFrom<Json>("x", "y", 0, 1, true, null),
  fc.constantFrom(...NAMES).map((step): Json => ({ Get: `Steps.${step}.Some.Property` })),
  fc.constant<Json>({ Get: "Parameters.P" }),
);
const namedList = fc
  .uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 })
  .chain((names) =>
    fc.tuple(...names.map((name) => leaf.map((Value): Json => ({ InputName: name, Value })))),
  );
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  namedList,
  fc.array(fc.record({ Free: leaf }), { maxLength: 2 }),
  jsonValues({ maxDepth: 2 }),
);
const args = fc.dictionary(fc.constantFrom("Environment", "ProcessingInputs", "Other", "Tags"), value, {
  maxKeys: 3,
  noNullPrototype: true,
});

/** Pipelines of up to six steps, conditions in conditions among them, whose references need not make sense. */
export const definitions: fc.Arbitrary<JsonObject> = fc
  .record({
    names: fc.shuffledSubarray([...NAMES]),
    choices: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
    own: fc.array(args, { minLength: 6, maxLength: 6 }),
    waits: fc.array(fc.shuffledSubarray([...NAMES], { maxLength: 2 }), { minLength: 6, maxLength: 6 }),
    defaults: fc.uniqueArray(fc.record({ Name: fc.constantFrom("P", "Q"), DefaultValue: leaf }), {
      selector: ({ Name }) => Name,
      maxLength: 2,
    }),
    metadata: fc.dictionary(fc.constantFrom("m", "n"), leaf, { noNullPrototype: true }),
  })
  .map(({ names, choices, own, waits, defaults, metadata }) => {
    const tree = (from: number, to: number): JsonObject[] => {
      const steps: JsonObject[] = [];
      for (let index = from; index < to; index += 1) {
        const [name = "", choice = 0] = [names[index], choices[index]];
        const rest = { Arguments: own[index] ?? {}, DependsOn: waits[index] ?? [] };
        if (choice % 3 > 0) steps.push({ Name: name, Type: "Processing", ...rest });
        else {
          // The steps behind a condition go into its branches, or stay outside.
          const first = index + 1 + (choice % (to - index));
          const second = first + (Math.floor(choice / 7) % (to - first + 1));
          const branches = { IfSteps: tree(index + 1, first), ElseSteps: tree(first, second) };
          steps.push({
            Name: name,
            Type: "Condition",
            ...rest,
            Arguments: { ...rest.Arguments, ...branches },
          });
          index = second - 1;
        }
      }
      return steps;
    };
    return { Version: "2020-12-01", Metadata: metadata, Parameters: defaults, Steps: tree(0, names.length) };
  });
