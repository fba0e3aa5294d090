import { Problem } from "sagemaker-promotion-core/problem";

/** Asserts what a chapter shows. A story that does not hold ends the rehearsal with exit code 1. */
export function assert(condition: boolean, expectation: string, found: unknown): asserts condition {
  if (condition) return;
  throw new Problem({
    code: "StoryBroken",
    blame: "bug",
    message: `expected: ${expectation}; found: ${typeof found === "string" ? found : JSON.stringify(found)}`,
    next: "read the logs in the folder named below, or run again with --keep and look around",
  });
}

/** A value that must be there. */
export function assertDefined<Value>(value: Value | null | undefined, what: string): Value {
  assert(value !== null && value !== undefined, what, "nothing");
  return value;
}
