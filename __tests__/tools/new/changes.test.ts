import { changed, typeOption } from "../../../tools/new/changes";
import type { Said } from "../../../tools/new/proposal";

const said: Said = { name: "prices", target: "price", types: new Map([["floor", "number"]]) };

test.each<[string, Partial<Said>]>([
  ["title=Price of a flat", { title: "Price of a flat" }],
  ["task=regression", { task: "regression" }],
  ["framework = scikit-learn", { framework: "scikit-learn" }],
  ["positive=yes", { positive: "yes" }],
  ["area=number", { types: new Map([...said.types, ["area", "number"]]) }],
  ["a=b=date", { types: new Map([...said.types, ["a=b", "date"]]) }],
])("the answer %s changes what is asked for", (answer, change) => {
  expect(changed(said, answer)).toEqual({ ...said, ...change });
});

test.each([
  ["task=regresion", "There is no regresion. Did you mean regression?"],
  ["framework=pytorch", "There is no pytorch. Write xgboost, scikit-learn, xgboost-script."],
  ["floor=words", "There is no words. Write number, category, date, boolean, text."],
])("the answer %s is refused", (answer, text) => {
  expect(() => changed(said, answer)).toThrow(text);
});

test("a type needs a column", () => {
  expect(() => typeOption("number", new Map())).toThrow("It is COLUMN=TYPE");
});
