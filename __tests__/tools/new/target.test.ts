import { csv, proposed, refusal } from "./support";

const data = (rows: number, value: (index: number) => unknown) =>
  csv("size,target", rows, (index) => [(index * 7) % 13, value(index)]);

describe("the task", () => {
  test.each<[string, (index: number) => unknown, string, readonly string[] | undefined]>([
    ["two numbers", (index) => 2 - (index % 2), "binary", ["1", "2"]],
    ["no and yes, yes being positive", (index) => ["yes", "no"][index % 2], "binary", ["no", "yes"]],
    [
      "two words, the rarer being positive",
      (index) => (index % 3 === 0 ? "bad" : "good"),
      "binary",
      ["good", "bad"],
    ],
    ["1 and 1.0, which are one class", (index) => [1, "1.0", 1, 0][index % 4], "binary", ["0", "1"]],
    ["words", (index) => ["c", "a", "b"][index % 3], "multiclass", ["a", "b", "c"]],
    ["codes from 0", (index) => index % 10, "multiclass", Array.from({ length: 10 }, (_, code) => `${code}`)],
    ["codes from 1", (index) => 1 + (index % 3), "multiclass", ["1", "2", "3"]],
    ["whole numbers with a gap", (index) => [0, 1, 3][index % 3], "regression", undefined],
    ["whole numbers from 3", (index) => 3 + (index % 6), "regression", undefined],
    ["more whole numbers than codes", (index) => index % 11, "regression", undefined],
    ["numbers with fractions", (index) => [0, 1, 1.5][index % 3], "regression", undefined],
  ])("of %s", (_, value, task, classes) => {
    const { model } = proposed(data(120, value), "target");
    expect([model.task, model.classes]).toEqual([task, classes]);
  });

  test("is what somebody says", () => {
    expect(
      proposed(
        data(120, (index) => index % 3),
        "target",
        { task: "regression" },
      ).model.task,
    ).toBe("regression");
    expect(
      proposed(
        data(120, (index) => 3 + (index % 3)),
        "target",
        { task: "multiclass" },
      ).model.classes,
    ).toEqual(["3", "4", "5"]);
    expect(
      proposed(
        data(120, (index) => (index % 3 === 0 ? "bad" : "good")),
        "target",
        { positive: "good" },
      ).model.classes,
    ).toEqual(["bad", "good"]);
  });
});

describe("the threshold", () => {
  /** Of the metric on the data themselves, for the best prediction that is the same for every row. */
  test("of an RMSE is below what the mean reaches", () => {
    const values = Array.from({ length: 200 }, (_, index) => ((index * 37) % 101) ** 2 + 0.5);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const rmse = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    const { metric } = proposed(
      data(200, (index) => values[index]),
      "target",
    ).model;
    expect(metric.name).toBe("rmse");
    expect(metric.threshold).toBeLessThan(rmse);
    expect(metric.threshold).toBeGreaterThan(0.8 * rmse);
  });

  test("of a macro F1 is above what one class reaches, however many rows it has", () => {
    const { metric } = proposed(
      data(500, (index) => ["b", "c"][index] ?? (index < 8 ? "bc"[index % 2] : "a")),
      "target",
    ).model;
    const share = (500 - 8) / 500;
    expect(metric).toMatchObject({ name: "macro_f1" });
    expect(metric.threshold).toBeGreaterThan((2 * share) / (1 + share) / 3);
  });

  test("of an AUC is above that of chance", () => {
    const { metric } = proposed(
      data(50, (index) => index % 2),
      "target",
    ).model;
    expect(metric.name).toBe("auc");
    expect(metric.threshold).toBeGreaterThan(0.5);
  });
});

describe("a target is refused", () => {
  test.each<[string, string, Parameters<typeof proposed>[2], string]>([
    [
      "with missing values",
      data(60, (index) => (index % 20 === 3 ? "" : index % 2)),
      {},
      "data.csv:5:1  target  expected a target in every row, found none in 3 of 60 rows, here first; fix: take these rows out",
    ],
    [
      "that is constant",
      data(60, () => "x"),
      {},
      'data.csv:1:6  target  expected a target that differs from row to row, found "x" in every row',
    ],
    [
      "with classes of too few rows",
      data(60, (index) => (index < 2 ? "rare" : index % 2)),
      {},
      'expected at least 3 rows of each class, to train, to validate and to test on, found fewer of "rare"',
    ],
    [
      "of names",
      data(300, (index) => `name ${index}`),
      {},
      "expected at most 100 classes, found 300 different values",
    ],
    [
      "of dates",
      data(60, (index) => `2026-01-0${1 + (index % 3)}`),
      {},
      "expected classes or numbers, which can be predicted, found dates",
    ],
    [
      "that is no number, as a regression",
      data(60, (index) => (index === 8 ? "many" : index)),
      { task: "regression" },
      'data.csv:10:1  target  expected a number in every row, which task regression predicts, found "many"',
    ],
    [
      "of three classes, as binary",
      data(60, (index) => index % 3),
      { task: "binary" },
      "expected two classes with task binary, found 3",
    ],
    [
      "without the positive class",
      data(60, (index) => index % 2),
      { positive: "2" },
      'expected one of the two classes as --positive, found "2"; fix: write 0 or 1',
    ],
  ])("%s", (_, content, said, text) => {
    expect(refusal(() => proposed(content, "target", said))).toContain(text);
  });

  test("together with what else is wrong", () => {
    const types = new Map([["sise", "number"]] as const);
    const text = refusal(() =>
      proposed(
        data(60, () => ""),
        "target",
        { types },
      ),
    );
    expect(text).toContain("2 things are wrong");
    expect(text).toContain('did you mean "size"?');
  });
});
