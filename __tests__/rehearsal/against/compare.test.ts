import { compare } from "../../../rehearsal/against/compare";
import type { ReadResults } from "../../../rehearsal/results/read-results";
import { chapters, definition, someResults } from "./results";

const between = (base: ReadResults, head: ReadResults) => compare(someResults(base), someResults(head));

/** Kinds of result that differ. */
function differing(comparison: ReturnType<typeof compare>): string[] {
  const { stories, ...rows } = comparison;
  expect(stories.base).not.toBeUndefined();
  return Object.entries(rows).flatMap(([kind, { differences }]) => (differences.length === 0 ? [] : [kind]));
}

test("two rehearsals that found out the same do not differ", () => {
  const comparison = between({}, {});
  expect(differing(comparison)).toEqual([]);
  expect(comparison.predictions.compared).toBe(2);
  expect(comparison.resources.compared).toBe(3);
  expect(comparison.stories.head).toEqual({ chapters: 3, failed: null });
});

test("an order without meaning is no difference", () => {
  const resources = { "prod aws_sqs_queue.q": { name: "q", tags: { a: "1", b: "2" } } };
  const other = { "prod aws_sqs_queue.q": { tags: { b: "2", a: "1" }, name: "q" } };
  expect(differing(between({ resources }, { resources: other }))).toEqual([]);
});

describe("metrics", () => {
  it("differ by their value, or by their interval alone", () => {
    const of = (value: number, upper: number) => ({
      "version 1": { auc: { value, interval: { lower: 0.8, upper, level: 0.95 } } },
    });
    const { metrics } = between({ metrics: of(0.9, 0.95) }, { metrics: of(0.9, 0.96) });
    expect(metrics.differences).toEqual([
      expect.objectContaining({ version: "version 1", name: "auc", base: of(0.9, 0.95)["version 1"].auc }),
    ]);
  });

  it("tell of a version that one side alone has", () => {
    const { metrics } = between({ metrics: {} }, { metrics: { "version 1": { auc: { value: 0.9 } } } });
    expect(metrics.differences).toEqual([{ version: "version 1", name: "auc", head: { value: 0.9 } }]);
  });
});

describe("predictions", () => {
  const batch = (...predictions: string[]): ReadResults => ({
    batches: { daily: { drift: false, violations: [], predictions } },
  });

  it.each([
    ["a score", ["1,0.30", "2,0.40"], ["1,0.30", "2,0.45"], { changed: 1, otherValues: 0, crossing: 0 }],
    ["the class", ["1,0.49", "2,0.40"], ["1,0.51", "2,0.40"], { changed: 1, otherValues: 0, crossing: 1 }],
    ["a row's values", ["1,0.3", "2,0.4"], ["1,0.3", "3,0.4"], { changed: 1, otherValues: 1, crossing: 0 }],
    ["the number of rows", ["1,0.3"], ["1,0.3", "2,0.4", "3,0.4"], { changed: 2, otherValues: 0 }],
  ])("change by %s", (_what, before, after, expected) => {
    const { predictions } = between(batch(...before), batch(...after));
    expect(predictions.differences).toEqual([expect.objectContaining({ batch: "daily", ...expected })]);
    expect(predictions.compared).toBe(Math.max(before.length, after.length));
  });

  it.each([
    ["no class, as numbers", "regression", 1, ["1,0.30"], ["1,2.80"], { crossing: 0, largestChange: 2.5 }],
    [
      "another class, as probabilities",
      "multiclass",
      3,
      ["1,0.5,0.3,0.2", "2,[0.75, 0.125, 0.125]"],
      ["1,0.3,0.5,0.2", "2,[0.5, 0.375, 0.125]"],
      { changed: 2, otherValues: 0, crossing: 1, largestChange: 0.25 },
    ],
  ] as const)("change to %s", (_what, task, numbers, before, after, expected) => {
    const model = { task, numbers, metric: "a", direction: "maximize" } as const;
    const { predictions } = between({ model, ...batch(...before) }, { model, ...batch(...after) });
    expect(predictions.differences).toEqual([expect.objectContaining(expected)]);
  });

  it("do not change where the same number is written otherwise", () => {
    expect(between(batch("1,0.50"), batch("1,0.5")).predictions.differences).toEqual([]);
  });

  it("change by the largest of all rows", () => {
    const { predictions } = between(batch("1,0.25", "2,0.5"), batch("1,0.5", "2,0.375"));
    expect(predictions.differences[0]?.largestChange).toBe(0.25);
  });
});

test("a drift verdict differs with its violations", () => {
  const violation = { feature_name: "Age", constraint_check_type: "range", description: "too old" };
  const batch = (drift: boolean, violations: (typeof violation)[]): ReadResults => ({
    batches: { daily: { drift, violations, predictions: [] } },
  });
  expect(between(batch(false, []), batch(true, [violation])).drift.differences).toEqual([
    { batch: "daily", drift: { base: false, head: true }, violations: { base: [], head: [violation] } },
  ]);
});

