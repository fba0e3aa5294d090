import { assert } from "../../../rehearsal/story/assert";
import type { Chapter } from "../../../rehearsal/story/chapter";
import { runStory } from "../../../rehearsal/story/run-story";
import { summary, terminalReporter } from "../../../rehearsal/story/terminal";
import type { StoryContext } from "../../../rehearsal/story/context";

const good = (id: number): Chapter => ({
  id,
  title: `Chapter ${id}`,
  shows: "that it runs",
  run: (_, log) => {
    log("a step");
    return Promise.resolve({ id });
  },
});

const broken: Chapter = {
  id: 2,
  title: "Broken",
  shows: "what happens when a chapter does not hold",
  run: () =>
    Promise.resolve()
      .then(() => assert(false, "two", 3))
      .then(() => ({})),
};

// No chapter of these tests looks at the context.
const nowhere = { own: [] as readonly string[] } as StoryContext;
const own = { own: ["/home/me/flats.csv"] as readonly string[] } as StoryContext;

function told(chapters: readonly Chapter[], context = nowhere) {
  let text = "";
  const output = { write: (more: string) => (text += more) };
  let now = 0;
  const story = runStory(chapters, context, terminalReporter(output, false), () => (now += 1));
  return story.then((result) => ({ result, text }));
}

const failing = (message: string | Error): Chapter => ({
  ...broken,
  run: () => {
    if (message instanceof Error) throw message;
    assert(false, "scores", message);
    return Promise.resolve({});
  },
});

describe("a chapter that fails", () => {
  test.each<[string, Chapter]>([
    ["an expectation", broken],
    [
      "an error of our own code",
      failing(new TypeError("Cannot read properties of undefined (reading 'auc')")),
    ],
  ])("by %s on the user's own data is the user's to look at, and a bug on ours", async (_what, chapter) => {
    const { text } = await told([chapter], own);
    expect(text).toContain("  where: /home/me/flats.csv\n  cause: the input\n");
    expect(text).not.toContain("a bug in this project");
    expect((await told([chapter])).text).toContain("a bug in this project");
  });

  test.each([
    "Failed: the disk is full (ENOSPC, write)",
    "OSError: [Errno 28] No space left on device: '/opt/ml/output'",
    "OSError: [Errno 30] Read-only file system",
  ])("because the machine takes no more is the environment's: %s", async (reason) => {
    for (const context of [nowhere, own]) {
      expect((await told([failing(reason)], context)).text).toContain("  cause: the environment\n");
    }
  });
});

describe("runStory", () => {
  it("tells every chapter with its facts and seconds", async () => {
    const { result, text } = await told([good(1), good(2)]);
    expect(result).toEqual({
      ok: true,
      seconds: 5,
      chapters: [
        { id: 1, title: "Chapter 1", ok: true, seconds: 1, facts: { id: 1 } },
        { id: 2, title: "Chapter 2", ok: true, seconds: 1, facts: { id: 2 } },
      ],
    });
    expect(text).toContain("1. Chapter 1  that it runs\n   a step\n   ok  1.0 s\n");
  });

  it("stops at the first chapter that does not hold, and says which and why", async () => {
    const { result, text } = await told([good(1), broken, good(3)]);
    expect(result.ok).toBe(false);
    expect(result.chapters.map((chapter) => chapter.ok)).toEqual([true, false]);
    expect(result.chapters[1]?.error).toContain("expected: two; found: 3");
    expect(text).toContain("FAILED");
  });
});

describe("summary", () => {
  it("is a plain table where the output is no terminal", async () => {
    const { result } = await told([good(1), broken]);
    const table = summary(result, "rehearsal-out", { write: () => true }, false);
    expect(table).toMatchInlineSnapshot(`
"
  1  Chapter 1  ok         1.0 s
  2  Broken     FAILED     1.0 s

The story does not hold. 5.0 s
Definitions, Terraform JSON, reports, predictions, alerts and the call record: rehearsal-out
"
`);
  });

  it("is coloured for a terminal, unless NO_COLOR asks for none", async () => {
    const { result } = await told([good(1)]);
    const terminal = { write: () => true, isTTY: true };
    const escape = String.fromCharCode(27);
    expect(summary(result, "out", terminal, false)).toContain(escape);
    expect(summary(result, "out", terminal, true)).not.toContain(escape);
  });
});
