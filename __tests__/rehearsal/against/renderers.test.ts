import fc from "fast-check";
import { compare } from "../../../rehearsal/against/compare";
import { againstMarkdown } from "../../../rehearsal/against/markdown";
import type { AgainstReport } from "../../../rehearsal/against/report";
import { againstText } from "../../../rehearsal/against/text";
import { verdict } from "../../../rehearsal/against/verdict";
import type { ReadResults } from "../../../rehearsal/results/read-results";
import { chapters, definition, someResults } from "./results";

const TREES = { base: "1".repeat(40), head: "2".repeat(40) };
const plainly = (text: string): string => text;

function report(base: ReadResults, head: ReadResults, options: readonly string[] = []): AgainstReport {
  return { trees: TREES, options, comparison: compare(someResults(base), someResults(head)) };
}

const metrics = (value: number): ReadResults["metrics"] => ({
  "version 2": { auc: { value, interval: { lower: 0.86, upper: 0.96, level: 0.95 } } },
});
const batch = (...predictions: string[]): ReadResults["batches"] => ({
  "daily batch, version 2": { drift: false, violations: [], predictions },
});
const alert = (body: string, subject = "Drift") => ({ environment: "prod", subject, body });

/** Everything that can differ. */
const CHANGED: ReadResults = {
  metrics: metrics(0.94),
  batches: {
    ...batch("4,45,0.05", "5,67,0.41"),
    "drifted batch, version 1": { drift: false, violations: [], predictions: [] },
  },
  alerts: [alert("Why:\n  Shape\nNext step:\n  look\n")],
  permissions: { "execution-role of prod": { used: ["kms:Decrypt", "s3:GetObjectVersion"], refused: [] } },
  definitions: { "prod train": definition("6") },
  resources: {
    "prod aws_lambda_function.f": { function_name: "g", memory_size: 128 },
    "prod provider": { aws: [{ region: "us-east-1" }] },
  },
};

describe("the verdict", () => {
  it("says by consequence what differs, and then what does not", () => {
    const { permissions, metrics: better, batches } = CHANGED;
    const some = report({}, { metrics: better, batches, permissions });
    expect(verdict(some, plainly)).toBe(
      "Predictions change on 2 of 2 rows; AUC of version 2 0.930 (0.860–0.960) → 0.940 (0.860–0.960), " +
        "which is better; " +
        "1 drift verdict changes; execution-role of prod uses s3:GetObjectVersion more and uses s3:GetObject less " +
        "and is no longer refused logs:CreateLogStream; same alerts, definitions and resources.",
    );
  });

  it("says that nothing differs", () => {
    expect(verdict(report({}, {}), plainly)).toBe(
      "Nothing differs: same predictions, metrics (AUC of version 2 0.930 (0.860–0.960)), drift verdicts, alerts, " +
        "permissions used, definitions and resources.",
    );
    expect(verdict({ trees: TREES, options: [], comparison: null }, plainly)).toMatch(/the same tree\.$/);
  });

  it.each(["base", "head"] as const)("begins with a %s whose story does not hold", (side) => {
    const failing = { chapters: chapters(2, "Data") };
    const text = verdict(side === "base" ? report(failing, {}) : report({}, failing), plainly);
    expect(text).toMatch(new RegExp(`^The ${side}'s story fails at 2\\. Data, `));
  });

  it("says what was not recorded", () => {
    const { alerts, ...older } = someResults();
    expect(alerts).toHaveLength(1);
    const comparison = compare(older, someResults());
    expect(verdict({ trees: TREES, options: [], comparison }, plainly)).toMatch(
      /; not recorded by the base: alerts\.$/,
    );
    const nothing = compare({}, someResults());
    expect(verdict({ trees: TREES, options: [], comparison: nothing }, plainly)).toBe(
      "The base recorded nothing to compare.",
    );
  });

  it("counts roles where there are many, and resources by what becomes of them", () => {
    const role = { used: ["s3:GetObject"], refused: [] };
    const text = verdict(report({}, { permissions: { a: role, b: role, c: role }, resources: {} }), plainly);
    expect(text).toContain("4 roles use other permissions");
    expect(text).toContain("3 resources change (3 deleted)");
  });

  it("speaks of the model's own metric, and knows which of its values are better", () => {
    const rmse = (value: number): ReadResults => ({
      model: { task: "regression", numbers: 1, metric: "rmse", direction: "minimize" },
      metrics: { "version 1": { mae: { value: 1.5 }, rmse: { value } } },
    });
    expect(verdict(report(rmse(2.07), rmse(2.31)), plainly)).toMatch(
      /^RMSE of version 1 2\.070 → 2\.310, which is worse;/,
    );
    expect(verdict(report(rmse(2.31), rmse(2.07)), plainly)).toContain("2.070, which is better;");
    expect(againstText(report(rmse(2.07), rmse(2.07)))).toMatch(/RMSE of version 1 +2\.070 → same\n/);
  });

  it("tells numbers apart that only later digits do", () => {
    expect(verdict(report({ metrics: metrics(0.93001) }, { metrics: metrics(0.93002) }), plainly)).toContain(
      "0.93001 (0.86000–0.96000) → 0.93002",
    );
  });
});

