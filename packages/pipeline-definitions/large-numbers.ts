import { DefinitionError } from "./definition-error";
import { isJsonObject, pointTo, type Json } from "./json";

/** A number of which other digits may stand in the text that it was read from. */
interface LargeNumber {
  readonly value: number;
  readonly pointer: string;
}

/**
 * Whole numbers above 2^53, which JavaScript reads as the nearest number that it has: 9007199254740993 becomes …992
 * (RFC 8259, section 6). A Float parameter's values are such numbers in any case; but nothing holds 1e400, which is read
 * as Infinity and would be written as null.
 */
export function largeNumbersIn(json: Json, pointer = "", isFloat = false): readonly LargeNumber[] {
  if (typeof json === "number") {
    const isHeld =
      Number.isFinite(json) && (isFloat || !Number.isInteger(json) || Number.isSafeInteger(json));
    return isHeld ? [] : [{ value: json, pointer }];
  }
  if (json === null || typeof json !== "object") return [];
  const float =
    isFloat || (isJsonObject(json) && json.Type === "Float" && /^\/Parameters\/\d+$/.test(pointer));
  return Object.entries(json).flatMap(([key, value]) => largeNumbersIn(value, pointTo(pointer, key), float));
}

/** @throws DefinitionError `LargeNumber` where what comes of a definition could have other digits than its text */
export function refuseLargeNumbers(definition: Json): void {
  const [first] = largeNumbersIn(definition);
  if (first === undefined) return;
  throw new DefinitionError({
    code: "LargeNumber",
    message: `${describeLargeNumber(first)} (${first.pointer}).`,
    next: "Write it as a text, or use a number below 2^53 (9007199254740992).",
  });
}

export function describeLargeNumber({ value }: LargeNumber): string {
  return Number.isFinite(value)
    ? `about ${value}, a whole number above 2^53: its last digits cannot be told`
    : "a number beyond about 1.8e308, the largest that can be read";
}
