import { isJsonList, type Json, type JsonObject } from "sagemaker-pipeline-definitions";
import type { FlatDefinition } from "sagemaker-pipeline-definitions/diff";
import { unknown, type NoCeiling } from "./machines";
import type { Values } from "./values";

/**
 * How often a step runs in an execution at most, attempts aside: once for each item of every loop around it.
 * @returns why not, where a loop's items are known only when it starts
 */
export function iterationsOf(
  step: string,
  { steps, places }: FlatDefinition,
  values: Values,
): number | NoCeiling {
  let iterations = 1;
  for (let place = places.get(step) ?? null; place !== null; place = places.get(place.condition) ?? null) {
    const holder = steps.get(place.condition);
    if (holder?.Type !== "ForEach") continue;
    const items = itemsOf(holder, values);
    if (typeof items !== "number") return { ...items, message: `${place.condition}: ${items.message}` };
    iterations *= items;
  }
  return iterations;
}

/** What a loop goes through is a list, or a text that holds one, as a parameter's default may. */
function itemsOf(loop: JsonObject, values: Values): number | NoCeiling {
  const items = values.at(loop, "Arguments", "IterableItems");
  const list = typeof items === "string" ? parsed(items) : items;
  return isJsonList(list) ? list.length : unknown("IterableItems", items);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
