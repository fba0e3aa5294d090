import type { CallRecord } from "sagemaker-local-accounts";
import { Chronicle } from "../../../rehearsal/report/chronicle";
import { assert } from "../../../rehearsal/story/assert";
import type { Chapter } from "../../../rehearsal/story/chapter";
import type { StoryContext } from "../../../rehearsal/story/context";
import { runStory, type Reporter } from "../../../rehearsal/story/run-story";

const SILENT: Reporter = {
  begin: () => undefined,
  log: () => undefined,
  held: () => undefined,
  end: () => undefined,
};
// No chapter of these tests looks at the context.
/** The chapters here look at nothing of the context; an error is put down to what is the user's own. */
const NOWHERE = { own: [] as readonly string[] } as StoryContext;

const chapter = (id: number, run: (log: (text: string) => void) => void): Chapter => ({
  id,
  title: `Chapter ${id}`,
  shows: "that it is written down",
  run: async (_, log) => {
    await Promise.resolve();
    run(log);
    return {};
  },
});

function denied(action: string): CallRecord {
  const principal = "arn:aws:sts::111111111111:assumed-role/job/studio";
  return { sequence: 0, principal, account: "111111111111", action, resource: "*", outcome: "denied" };
}

async function told(...chapters: Chapter[]) {
  const begun: number[] = [];
  const chronicle = new Chronicle(
    SILENT,
    () => Promise.resolve(calls),
    async ({ id }) => {
      await Promise.resolve();
      begun.push(id);
      calls.push(denied("s3:AskedBetweenChapters"));
    },
  );
  const result = await runStory(chapters, NOWHERE, chronicle, () => 0);
  return { begun, story: chronicle.told(result, calls) };
}

let calls: CallRecord[] = [];

beforeEach(() => {
  calls = [];
});

test("each chapter has what it said and held, each text once", async () => {
  const { begun, story } = await told(
    chapter(1, (log) => {
      log("a step");
      assert(true, "one", "");
      assert(true, "one", "");
    }),
    chapter(2, () => assert(true, "two", "")),
  );
  expect(begun).toEqual([1, 2]);
  expect(story.chapters.map(({ id, log, held }) => ({ id, log, held }))).toEqual([
    { id: 1, log: ["a step"], held: ["one"] },
    { id: 2, log: [], held: ["two"] },
  ]);
});

test("each chapter has the denials between its beginning and its end, counted", async () => {
  const { story } = await told(
    chapter(1, () => calls.push(denied("s3:GetObject"), denied("s3:GetObject"))),
    chapter(2, () => calls.push({ ...denied("s3:PutObject"), outcome: "allowed" })),
  );
  expect(story.chapters.map(({ denials }) => denials.map(({ action, times }) => [action, times]))).toEqual([
    [["s3:GetObject", 2]],
    [],
  ]);
});

test("a chapter that breaks says why, and keeps what had held", async () => {
  const { story } = await told(
    chapter(1, () => {
      assert(true, "one", "");
      assert(false, "two", "three");
    }),
  );
  expect(story.ok).toBe(false);
  expect(story.chapters[0]).toMatchObject({ ok: false, held: ["one"] });
  expect(story.chapters[0]?.error).toContain("expected: two; found: three");
});
