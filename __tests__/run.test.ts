import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../environments/project-root";

const PROGRAM = `interface Question {
  readonly left: number;
}

function answer({ left }: Question): number {
  const product = left * 7;
  return product;
}

answer({ left: 6 });
`;

let folder: string;
let entry: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "run-")));
  entry = join(folder, "entry.ts");
  writeFileSync(entry, PROGRAM);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  const bundle = `${entry.replaceAll(/[^\w.-]+/g, "-")}.cjs`;
  for (const suffix of ["", ".map", ".stamp.json", ".v8"]) {
    rmSync(join(projectRoot(), "dist", "run", bundle + suffix), { force: true });
  }
});

// Node 20 has WebSocket behind a flag.
const debug = (line: number, expression: string): unknown => {
  const script = join(projectRoot(), "__tests__", "support", "debugger.mjs");
  const args = ["--experimental-websocket", "--no-warnings", script, entry, String(line), expression];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (stdout === "") throw new Error(`the debugger was never stopped\n${stderr}`);
  return JSON.parse(stdout);
};

test("a disk that takes no bundle is the environment's failure, with the path", () => {
  const checkout = join(folder, "checkout");
  mkdirSync(checkout);
  for (const file of ["run.mjs", "build-stamp.cjs", "package.json", "tsconfig.json"]) {
    copyFileSync(join(projectRoot(), file), join(checkout, file));
  }
  symlinkSync(join(projectRoot(), "node_modules"), join(checkout, "node_modules"));
  writeFileSync(join(checkout, "entry.ts"), PROGRAM);
  writeFileSync(join(checkout, "dist"), "");
  const run = spawnSync(process.execPath, ["run.mjs", "entry.ts"], { cwd: checkout, encoding: "utf8" });
  expect(run.stderr).toMatch(
    /^error \[MachineRefused\]: .*\n {2}where: .*\/dist\/run\/entry[^]*cause: the environment\n/,
  );
  expect(run.status).toBe(1);
});

test.each(["built", "taken from the cache"])("a debugger stops at a TypeScript line of a bundle %s", () => {
  expect(debug(6, "left + 1")).toEqual({ file: entry, line: 6, value: 7 });
});
