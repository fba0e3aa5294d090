import { codeSpan, diff, escapeMarkdown, markdownTable, terminalLines } from "../../diff";
import { CACHED, condition, pipelineOf, processing } from "./definitions";

const sha = (letter: string) => letter.repeat(64);
const before = pipelineOf(
  [
    processing("Prepare", { AppSpecification: { ImageUri: "image:1" }, RoleArn: "a|b" }, CACHED),
    processing("Old", { Environment: { NAME: "`x`" } }),
    processing("Gone"),
    condition(
      "Gate",
      [],
      [],
      [{ Type: "LessThan", LeftValue: { Get: "Steps.Prepare.X" }, RightValue: { Get: "Parameters.Limit" } }],
    ),
    processing("Score", {
      ProcessingInputs: [{ InputName: "code", S3Input: { S3Uri: `s3://b/${sha("a")}/x.py` } }],
    }),
  ],
  [{ Name: "Limit", Type: "Float", DefaultValue: 0.5 }],
);
const after = pipelineOf(
  [
    processing("Prepare", { AppSpecification: { ImageUri: "image:2" }, RoleArn: "c" }, CACHED),
    processing("New", { Environment: { NAME: "`x`" } }),
    condition(
      "Gate",
      [
        processing("Score", {
          ProcessingInputs: [{ InputName: "code", S3Input: { S3Uri: `s3://b/${sha("b")}/x.py` } }],
        }),
      ],
      [processing("Fresh", { Environment: {} })],
      [{ Type: "LessThan", LeftValue: { Get: "Steps.Prepare.X" }, RightValue: { Get: "Parameters.Limit" } }],
    ),
  ],
  [{ Name: "Limit", Type: "Float", DefaultValue: 0.8 }],
);
const shorten = (text: string) => text.replace(/([0-9a-f])\1{63}/g, "<$1>");

test("one difference, as lines", () => {
  expect(shorten(terminalLines(diff(before, after)).join("\n"))).toMatchInlineSnapshot(`
    "~ parameter Limit, default: 0.5 → 0.8 (threshold of Gate)
    ~ step New (renamed from Old)
    - step Gone: Processing, top level
    + step Fresh: Processing, else of Gate
    ~ Prepare, image (AppSpecification.ImageUri): "image:1" → "image:2"
    ~ Prepare, RoleArn: "a|b" → "c"
    ~ step Score moves: top level → if Gate
    ~ Score, code (ProcessingInputs.code.S3Input.S3Uri): "…/<a>/x.py" → "…/<b>/x.py"
    ! Prepare loses its cache (AppSpecification changed)"
  `);
});

test("and as a table", () => {
  expect(shorten(markdownTable(diff(before, after)))).toMatchInlineSnapshot(`
    "| | What | Before | After |
    | --- | --- | --- | --- |
    | \`~\` | parameter Limit, default (threshold of Gate) | \`0.5\` | \`0.8\` |
    | \`~\` | step New (renamed from Old) |  |  |
    | \`-\` | step Gone | \`Processing, top level\` |  |
    | \`+\` | step Fresh |  | \`Processing, else of Gate\` |
    | \`~\` | Prepare, image (AppSpecification.ImageUri) | \`"image:1"\` | \`"image:2"\` |
    | \`~\` | Prepare, RoleArn | \`"a\\|b"\` | \`"c"\` |
    | \`~\` | step Score moves | \`top level\` | \`if Gate\` |
    | \`~\` | Score, code (ProcessingInputs.code.S3Input.S3Uri) | \`"…/<a>/x.py"\` | \`"…/<b>/x.py"\` |
    | \`!\` | Prepare loses its cache (AppSpecification changed) |  |  |
    "
  `);
});

test("no difference", () => {
  expect(terminalLines(diff(before, before))).toEqual([]);
  expect(markdownTable(diff(before, before))).toBe("No changes.\n");
});

test.each([
  ["plain", "`plain`"],
  ["a|b", "`a\\|b`"],
  ["a`b", "`` a`b ``"],
  ["``", "``` `` ```"],
  ["two\nlines", "`two lines`"],
  ["a\\|b", "<code>a&#92;&#124;b</code>"],
  ["x".repeat(400), `\`${"x".repeat(300)}…\``],
])("a value in a cell: %j", (value, expected) => {
  expect(codeSpan(value)).toBe(expected);
});

test("text in a cell is read as it is written", () => {
  expect(escapeMarkdown("a|b `c` <d> *e*\n_f_ [g]")).toBe("a\\|b \\`c\\` \\<d\\> \\*e\\* \\_f\\_ \\[g\\]");
});

test("a long value is cut in the terminal only", () => {
  const step = (value: string) => pipelineOf([processing("S", { Environment: { A: value } })]);
  const change = diff(step("short"), step("y".repeat(500)));
  expect(terminalLines(change)[0]).toBe(`~ S, environment (Environment.A): "short" → "${"y".repeat(99)}…`);
  expect(change.changes).toMatchObject([{ to: "y".repeat(500) }]);
});
