import { AsyncLocalStorage } from "node:async_hooks";
import { knownProblem, Problem } from "sagemaker-promotion-core/problem";

/** What a container, or a service that writes to this machine, says of a machine that takes no more. */
const OF_THE_MACHINE =
  /\b(?:ENOSPC|EDQUOT|EROFS|EMFILE|ENFILE|ENOMEM|EIO)\b|No space left on device|Disk quota exceeded|Read-only file system|Too many open files|Cannot allocate memory/;

/** Whoever hears of what holds, in the chapter that runs. */
const listening = new AsyncLocalStorage<(expectation: string) => void>();

/** Runs a chapter, and tells of each expectation that holds. */
export function hearing<Result>(held: (expectation: string) => void, run: () => Result): Result {
  return listening.run(held, run);
}

/** Asserts what a chapter shows. A story that does not hold ends the rehearsal with exit code 1. */
export function assert(condition: boolean, expectation: string, found: unknown): asserts condition {
  if (condition) {
    listening.getStore()?.(expectation);
    return;
  }
  const text = typeof found === "string" ? found : JSON.stringify(found);
  throw new Problem({
    code: "StoryBroken",
    blame: OF_THE_MACHINE.test(text) ? "environment" : "bug",
    message: `expected: ${expectation}; found: ${text}`,
    next: "read the logs in the folder named below, or run again with --keep and look around",
  });
}

/** A value that must be there. */
export function assertDefined<Value>(value: Value | null | undefined, what: string): Value {
  assert(value !== null && value !== undefined, what, "nothing");
  return value;
}

/**
 * What a chapter's failure is where the story is told on something of the user's own: theirs to look at first, since nobody
 * has seen the story hold there.
 * @param own what is the user's: a data file, a model's folder; empty where all is this project's
 */
export function blameOwn(error: unknown, own: readonly string[]): unknown {
  const problem = knownProblem(error);
  if (own.length === 0 || (problem !== undefined && problem.blame !== "bug")) return error;
  return new Problem({
    code: problem?.code ?? "StoryBroken",
    blame: "user",
    message: problem?.message ?? `the story cannot be told on it: ${String(error)}`,
    where: own.join(", "),
    next: "look there first, and at the logs in the folder named below; where the story breaks on this project's own data and model too, report it",
    cause: error,
  });
}
