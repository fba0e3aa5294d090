import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { projectRoot } from "../environments/project-root";
import rooms from "../rooms.json";

const root = projectRoot();
const PACKAGES = Object.keys(rooms).filter((room) => room.startsWith("packages/"));

/** The name under which others import a package. */
const nameOf = (room: string): string =>
  (JSON.parse(readFileSync(join(root, room, "package.json"), "utf8")) as { name: string }).name;

const written = (room: string): string => `\`${room.includes(".") ? room : `${room}/`}\``;

test("CONTRIBUTING.md shows the table that lint enforces", () => {
  const rows = Object.entries(rooms).map(([room, { holds, imports }]) => [
    written(room),
    holds,
    imports.map(written).join(", ") || "nothing",
  ]);
  const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const table = /^\| room .*\n\| -.*\n((?:\|.*\n)+)/m.exec(text)?.[1]?.trimEnd().split("\n");
  expect(
    table?.map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ),
  ).toEqual(rows);
});

test("every file and folder that CONTRIBUTING.md names is there", () => {
  const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const named = [
    ...text.matchAll(/(?:`|npx jest )([\w.-]+(?:\/[\w.-]+)*(?:\/|\.(?:ts|py|json|mjs|cjs)))(?=[`\s])/g),
  ];
  const paths = named.flatMap(([, path = ""]) => (path.startsWith("NAME.") ? [] : [path]));
  expect(paths.length).toBeGreaterThan(20);
  // What a program makes is not there before.
  const made = ["dist/run/", "rehearsal-out/"];
  expect(paths.filter((path) => !made.includes(path) && !existsSync(join(root, path)))).toEqual([]);
});

const ALLOWED: readonly (readonly [from: string, statement: string])[] = [
  ["deploy/down.ts", `import "../stacks/target"`],
  ["deploy/by-name.ts", `import type {} from "sagemaker-pipeline-definitions/diff"`],
  ["packages/local-accounts/by-name.ts", `import "sagemaker-promotion-core/problem"`],
];

const REFUSED: readonly (readonly [from: string, statement: string, rule: string])[] = [
  ["environments/up.ts", `import "../stacks/target"`, "imports-of-environments"],
  ["lambdas/type.ts", `import type {} from "../deploy/target"`, "imports-of-lambdas"],
  ["deploy/type.ts", `export type Up = import("../rehearsal/target").Target`, "imports-of-deploy"],
  ["stacks/later.ts", `void import("../deploy/target")`, "imports-of-stacks"],
  ["stacks/again.ts", `export type { Target } from "../deploy/target"`, "imports-of-stacks"],
  ["rehearsal/tool.ts", `import type {} from "../tools/target"`, "imports-of-rehearsal"],
  ["tools/bench/app.ts", `import "../../main"`, "imports-of-tools"],
  ["packages/core/product.ts", `import type {} from "../../deploy/target"`, "imports-of-core"],
  ["packages/core/above.ts", `import "sagemaker-local-accounts"`, "imports-of-core"],
  ["stacks/accounts.ts", `import type {} from "sagemaker-local-accounts"`, "imports-of-stacks"],

  ["deploy/path.ts", `import type {} from "../packages/core/problem"`, "name-of-core"],
  ["packages/local-accounts/path.ts", `import "../pipeline-definitions"`, "name-of-pipeline-definitions"],
  ["deploy/inside.ts", `import type {} from "sagemaker-pipeline-definitions/diff/diff"`, "exported"],
  ["packages/local-accounts/inside.ts", `import "sagemaker-pipeline-definitions/step"`, "exported"],

  ["stacks/one.ts", `import type {} from "./two"`, "no-circle"],
  ["scripts/new.ts", `import "../main"`, "in-a-room"],
];

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

describe("lint of imports", () => {
  let folder: string;
  let violations: Cruise["summary"]["violations"];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rooms-"));
    const write = (path: string, content: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    };
    for (const file of [".dependency-cruiser.cjs", "rooms.json", "package.json", "tsconfig.json"]) {
      copyFileSync(join(root, file), join(folder, file));
    }
    mkdirSync(join(folder, "node_modules"));
    for (const room of PACKAGES) {
      write(join(room, "package.json"), readFileSync(join(root, room, "package.json"), "utf8"));
      write(join(room, "index.ts"), "export {};");
      symlinkSync(join("..", room), join(folder, "node_modules", nameOf(room)));
    }
    write("packages/core/problem.ts", "export {};");
    write("packages/pipeline-definitions/step.ts", "export {};");
    write("packages/pipeline-definitions/diff/index.ts", "export {};");
    write("packages/pipeline-definitions/diff/diff.ts", "export {};");
    write("main.ts", "export {};");
    for (const room of ["stacks", "deploy", "rehearsal", "tools"]) {
      write(`${room}/target.ts`, "export type Target = string;");
    }
    write("stacks/two.ts", `import type {} from "./one";`);
    for (const [from, statement] of [...ALLOWED, ...REFUSED]) write(from, `${statement};\nexport {};\n`);

    const depcruise = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
    const { stdout, stderr } = spawnSync(process.execPath, [depcruise, ".", "--output-type", "json"], {
      cwd: folder,
      encoding: "utf8",
    });
    if (stdout === "") throw new Error(stderr);
    ({ violations } = (JSON.parse(stdout) as Cruise).summary);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const rulesBrokenBy = (path: string): string[] =>
    violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);

  test.each(ALLOWED)("allows %s: %s", (from) => {
    expect(rulesBrokenBy(from)).toEqual([]);
  });

  test.each(REFUSED)("refuses %s: %s", (from, _, rule) => {
    expect(rulesBrokenBy(from)).toEqual([rule]);
  });
});
