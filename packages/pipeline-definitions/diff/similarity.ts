import { canonicalJson, isJsonList, isJsonObject, type Json } from "../json";
import { isVariable } from "./compare";
import { placeKey, type FlatDefinition } from "./flatten";
import { identityOf, nameOf, settled } from "./lists";

interface ContentValue {
  readonly text: string;
  /** The same without the step's own name. */
  readonly nameless: string;
}

/** What a step contains, without its name: its values by path, and the steps nested in it. */
export class StepContent {
  readonly type: string;
  readonly values: ReadonlyMap<string, ContentValue>;
  readonly inside: ReadonlySet<string>;

  constructor({ steps, places }: FlatDefinition, step: string) {
    const json = steps.get(step) ?? {};
    const content = Object.entries(json).filter(([member]) => member !== "Name" && member !== "Type");
    const name = new RegExp(`(?<![A-Za-z0-9])${step.replace(/[^A-Za-z0-9]/g, "\\$&")}(?![A-Za-z0-9])`, "g");
    this.type = canonicalJson(json.Type ?? null);
    this.values = new Map(
      content
        .flatMap(([member, value]) => valuesOf(value, member, member))
        .map(([at, text]) => [at, { text, nameless: text.replace(name, "") }]),
    );
    this.inside = new Set(
      [...places].flatMap(([inner, place]) =>
        place?.condition === step ? [`${inner} ${placeKey({ ...place, condition: "" })}`] : [],
      ),
    );
  }
}

/**
 * What part of the values is the same, from 0 to 1, and how many are. That a condition holds the same
 * steps speaks for it; that it holds others does not speak against it, for they may have other names
 * themselves.
 */
export function similarity(
  one: StepContent,
  other: StepContent,
): { readonly score: number; readonly evidence: number } {
  if (one.type !== other.type) return { score: 0, evidence: 0 };
  const same = [...one.values].filter(([at, { text, nameless }]) => {
    const value = other.values.get(at);
    return value !== undefined && (value.text === text || value.nameless === nameless);
  }).length;
  const inside = [...one.inside].filter((step) => other.inside.has(step)).length;
  const all = new Set([...one.values.keys(), ...other.values.keys()]).size;
  const evidence = same + inside;
  return { score: all === 0 ? 1 : evidence / (all + inside), evidence };
}

/** Values as text by the ways to them. What `compare` takes for one value is one. */
function valuesOf(json: Json, at: string, member: string): (readonly [string, string])[] {
  const inner = (key: string, value: Json) => valuesOf(value, `${at}.${key}`, key);
  if (isJsonObject(json)) {
    const entries = Object.entries(json);
    if (entries.length === 0 || isVariable(json)) return [[at, canonicalJson(json)]];
    return entries.flatMap(([key, value]) => inner(key, value));
  }
  if (!isJsonList(json)) return [[at, canonicalJson(json)]];
  const by = identityOf(json, []);
  if (by !== undefined) return json.flatMap((item) => inner(nameOf(item, by) ?? "", item));
  if (json.length > 0 && json.every(isJsonObject)) {
    return json.flatMap((item, index) => inner(String(index), item));
  }
  return [[at, canonicalJson(settled(member, json))]];
}
