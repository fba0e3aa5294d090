import fc from "fast-check";
import { fence, foldsText, type Fold } from "../../review/fold";

const line = fc
  .oneof(fc.string({ maxLength: 40 }), fc.constantFrom("```", "````diff", "| a | b |"))
  .map((text) => text.replace(/\n/g, " "));
const block = fc.oneof(
  fc.array(line, { maxLength: 30 }).map((lines) => fence(lines, "diff")),
  fc
    .array(
      line.map((text) => `- x${text.replace(/`/g, "")}`),
      { maxLength: 30 },
    )
    .map((lines) => ({ lines })),
);
const fold: fc.Arbitrary<Fold> = fc.record({
  title: fc.string({ maxLength: 20 }).map((text) => text.replace(/\n/g, " ")),
  blocks: fc.array(block, { maxLength: 4 }),
});

/** Whether every fence that is opened is closed by one as long, as CommonMark has it. */
function fencesAreClosed(markdown: string): boolean {
  let open: string | undefined;
  for (const text of markdown.split("\n")) {
    const marks = /^(`{3,})(.*)$/.exec(text);
    if (marks === null) continue;
    const [, run = "", rest = ""] = marks;
    if (open === undefined) open = run;
    else if (run.length >= open.length && rest.trim() === "") open = undefined;
  }
  return open === undefined;
}

test("whatever the folds hold, they keep to their room, and every fence and fold is closed", () => {
  fc.assert(
    fc.property(fc.array(fold, { maxLength: 6 }), fc.integer({ min: 0, max: 6_000 }), (folds, characters) => {
      const text = foldsText(folds, characters, "`npm run deploy -- plan`");
      expect(text.length).toBeLessThanOrEqual(characters);
      expect(fencesAreClosed(text)).toBe(true);
      expect(text.split("<details>")).toHaveLength(text.split("</details>").length);
    }),
  );
});

test("what fits is there whole, and nothing is said to be left out", () => {
  const text = foldsText(
    [{ title: "a <b>", blocks: [fence(["one", "two"]), { lines: ["- three"] }] }],
    1_000,
    "there",
  );
  expect(text).toBe(
    "<details><summary>a &#60;b&#62;</summary>\n\n```\none\ntwo\n```\n\n- three\n\n</details>\n\n",
  );
});

test("what does not fit is cut between two lines, and said", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  const text = foldsText(
    [{ title: "long", blocks: [fence(lines)] }],
    400,
    "[the build](https://ci.example/7)",
  );
  const shown = text.match(/^line \d+$/gm) ?? [];
  expect(shown.length).toBeGreaterThan(10);
  expect(text).toContain(
    `\n\`\`\`\n\n_${100 - shown.length} more lines are left out. All of it: [the build](https://ci.example/7)._\n`,
  );
});

test("a short fold is whole beside a long one", () => {
  const long: Fold = { title: "long", blocks: [{ lines: Array.from({ length: 1_000 }, () => "- x") }] };
  const text = foldsText([long, { title: "short", blocks: [{ lines: ["- all of it"] }] }], 1_000, "there");
  expect(text).toContain("- all of it");
  expect(text.match(/left out/g)).toHaveLength(1);
});
