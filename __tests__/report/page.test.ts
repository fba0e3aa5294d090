import { createHash } from "node:crypto";
import { MEBIBYTE } from "sagemaker-promotion-core/user-file";
import type { ReportData } from "../../report/data";
import { reportPage } from "../../report/page";
import { EXAMPLE, NOTHING_SEEN } from "./example";

const SECTIONS = [
  "map",
  "pipelines",
  "versions",
  "drift",
  "timeline",
  "alerts",
  "permissions",
  "lineage",
  "cost",
  "story",
  "again",
];
const page = reportPage(EXAMPLE);

/** The text of a section, without its tags. */
function sectionText(id: string, of = page): string {
  const [, markup = ""] = new RegExp(`<section id="${id}"(.*?)</section>`, "s").exec(of) ?? [];
  return markup.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}

test("the same data make the same bytes", () => {
  expect(reportPage(JSON.parse(JSON.stringify(EXAMPLE)) as ReportData)).toBe(page);
});

test("a page is well below a megabyte", () => {
  expect(page.length).toBeLessThan(MEBIBYTE / 2);
});

test("the title says what is live where", () => {
  expect(page).toContain("Version 1 is live in dev and version 2 is live in prod.");
});

test.each([
  ["map", /registered version 1.*runs version 2/],
  ["pipelines", /DataError: broken\.csv, line 2.*LatestApprovedModel/],
  [
    "versions",
    /Model card of version 2.*Intended use A second opinion.*Limits Learned from 830 masses.*auc 0\.928/,
  ],
  ["versions", /AUC 0\.928 0\.865 to 0\.963.*version 2 predicts otherwise than version 1 for 42/],
  ["drift", /4 features drifted.*1 of 42 values outside the baseline/],
  ["timeline", /ada approves version 1: reports of version 1 reviewed/],
  ["timeline", /refused sagemaker-execution-role : sagemaker:UpdateModelPackage/],
  ["alerts", /Drift, training started.*Execution/],
  ["permissions", /model-approver-role registry/],
  ["lineage", /Predictions.*Version.*Execution.*788 rows in 2 files.*preprocess\.py.*Commit/],
  ["cost", /Training in prod \$3\.68/],
  ["story", /12\. Clean up.*expectation/],
  ["again", /npm run rehearse/],
])("the section %s tells %p", (id, expected) => {
  expect(sectionText(id)).toMatch(expected);
});

test("what was not seen leaves every section in its place, and says so", () => {
  const empty = reportPage(NOTHING_SEEN);
  for (const id of SECTIONS) expect(sectionText(id, empty)).not.toBe("");
  expect(empty).toContain("No environment could be looked at");
});

test("a story that breaks comes first", () => {
  const { story } = EXAMPLE;
  if (story === undefined) throw new Error("the example has a story");
  const chapters = story.chapters.map((chapter) => (chapter.id === 9 ? { ...chapter, ok: false } : chapter));
  const broken = reportPage({ ...EXAMPLE, story: { ...story, ok: false, chapters } });
  expect(broken).toMatch(/<h1>.*The story breaks at chapter 9, Drift\./s);
});

test("drift and what waits are in the title's second sentence", () => {
  const environments = EXAMPLE.environments.map((environment) => ({
    ...environment,
    drift: { found: true, execution: "x", what: "Age" },
    waits: [{ on: "approval", text: "version 3 waits for approval" }],
  }));
  expect(reportPage({ ...EXAMPLE, environments })).toContain(
    "The last batch of dev and prod drifted and 2 things wait for somebody.",
  );
});

test("the policy names the digests of the page's own style and script, and allows nothing else", () => {
  const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const digest = (name: string): string => {
    const [, text = ""] = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(page) ?? [];
    return `&#39;sha256-${createHash("sha256").update(text).digest("base64")}&#39;`;
  };
  expect(policy).toBe(
    `default-src &#39;none&#39;; style-src ${digest("style")}; script-src ${digest("script")}; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
  );
  expect(page).not.toMatch(/ (?:style|on[a-z]+)="/);
});

test("nothing leads out of the page", () => {
  const links = [...page.matchAll(/ (?:href|src|action|data)="([^"]*)"/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((link) => !link.startsWith("#"))).toEqual([]);
});

describe("hostile texts", () => {
  const HOSTILE = `"'><img src=x onerror=alert(1)></script></style><script>alert(2)</script>\u202e&`;

  /** Every text of the data with something behind it that would break out of whatever it stands in. */
  function poisoned(value: unknown): unknown {
    if (typeof value === "string") return `${value}${HOSTILE}`;
    if (Array.isArray(value)) return value.map(poisoned);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, of]) => [
        // Kinds and times are the collectors' own.
        name,
        OWN.has(name) ? of : (JSON_WITHIN[name] ?? poisoned)(of),
      ]),
    );
  }
  /** What holds JSON is poisoned inside. */
  const JSON_WITHIN: Readonly<Record<string, (of: unknown) => unknown>> = {
    files: (of) => poisonedFiles(of as Record<string, string>),
    card: (of) => JSON.stringify(poisoned(JSON.parse(of as string))),
  };
  const OWN = new Set([
    "pipeline",
    "definition",
    "startedAt",
    "createdAt",
    "judgedAt",
    "kind",
    "Type",
    "uri",
    "evaluation",
    "statistics",
    "constraints",
  ]);

  function poisonedFiles(files: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(files).map(([uri, text]) => [
        uri,
        uri.endsWith(".json") ? JSON.stringify(poisoned(JSON.parse(text))) : text,
      ]),
    );
  }

  const bad = reportPage(poisoned(EXAMPLE) as ReportData);

  test("are text everywhere", () => {
    expect(bad).not.toContain("<img");
    expect(bad.match(/<script/g)).toHaveLength(1);
    expect(bad.match(/<\/style>/g)).toHaveLength(1);
    expect(bad).not.toContain("\u202e");
    expect(bad).toContain("&lt;img src=x onerror=alert(1)&gt;");
  });

  test("leave the tags as they are", () => {
    const tags = (of: string): number => of.match(/<[a-z]/g)?.length ?? 0;
    expect(tags(bad)).toBeGreaterThan(0.5 * tags(page));
    expect(bad.match(/<section /g)).toHaveLength(SECTIONS.length);
  });
});

test("environments that run the same version are told in one breath", () => {
  const environments = EXAMPLE.environments.map((one) => ({ ...one, live: { version: 1 } }));
  expect(reportPage({ ...EXAMPLE, environments })).toContain("Version 1 is live in dev and prod.");
  const nothing = EXAMPLE.environments.map((one) => ({ ...one, live: null }));
  expect(reportPage({ ...EXAMPLE, environments: nothing })).toContain("Nothing is live in dev and prod.");
});