test("the page says everything that differs", () => {
  expect(againstMarkdown(report({}, CHANGED, ["--only", "1-5"]))).toMatchInlineSnapshot(`
    "**Predictions change on 2 of 2 rows; AUC of \`version 2\` 0.930 (0.860–0.960) → 0.940 (0.860–0.960), which is better; 1 drift verdict changes; 1 alert's text changes; \`execution-role of prod\` uses \`s3:GetObjectVersion\` more and uses \`s3:GetObject\` less and is no longer refused \`logs:CreateLogStream\`; 1 pipeline's definition changes; 2 resources change (1 deleted, 1 replaced).**

    | | Base | Head |
    | --- | --- | --- |
    | Story | 3 chapters, all hold | same |
    | AUC of \`version 2\` | 0.930 (0.860–0.960) | 0.940 (0.860–0.960) |
    | \`rows\` of \`version 2\` | 118 | none |
    | Predictions, \`daily batch, version 2\` | 2 rows | 2 of 2 rows change, by at most 0.50, 1 to another class |
    | Drift, \`drifted batch, version 1\` | drift | no drift, 1 violation gone |
    | Alerts | 1 text | 1 changed |
    | Permissions used | 1 role or service | 1 uses others |
    | Definitions | 1 pipeline | 1 changed |
    | Resources | 3 resources | 1 deleted, 1 replaced |

    <details><summary>Drift verdicts</summary>

    - gone, \`drifted batch, version 1\`: \`Age, baseline_drift_check: too old\`

    </details>

    <details><summary>Alerts</summary>

    - changed, in \`prod\`: \`Drift\`

    \`\`\`diff
     Why:
    -  Age
    +  Shape
     Next step:
    \`\`\`

    </details>

    <details><summary>Permissions used</summary>

    - \`execution-role of prod\`: more: \`s3:GetObjectVersion\`; less: \`s3:GetObject\`; no longer refused: \`logs:CreateLogStream\`

    </details>

    <details><summary>Definitions</summary>

    - \`prod train\`, \`578efd6d1ebd\` → \`a403ba8fc217\`

    | | What | Before | After |
    | --- | --- | --- | --- |
    | \`~\` | Train, hyperparameter (HyperParameters.max\\_depth) | \`"4"\` | \`"6"\` |

    </details>

    <details><summary>Resources</summary>

    - replaced: \`prod aws_lambda_function.f\`: \`function_name\` \`"f"\` → \`"g"\`
    - deleted: \`prod aws_sns_topic.alerts\`

    </details>

    Rehearsed on local accounts: base is the tree \`1111111111111111111111111111111111111111\`, head the tree \`2222222222222222222222222222222222222222\`. Rehearsed with \`--only\` \`1-5\`.
    "
  `);
});

