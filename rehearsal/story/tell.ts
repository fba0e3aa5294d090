import { describeProblem } from "sagemaker-promotion-core/problem";
import type { Chapter, Facts } from "./chapter";
import type { Log } from "./log";
import type { World } from "./world";

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

/** Who watches the story: the terminal, or nobody. */
export interface Audience {
  begin(chapter: Chapter): void;
  readonly tell: Log;
  end(chapter: Chapter, result: ChapterResult): void;
}

/** Seconds since some fixed moment. */
export type Clock = () => number;

/**
 * Tells the chapters in order and stops at the first that does not hold, or when it is interrupted. Never throws for a
 * chapter's failure.
 */
export async function tellStory(
  chapters: readonly Chapter[],
  world: World,
  audience: Audience,
  clock: Clock,
  interrupted: () => boolean = () => false,
): Promise<StoryResult> {
  const begun = clock();
  const results: ChapterResult[] = [];
  for (const chapter of chapters) {
    audience.begin(chapter);
    const started = clock();
    const result = await tellChapter(chapter, world, audience.tell);
    const timed = { id: chapter.id, title: chapter.title, seconds: rounded(clock() - started), ...result };
    // What an interrupted chapter runs into is not its fault: nothing is said of it.
    if (interrupted()) break;
    results.push(timed);
    audience.end(chapter, timed);
    if (!timed.ok) break;
  }
  return { ok: results.every((result) => result.ok), seconds: rounded(clock() - begun), chapters: results };
}

async function tellChapter(
  chapter: Chapter,
  world: World,
  tell: Log,
): Promise<Pick<ChapterResult, "ok" | "facts" | "error">> {
  try {
    return { ok: true, facts: await chapter.run(world, tell) };
  } catch (error) {
    return { ok: false, facts: {}, error: describeProblem(error) };
  }
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(2));
}
