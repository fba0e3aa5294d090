import { variable } from "../variable";

test.each([undefined, "", " ", "\t\n"])("a variable that holds %j counts as not set", (value) => {
  expect(variable("NAME", { NAME: value })).toBeUndefined();
});

test("any other is what it holds, of this process unless of another", () => {
  expect(variable("NAME", { NAME: " a b" })).toBe(" a b");
  expect(variable("PATH")).toBe(process.env["PATH"]);
});
