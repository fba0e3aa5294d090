import fc from "fast-check";
import type { Json, JsonObject } from "..";
import { fixtures } from "./python-definitions";
import { jsonValues } from "./json-values";

/** A definition in which some value was replaced by another. */
function mutated(json: Json, seed: readonly number[], replacement: Json): Json {
  const [index = 0, ...rest] = seed;
  if (json === null || typeof json !== "object" || rest.length === 0) return replacement;
  const keys = Object.keys(json);
  const key = keys[index % Math.max(1, keys.length)];
  if (key === undefined) return replacement;
  const inner = mutated((json as JsonObject)[key] ?? null, rest, replacement);
  return Array.isArray(json)
    ? json.map((item: Json, at) => (String(at) === key ? inner : item))
    : { ...(json as JsonObject), [key]: inner };
}

const seeds = fc.array(fc.nat(50), { minLength: 2, maxLength: 9 });
const values = fc.oneof(
  fc.constantFrom<Json>({ Get: "Parameters.P" }, { Get: "Steps.P.X" }, { "Std:Join": {} }, {}, [], null),
  jsonValues({ maxDepth: 1 }),
);

/** What the Python SDK emits, with any one value replaced by another. */
export const bent: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom(...Object.values(fixtures)), seeds, values)
  // Through text, as a file would come: -0 is 0 then.
  .map(([json, seed, value]) => mutated(json, seed, JSON.parse(JSON.stringify(value)) as Json));
