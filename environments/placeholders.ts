import type { Remark } from "./finding";
import { escapePointer } from "sagemaker-promotion-core/json-text";

const PLACEHOLDER = /<[^<>]+>/g;

/** One remark for every string in which a `<placeholder>` was left. */
export function checkPlaceholders(value: unknown, pointer = ""): Remark[] {
  if (typeof value === "string") {
    const left = value.match(PLACEHOLDER);
    if (left === null) return [];
    const found = [...new Set(left)].join(" and ");
    return [{ pointer, expected: "a filled-in value", found, mend: "write your own in its place" }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    checkPlaceholders(child, `${pointer}/${escapePointer(key)}`),
  );
}
