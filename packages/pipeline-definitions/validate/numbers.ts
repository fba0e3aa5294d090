import { describeLargeNumber, largeNumbersIn } from "../large-numbers";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";

/** Numbers that this library cannot pass on digit by digit. */
export function checkNumbers({ definition, steps }: IndexedDefinition): readonly Finding[] {
  return largeNumbersIn(definition).map((number) => ({
    code: "LargeNumber",
    severity: "error",
    // The innermost of those that hold it.
    step: steps.findLast(({ pointer }) => number.pointer.startsWith(`${pointer}/`))?.name,
    pointer: number.pointer,
    message: describeLargeNumber(number),
    fix: "write it as a text, or use a number below 2^53",
  }));
}
