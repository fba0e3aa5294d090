import type { Log } from "./log";
import type { StoryContext } from "./context";

/** What a chapter found out, for people (the terminal), machines (`--json`) and tests. */
export type Facts = Readonly<Record<string, Fact>>;
export type Fact = string | number | boolean | readonly Fact[] | { readonly [key: string]: Fact };

/** One chapter of the story: what it shows, and the code that does and asserts it. */
export interface Chapter {
  readonly id: number;
  readonly title: string;
  /** What the reader has seen with their own eyes when it is over. */
  readonly shows: string;
  run(context: StoryContext, log: Log): Promise<Facts>;
}
