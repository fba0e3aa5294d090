import type { CallRecord } from "sagemaker-local-accounts";
import type { ChapterData, DenialData, StoryData } from "../../report/data";
import type { Chapter } from "../story/chapter";
import type { Reporter, StoryResult } from "../story/run-story";

/** What is written down of a chapter while it is told. */
interface Entry {
  readonly chapter: Chapter;
  readonly startedAt: Date;
  readonly log: string[];
  readonly held: Set<string>;
  /** The call record's lines between which it lies. */
  readonly from: number;
  to: number;
}

/** Writes down what a report tells of the story. */
export class Chronicle implements Reporter {
  readonly #entries: Entry[] = [];

  /**
   * @param listener hears of everything too
   * @param record every decision so far
   * @param before is awaited before a chapter begins
   */
  constructor(
    private readonly listener: Reporter,
    private readonly record: () => Promise<readonly CallRecord[]>,
    private readonly before: (chapter: Chapter) => Promise<void>,
  ) {}

  async begin(chapter: Chapter): Promise<void> {
    await this.before(chapter);
    await this.listener.begin(chapter);
    // What was asked between chapters belongs to none.
    const [startedAt, from] = [new Date(), (await this.record()).length];
    this.#entries.push({ chapter, startedAt, log: [], held: new Set(), from, to: from });
  }

  readonly log = (text: string): void => {
    this.listener.log(text);
    this.#entries.at(-1)?.log.push(text);
  };

  readonly held = (expectation: string): void => {
    this.listener.held(expectation);
    this.#entries.at(-1)?.held.add(expectation);
  };

  async end(...[chapter, result]: Parameters<Reporter["end"]>): Promise<void> {
    await this.listener.end(chapter, result);
    const entry = this.#entries.at(-1);
    if (entry !== undefined) entry.to = (await this.record()).length;
  }

  /** The story as it went. @param calls the whole record */
  told({ ok, seconds, chapters }: StoryResult, calls: readonly CallRecord[]): StoryData {
    const told = chapters.flatMap(({ id, ...result }): ChapterData[] => {
      const entry = this.#entries.find(({ chapter }) => chapter.id === id);
      if (entry === undefined) return [];
      const { chapter, startedAt, log, held, from, to } = entry;
      return [
        {
          id,
          title: chapter.title,
          shows: chapter.shows,
          ok: result.ok,
          startedAt: startedAt.toISOString(),
          seconds: result.seconds,
          ...(result.error === undefined ? {} : { error: result.error }),
          log,
          held: [...held],
          denials: denialsIn(calls.slice(from, to)),
        },
      ];
    });
    return { ok, seconds, chapters: told };
  }
}

function denialsIn(calls: readonly CallRecord[]): DenialData[] {
  const found = new Map<string, DenialData>();
  for (const { principal, action, resource } of calls.filter(({ outcome }) => outcome === "denied")) {
    const key = [principal, action, resource].join(" ");
    found.set(key, { principal, action, resource, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return [...found.values()];
}
