import { columnsOf, csv, proposed, refusal } from "./support";

const TARGET = (index: number) => ((index * 37) % 101) + 0.5;

/** The type and the rest that is inferred of a column of such values, beside a target and a number. */
function inferred(rows: number, value: (index: number) => unknown) {
  const data = csv("other,column,target", rows, (index) => [(index * 7) % 13, value(index), TARGET(index)]);
  return columnsOf(proposed(data, "target"))["column"];
}

describe("the type of a column", () => {
  test.each<[string, (index: number) => unknown, string]>([
    ["numbers", (index) => (index * 7.5) % 11, "number"],
    ["numbers with blanks", (index) => (index % 3 === 0 ? "" : index % 7), "number"],
    ["numbers and what stands for none", (index) => ["NaN", "?", " na ", "null", 5, 6][index % 6], "number"],
    ["0 and 1", (index) => index % 2, "boolean"],
    ["yes and no", (index) => ["yes", "No"][index % 2], "boolean"],
    ["true and false", (index) => ["TRUE", "false", ""][index % 3], "boolean"],
    ["0, 1 and 2", (index) => index % 3, "number"],
    ["dates", (index) => `2026-01-${String(((index * 7) % 28) + 1).padStart(2, "0")}`, "date"],
    ["dates with times", (index) => `2026-01-0${((index * 2) % 9) + 1}T12:30:00+02:00`, "date"],
    ["dates that no calendar has", (index) => `2026-02-${29 + (index % 3)}`, "category"],
    ["words", (index) => ["a", "b", "c"][index % 3], "category"],
    ["words in quotes, with commas", (index) => ['"a, b"', "c"][index % 2], "category"],
    ["codes that begin with 0", (index) => ["007", "12"][index % 2], "category"],
    ["a key that counts up", (index) => index + 1000, "text"],
    ["names", (index) => `name ${(index * 7919) % 1009}`, "text"],
    ["many words, few rows each", (index) => `town ${index % 60}`, "text"],
    ["remarks", (index) => `${"long ".repeat(25)}${index % 3}`, "text"],
    ["numbers too large for XGBoost", (index) => ["1e39", "2"][index % 2], "category"],
    ["numbers with thousands separators", (index) => ['"1,000"', 12][index % 2], "category"],
  ])("of %s", (_, value, type) => {
    expect(inferred(200, value)?.type).toBe(type);
  });

  test("that holds one value, or next to none, is text, with a warning", () => {
    expect(inferred(50, () => "same")).toMatchObject({
      type: "text",
      warning: 'every value is "same": there is nothing to learn from it, so it is left out of training',
    });
    expect(inferred(50, () => "")).toMatchObject({
      type: "text",
      warning: "every cell is empty: left out of training",
    });
    expect(inferred(50, (index) => (index < 9 ? index * 2 : ""))).toMatchObject({
      type: "text",
      warning: "all but 9 cells are empty: too few to learn from, so it is left out of training",
    });
    expect(inferred(50, (index) => (index < 10 ? (index * 3) % 7 : ""))?.type).toBe("number");
  });

  test("that grows from row to row takes no part in drift", () => {
    expect(inferred(50, (index) => 100 + index * index)).toMatchObject({ type: "number", ignoreDrift: true });
    expect(
      inferred(50, (index) => `2026-01-${String(1 + Math.floor(index / 2)).padStart(2, "0")}`),
    ).toMatchObject({
      type: "date",
      ignoreDrift: true,
    });
    expect(inferred(50, (index) => index * 1.5)?.ignoreDrift).toBeUndefined();
    const data = csv("n,target", 50, (index) => [index * index, TARGET(index)]);
    expect(proposed(data, "target").model.drift).toEqual({ ignore: ["n"] });
  });

  test("that nearly all values have is said, with the line of the first that has not", () => {
    expect(inferred(200, (index) => (index === 5 ? "unknown" : index % 9))?.warning).toBe(
      '199 of 200 values are numbers, but line 7 has "unknown": where that stands for no value, empty the cell',
    );
  });

  test("is what somebody says, where every value can be read so", () => {
    const data = csv("code,target", 60, (index) => [index % 5, TARGET(index)]);
    const types = new Map([["code", "category"]] as const);
    expect(columnsOf(proposed(data, "target", { types }))["code"]?.type).toBe("category");
    const wrong = new Map([["code", "date"]] as const);
    expect(refusal(() => proposed(data, "target", { types: wrong }))).toContain(
      'data.csv:2:1  code  expected a date such as 2026-01-31 or 2026-01-31T12:00:00Z, found "0"; fix: correct it, or leave out --type code=date',
    );
  });
});

test("a model needs something to learn from", () => {
  const data = csv("id,target", 60, (index) => [index, TARGET(index)]);
  expect(refusal(() => proposed(data, "target"))).toContain(
    "expected a column beside the target that the model can learn from, found none but text, constants and keys",
  );
});