describe("alerts", () => {
  const alert = (subject: string, body: string, environment = "prod") => ({ environment, subject, body });

  it("that say something else are compared line by line", () => {
    const { alerts } = between(
      { alerts: [alert("Drift", "a\nb\nc\nd\ne")] },
      { alerts: [alert("Drift", "a\nb\nC\nd\ne")] },
    );
    expect(alerts.differences).toEqual([
      {
        environment: "prod",
        subject: "Drift",
        change: "changed",
        lines: [
          { sign: " ", text: "b" },
          { sign: "-", text: "c" },
          { sign: "+", text: "C" },
          { sign: " ", text: "d" },
        ],
      },
    ]);
  });

  it("of another subject or environment are new, and those that they replace are gone", () => {
    const { alerts } = between(
      { alerts: [alert("Drift", "a"), alert("Failure", "b")] },
      { alerts: [alert("Drift!", "a"), alert("Failure", "b", "dev")] },
    );
    expect(
      alerts.differences.map(({ subject, environment, change }) => [environment, subject, change]),
    ).toEqual([
      ["prod", "Drift!", "new"],
      ["dev", "Failure", "new"],
      ["prod", "Drift", "gone"],
      ["prod", "Failure", "gone"],
    ]);
  });

  it("of one subject are paired, whatever else one of them says", () => {
    const { alerts } = between(
      { alerts: [alert("Drift", "a"), alert("Drift", "b")] },
      { alerts: [alert("Drift", "b"), alert("Drift", "c")] },
    );
    expect(alerts.differences).toHaveLength(1);
    expect(alerts.differences[0]?.change).toBe("changed");
  });
});

test("permissions that a role uses more, less, or is refused", () => {
  const role = (used: string[], refused: string[] = []): ReadResults => ({
    permissions: { "execution-role of prod": { used, refused } },
  });
  const { permissions } = between(
    role(["s3:GetObject", "s3:PutObject"], ["iam:PassRole"]),
    role(["s3:GetObject", "s3:GetObjectVersion"], ["kms:Decrypt"]),
  );
  expect(permissions.differences).toEqual([
    {
      role: "execution-role of prod",
      more: ["s3:GetObjectVersion"],
      less: ["s3:PutObject"],
      refusedNow: ["kms:Decrypt"],
      refusedBefore: ["iam:PassRole"],
    },
  ]);
});

test("a role that one side alone has uses all of its permissions more", () => {
  const { permissions } = between(
    { permissions: {} },
    { permissions: { new: { used: ["s3:GetObject"], refused: [] } } },
  );
  expect(permissions.differences[0]).toMatchObject({ role: "new", more: ["s3:GetObject"] });
});

describe("definitions", () => {
  it("are compared by what they mean", () => {
    const { definitions } = between(
      { definitions: { "prod train": definition("4") } },
      { definitions: { "prod train": definition("6") } },
    );
    const [difference] = definitions.differences;
    expect(difference?.hash.base).toMatch(/^[0-9a-f]{64}$/);
    expect(difference?.hash.base).not.toBe(difference?.hash.head);
    expect(difference?.diff.changes).toEqual([
      expect.objectContaining({ step: "Train", from: "4", to: "6" }),
    ]);
  });

  it("of a pipeline that one side alone has", () => {
    const { definitions } = between({ definitions: {} }, { definitions: { "prod train": definition("4") } });
    expect(definitions.differences).toEqual([
      expect.objectContaining({
        name: "prod train",
        hash: { base: null, head: expect.any(String) as string },
      }),
    ]);
  });
});

test.each([
  ["created", {}, { "prod aws_sqs_queue.q": { name: "q" } }, "create", []],
  ["deleted", { "prod aws_sqs_queue.q": { name: "q" } }, {}, "delete", []],
  [
    "updated",
    { "prod aws_lambda_function.f": { memory_size: 128 } },
    { "prod aws_lambda_function.f": { memory_size: 256 } },
    "update",
    [{ argument: "memory_size", from: 128, to: 256 }],
  ],
  [
    "replaced",
    { "prod aws_lambda_function.f": { function_name: "f" } },
    { "prod aws_lambda_function.f": { function_name: "g", timeout: 3 } },
    "replace",
    [
      { argument: "function_name", from: "f", to: "g" },
      { argument: "timeout", to: 3 },
    ],
  ],
  [
    "updated where it is a section of a stack",
    { "prod provider": { aws: [{ region: "us-east-1" }] } },
    { "prod provider": { aws: [{ region: "eu-west-1" }] } },
    "update",
    [{ argument: "aws", from: [{ region: "us-east-1" }], to: [{ region: "eu-west-1" }] }],
  ],
])("a resource is %s", (_what, before, after, action, changed) => {
  const { resources } = between({ resources: before }, { resources: after });
  expect(resources.differences).toEqual([expect.objectContaining({ action, changed })]);
});

describe("what a version did not record", () => {
  it("is missing, and nothing of it is compared", () => {
    const comparison = compare({}, someResults());
    expect(comparison.stories.base).toBeNull();
    expect(differing(comparison)).toEqual([]);
    const { stories, ...rows } = comparison;
    expect(stories.head).not.toBeNull();
    expect(Object.values(rows).map(({ missing }) => missing)).toEqual(Array(7).fill(["base"]));
  });

  it("is missing alone: the rest is compared", () => {
    const { alerts, ...older } = someResults();
    expect(alerts).toBeDefined();
    const comparison = compare(older, someResults({ permissions: {} }));
    expect(comparison.alerts.missing).toEqual(["base"]);
    expect(differing(comparison)).toEqual(["permissions"]);
  });
});

describe("a story that ended early", () => {
  const early: ReadResults = {
    chapters: chapters(2, "Data"),
    metrics: {},
    batches: {},
    alerts: [],
    permissions: {},
    definitions: {},
  };

  it.each(["base", "head"] as const)("of %s: what it did not come to is no difference", (side) => {
    const comparison = side === "base" ? between(early, {}) : between({}, early);
    expect(differing(comparison)).toEqual([]);
    expect(comparison.stories[side]).toEqual({
      chapters: 2,
      failed: { chapter: 2, title: "Data", error: "expected: two; found: 3" },
    });
  });

  it("still tells what is there", () => {
    const permissions = { new: { used: ["s3:GetObject"], refused: [] } };
    expect(between({}, { ...early, permissions }).permissions.differences).toEqual([
      expect.objectContaining({ role: "new", more: ["s3:GetObject"], less: [] }),
    ]);
  });
});
