import { Problem } from "../../environments/problem";
import type { World } from "./world";

/** What a chapter found out, for people (the terminal), machines (`--json`) and tests. */
export type Facts = Readonly<Record<string, Fact>>;
export type Fact = string | number | boolean | readonly Fact[] | { readonly [key: string]: Fact };

/** Reports one thing that just happened within a chapter. */
export type Tell = (text: string) => void;

/** One chapter of the story: what it shows, and the code that does and asserts it. */
export interface Chapter {
  readonly id: number;
  readonly title: string;
  /** What the reader has seen with their own eyes when it is over. */
  readonly shows: string;
  run(world: World, tell: Tell): Promise<Facts>;
}

/** Asserts what a chapter shows. A story that does not hold ends the rehearsal with exit code 1. */
export function hold(condition: boolean, expectation: string, found: unknown): asserts condition {
  if (condition) return;
  throw new Problem({
    code: "StoryBroken",
    blame: "bug",
    message: `expected: ${expectation}; found: ${typeof found === "string" ? found : JSON.stringify(found)}`,
    next: "read the logs in the folder named below, or run again with --keep and look around",
  });
}

/** A value that must be there. */
export function present<Value>(value: Value | null | undefined, what: string): Value {
  hold(value !== null && value !== undefined, what, "nothing");
  return value;
}
