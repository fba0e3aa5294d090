import { describeProblem, isProblem, Problem } from "../problem";
import { DefinitionError } from "sagemaker-pipeline-definitions";

const DETAILS = { code: "Wrong", blame: "user", message: "It is wrong.", next: "Fix it." } as const;
const TEXT = "error [Wrong]: It is wrong.\n  cause: the input\n  next:  Fix it.\n";

test("a problem is told with its cause and the next step", () => {
  expect(describeProblem(new Problem(DETAILS))).toBe(TEXT);
  expect(describeProblem(new Problem({ ...DETAILS, where: "a.json:1" }))).toContain("\n  where: a.json:1\n");
});

test("an error of a package that says the same is told the same", () => {
  expect(describeProblem(new DefinitionError(DETAILS))).toBe(TEXT);
});

test.each<[string, unknown]>([
  ["an error of Node", Object.assign(new Error("no such file"), { code: "ENOENT" })],
  ["an error without a code", new Error("x is not a function")],
  ["what is no error", { ...DETAILS }],
])("%s is a bug of ours", (_what, error) => {
  expect(isProblem(error)).toBe(false);
  expect(describeProblem(error)).toMatch(/^error \[Unexpected\]: [^]*a bug in this project/);
});
