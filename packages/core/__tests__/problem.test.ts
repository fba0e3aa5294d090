import { describeProblem, isProblem, machineProblem, Problem } from "../problem";
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

/** An error as Node makes it of a system call's. */
const refused = (code: string, rest: object = {}): Error =>
  Object.assign(new Error(`${code}: refused, write`), { code, errno: -1, syscall: "write", ...rest });

test.each([
  "ENOSPC",
  "EDQUOT",
  "EFBIG",
  "EROFS",
  "EACCES",
  "EPERM",
  "EMFILE",
  "ENFILE",
  "ENOMEM",
  "EIO",
  "EPIPE",
])(
  "what the machine refuses with %s is the environment's fault, with the path and without a stack",
  (code) => {
    const text = describeProblem(refused(code, { path: "/srv/out/plan.json" }));
    expect(text).toMatch(
      /^error \[MachineRefused\]: .*\n  where: \/srv\/out\/plan.json\n  cause: the environment\n/,
    );
    expect(text).not.toContain("    at ");
  },
);

test("the path that is told counts more than the one that the error names", () => {
  expect(machineProblem(refused("ENOSPC", { path: "x.tmp" }), "x")?.where).toBe("x");
  expect(machineProblem(refused("ENOSPC"))?.where).toBeUndefined();
});

test.each<[string, unknown]>([
  ["a service's error of the same code", Object.assign(new Error("no"), { code: "EACCES" })],
  ["a wrong path", refused("ENOENT")],
  ["a Problem", new Problem(DETAILS)],
  ["what is no error", { code: "ENOSPC", syscall: "write" }],
])("%s is none of the machine's", (_what, error) => {
  expect(machineProblem(error)).toBeUndefined();
});