test("the terminal does so in 80 columns", () => {
  const text = againstText(report({}, CHANGED));
  expect(text).toMatchInlineSnapshot(`
    "Predictions change on 2 of 2 rows; AUC of version 2 0.930 (0.860–0.960) → 0.940
    (0.860–0.960), which is better; 1 drift verdict changes; 1 alert's text changes;
    execution-role of prod uses s3:GetObjectVersion more and uses s3:GetObject less
    and is no longer refused logs:CreateLogStream; 1 pipeline's definition changes;
    2 resources change (1 deleted, 1 replaced).

      base  tree 1111111111111111111111111111111111111111
      head  tree 2222222222222222222222222222222222222222

      Story                                3 chapters, all hold → same
      AUC of version 2                     0.930 (0.860–0.960) → 0.940 (0.860–0.960)
      rows of version 2                    118 → none
      Predictions, daily batch, version 2  2 rows → 2 of 2 rows change, by at most
                                           0.50, 1 to another class
      Drift, drifted batch, version 1      drift → no drift, 1 violation gone
      Alerts                               1 text → 1 changed
      Permissions used                     1 role or service → 1 uses others
      Definitions                          1 pipeline → 1 changed
      Resources                            3 resources → 1 deleted, 1 replaced

    Drift verdicts
      gone, drifted batch, version 1: Age, baseline_drift_check: too old

    Alerts
      changed, in prod: Drift
        Why:
        -   Age
        +   Shape
        Next step:

    Permissions used
      execution-role of prod: more: s3:GetObjectVersion; less: s3:GetObject; no
      longer refused: logs:CreateLogStream

    Definitions
      prod train, 578efd6d1ebd → a403ba8fc217
        ~ Train, hyperparameter (HyperParameters.max_depth): "4" → "6"

    Resources
      replaced: prod aws_lambda_function.f: function_name "f" → "g"
      deleted: prod aws_sns_topic.alerts
    "
  `);
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("a page about the same tree is one sentence and the trees", () => {
  const same = { trees: { base: TREES.base, head: TREES.base }, options: [], comparison: null };
  expect(againstMarkdown(same).split("\n\n")).toHaveLength(2);
  expect(againstText(same)).toContain("Nothing differs");
});

test("the same results give the same bytes, in whatever order they were recorded", () => {
  const backwards = <T>(of: Readonly<Record<string, T>> = {}): Record<string, T> =>
    Object.fromEntries(Object.entries(of).reverse());
  const { resources, batches } = CHANGED;
  const again = { ...CHANGED, resources: backwards(resources), batches: backwards(batches) };
  expect(againstMarkdown(report({}, again))).toBe(againstMarkdown(report({}, CHANGED)));
  expect(JSON.stringify(report({}, again))).toBe(JSON.stringify(report({}, CHANGED)));
});

/** What of a page is neither in a fence nor in a code span, by the rules of CommonMark. */
function outsideCode(markdown: string): string {
  let fence: string | undefined;
  const outside = markdown.split("\n").filter((line) => {
    const [, marks = ""] = /^ {0,3}(`{3,})/.exec(line) ?? [];
    if (fence === undefined) {
      if (marks !== "" && !line.slice(line.indexOf(marks) + marks.length).includes("`")) fence = marks;
      return fence === undefined;
    }
    if (marks.length >= fence.length && line.trim() === marks) fence = undefined;
    return false;
  });
  expect(fence).toBeUndefined();
  return outside
    .join("\n")
    .replace(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "")
    .replace(/<code>[^<]*<\/code>/g, "");
}

const HOSTILE = [
  "```\n</details>\n# EVIL",
  "``````diff\nEVIL\n``````",
  "`EVIL`",
  "` EVIL | EVIL |\n| --- |",
  "@EVIL ![EVIL](http://EVIL)",
  "</details><script>EVIL</script>",
  "<!-- EVIL",
  "\\|EVIL\\`EVIL",
  "EVIL\u202e\u001b[31m\r\nEVIL",
];

describe("what others wrote stays in code", () => {
  const page = (text: string): string =>
    againstMarkdown(
      report(
        { alerts: [alert("x"), alert(text)] },
        {
          alerts: [alert(`${text}\nmore`), alert("new", text)],
          chapters: [{ title: text, ok: false, error: text }],
          metrics: { [text]: { [text]: { value: 1 } } },
          batches: {
            [text]: {
              drift: true,
              violations: [{ feature_name: text, constraint_check_type: text, description: text }],
              predictions: ["1,0.5"],
            },
          },
          permissions: { [text]: { used: [text], refused: [text] } },
          resources: { [`prod ${text}`]: { [text]: text }, "prod provider": { [text]: text } },
          definitions: { [text]: definition("4") },
        },
        [text],
      ),
    );
  // Names are sorted, so that what is called otherwise may stand elsewhere.
  const skeleton = (text: string): string[] => outsideCode(page(text)).split("\n").sort();

  it.each(HOSTILE)("%j", (text) => {
    const markdown = page(text);
    expect(markdown).toContain("EVIL");
    expect(outsideCode(markdown)).not.toContain("EVIL");
    expect(skeleton(text)).toEqual(skeleton("x"));
    expect(markdown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/);
  });

  it("whatever it is", () => {
    const piece = fc.constantFrom(
      "`",
      "```",
      "\n",
      "|",
      "\\",
      "<",
      ">",
      "EVIL",
      " ",
      "</details>",
      "@",
      "~~~",
      "-",
      "#",
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
        expect(outsideCode(page(`x${pieces.join("")}`))).not.toMatch(/EVIL|@/);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it("in a terminal too, which obeys nothing of it", () => {
    const text = againstText(report({}, { alerts: [alert("\u001b[2J\u202eEVIL")] }));
    expect(text).toContain("EVIL");
    expect(text).not.toMatch(/[\u001b\u202e]/);
  });
});
