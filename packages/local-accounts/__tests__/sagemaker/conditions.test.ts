import type { Json } from "../../sagemaker/json";
import { allHold } from "../../sagemaker/pipeline/conditions";

const same = (value: Json): Promise<Json> => Promise.resolve(value);
const compare = (Type: string, LeftValue: Json, RightValue: Json): Json => ({ Type, LeftValue, RightValue });
const yes = compare("Equals", 1, 1);
const no = compare("Equals", 1, 2);

test.each<[string, Json[], boolean]>([
  ["Equals", [yes], true],
  ["Equals of texts", [compare("Equals", "a", "b")], false],
  ["GreaterThan, equal", [compare("GreaterThan", 1, 1)], false],
  ["GreaterThanOrEqualTo, equal", [compare("GreaterThanOrEqualTo", 1, 1)], true],
  ["LessThan", [compare("LessThan", 0.4, 0.5)], true],
  ["LessThanOrEqualTo, equal", [compare("LessThanOrEqualTo", 0.5, 0.5)], true],
  // As the service answered the SDK's integration tests.
  ["GreaterThan of texts", [compare("GreaterThan", "1", "3")], false],
  ["GreaterThan of texts that holds", [compare("GreaterThan", "1", "0")], true],
  ["texts by their characters, not by the numbers that they say", [compare("LessThan", "10", "9")], true],
  ["dates as texts", [compare("GreaterThanOrEqualTo", "2026-01-02", "2026-01-02")], true],
  ["LessThanOrEqualTo of texts", [compare("LessThanOrEqualTo", "b", "a")], false],
  ["In", [{ Type: "In", QueryValue: "b", Values: ["a", "b"] }], true],
  ["In, absent", [{ Type: "In", QueryValue: "c", Values: ["a", "b"] }], false],
  ["Not", [{ Type: "Not", Condition: no }], true],
  ["Or", [{ Type: "Or", Conditions: [no, yes] }], true],
  ["Or of none that holds", [{ Type: "Or", Conditions: [no, no] }], false],
  ["several: all must hold", [yes, no], false],
  [
    "nested",
    [
      {
        Type: "Or",
        Conditions: [
          { Type: "Not", Condition: yes },
          { Type: "Not", Condition: { Type: "Or", Conditions: [no] } },
        ],
      },
    ],
    true,
  ],
])("%s", async (_name, conditions, expected) => {
  expect(await allHold(conditions, same)).toBe(expected);
});

test.each<[string, Json, string]>([
  ["values of two types", compare("Equals", "1", 1), 'cannot compare "1" (string) with 1 (number)'],
  ["an order of truths", compare("LessThan", false, true), "LessThan cannot compare"],
  ["an unknown type", compare("Like", 1, 1), "no condition type Like"],
  [
    "a type that only the library's users might expect",
    compare("NotEquals", "a", "b"),
    "no condition type NotEquals",
  ],
  ["all of several, which the list itself is", { Type: "And", Conditions: [yes] }, "no condition type And"],
])("%s fails the step", async (_name, condition, message) => {
  await expect(allHold([condition], same)).rejects.toThrow(message);
});

test("operands behind the one that decides are not looked at", async () => {
  const looked: Json[] = [];
  const resolve = (value: Json): Promise<Json> => {
    looked.push(value);
    return same(value);
  };
  await allHold([no, compare("Equals", "later", "later")], resolve);
  expect(looked).toEqual([1, 2]);
});
