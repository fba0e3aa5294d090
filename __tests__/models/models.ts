import { parseModel } from "../../models/parse";
import type { ModelDescription } from "../../models/model";
import { merge, type Overrides } from "../support/environments";

/** A description that says no more than it must. */
export const SMALLEST = {
  task: "regression",
  target: "price",
  columns: [
    { name: "area", type: "number" },
    { name: "heating", type: "category" },
    { name: "price", type: "number" },
  ],
  framework: "scikit-learn",
  metric: { name: "rmse", threshold: 2.5 },
} as const;

/** What becomes of a description with some keys replaced. */
export function parsed(overrides: Overrides = {}, scripts: readonly string[] = []) {
  return parsedText(JSON.stringify(merge(SMALLEST, overrides), null, 2), scripts);
}

export function parsedText(text: string, scripts: readonly string[] = []) {
  return parseModel({ name: "prices", file: { path: "models/prices/model.json", text }, scripts });
}

/** A model that is valid. */
export function model(overrides: Overrides = {}, scripts: readonly string[] = []): ModelDescription {
  const found = parsed(overrides, scripts);
  if ("name" in found) return found;
  throw new Error(JSON.stringify(found));
}
