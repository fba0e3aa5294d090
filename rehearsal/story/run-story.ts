import { describeProblem } from "sagemaker-promotion-core/problem";
import { blameOwn, hearing } from "./assert";
import type { Chapter, Facts } from "./chapter";
import type { Log } from "./log";
import type { StoryContext } from "./context";

/** How one chapter went. */
interface ChapterResult {
  readonly id: number;
  readonly title: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly facts: Facts;
  /** Present where the chapter failed: what happened, where, whose fault, next step. */
  readonly error?: string;
}

/** What `--json` prints. */
export interface StoryResult {
  readonly ok: boolean;
  readonly seconds: number;
  readonly chapters: readonly ChapterResult[];
}

/** Reports the progress of the story: to the terminal, or to a test. */
export interface Reporter {
  /** The chapter begins when it has resolved. */
  begin(chapter: Chapter): void | Promise<void>;
  readonly log: Log;
  /** Hears of each expectation that holds. */
  readonly held: Log;
  end(chapter: Chapter, result: ChapterResult): void | Promise<void>;
}

/** Seconds since some fixed moment. */
export type Clock = () => number;

/**
 * Runs the chapters in order. Stops at the first that fails, or when it is interrupted. Never throws for a chapter's
 * failure.
 */
export async function runStory(
  chapters: readonly Chapter[],
  context: StoryContext,
  reporter: Reporter,
  clock: Clock,
  interrupted: () => boolean = () => false,
): Promise<StoryResult> {
  const begun = clock();
  const results: ChapterResult[] = [];
  for (const chapter of chapters) {
    await reporter.begin(chapter);
    const started = clock();
    const result = await runChapter(chapter, context, reporter);
    const timed = { id: chapter.id, title: chapter.title, seconds: rounded(clock() - started), ...result };
    // An interrupted chapter fails because of the interruption, so it is not reported.
    if (interrupted()) break;
    results.push(timed);
    await reporter.end(chapter, timed);
    if (!timed.ok) break;
  }
  return { ok: results.every((result) => result.ok), seconds: rounded(clock() - begun), chapters: results };
}

async function runChapter(
  chapter: Chapter,
  context: StoryContext,
  { log, held }: Pick<Reporter, "log" | "held">,
): Promise<Pick<ChapterResult, "ok" | "facts" | "error">> {
  try {
    return { ok: true, facts: await hearing(held, () => chapter.run(context, log)) };
  } catch (error) {
    return { ok: false, facts: {}, error: describeProblem(blameOwn(error, context.own)) };
  }
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(2));
}
