import { canonicalJson, isJsonList, isJsonObject, type Json } from "../json";
import { isOutputAddress } from "./category";
import type { MovedOutput } from "./change";
import { Fingerprints } from "./fingerprint";
import type { FlatDefinition } from "./flatten";
import { plainText } from "./format/values";

/** The outputs of steps in both definitions that go to another address, parameters at their defaults. */
export function movedOutputs(before: FlatDefinition, after: FlatDefinition): MovedOutput[] {
  const [then, now] = [addressesIn(before), addressesIn(after)];
  return [...now].flatMap(([step, outputs]) =>
    [...outputs].flatMap(([output, to]): MovedOutput[] => {
      const from = then.get(step)?.get(output);
      if (from === undefined || canonicalJson(from) === canonicalJson(to)) return [];
      return [{ step, output, from: plainText(from), to: plainText(to) }];
    }),
  );
}

function addressesIn(definition: FlatDefinition): ReadonlyMap<string, ReadonlyMap<string, Json>> {
  const defaults = new Fingerprints(definition);
  return new Map(
    [...definition.steps].map(([name, step]) => [
      name,
      new Map(
        find(step, []).map(
          ([label, address]) => [label, defaults.resolve(address, (reference) => reference)] as const,
        ),
      ),
    ]),
  );
}

/** Each address with its output's name, or the way to it where it has none. */
function find(json: Json, keys: readonly string[]): (readonly [string, Json])[] {
  if (isJsonList(json)) return json.flatMap((item) => find(item, [...keys, outputName(item)]));
  if (!isJsonObject(json)) return [];
  return Object.entries(json).flatMap(([key, value]) => {
    const at = [...keys, key];
    if (!isOutputAddress(at)) return find(value, at);
    return [[keys.includes("Outputs") ? (keys.at(-2) ?? key) : at.slice(1).join("."), value] as const];
  });
}

function outputName(item: Json): string {
  return isJsonObject(item) && typeof item.OutputName === "string" ? item.OutputName : "*";
}
