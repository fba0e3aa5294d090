import fc from "fast-check";
import { largeNumbersIn } from "../large-numbers";
import type { Json } from "..";

/** Any JSON of numbers whose every digit can be told: others are refused by name, and tests of their own ask for that. */
export function jsonValues(constraints?: fc.JsonSharedConstraints): fc.Arbitrary<Json> {
  return fc
    .jsonValue(constraints)
    .map((json) => json as Json)
    .filter((json) => largeNumbersIn(json).length === 0);
}
