import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

/** Runs a program in a terminal, types when it is asked, and prints what was to be read. */
const IN_A_TERMINAL = `
import os, pty, sys
typed, program = sys.argv[1].encode(), sys.argv[2:]
child, terminal = pty.fork()
if child == 0: os.execvp(program[0], program)
read = b""
try:
    while more := os.read(terminal, 1000):
        if b"go on?" in read + more and b"go on?" not in read: os.write(terminal, typed)
        read += more
except OSError: pass
sys.stdout.buffer.write(read)
`;

let folder: string;
let entry: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "question-")));
  entry = join(folder, "entry.ts");
  writeFileSync(
    entry,
    `import { processTerminal } from ${JSON.stringify(join(projectRoot(), "deploy", "terminal"))};
void processTerminal().ask("go on?").then((answer) => console.log("answered", answer ?? "nothing"));
`,
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  const bundle = `${entry.replaceAll(/[^\w.-]+/g, "-")}.cjs`;
  for (const suffix of ["", ".map", ".stamp.json", ".v8"]) {
    rmSync(join(projectRoot(), "dist", "run", bundle + suffix), { force: true });
  }
});

test.each([
  ["Ctrl-C", "\u0003", "nothing"],
  ["Ctrl-D", "\u0004", "nothing"],
  ["a word", "prod\n", "prod"],
])("%s at a question is an answer, so that the run ends in order", (_what, typed, answer) => {
  const args = ["-c", IN_A_TERMINAL, typed, process.execPath, "run.mjs", entry];
  const { stdout } = spawnSync("python3", args, { cwd: projectRoot(), encoding: "utf8" });
  expect(stdout).toContain(`answered ${answer}`);
});
