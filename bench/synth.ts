import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../environments/project-root";
import { describeProblem } from "../environments/problem";
import { writeEnvironments } from "./environments";
import { measure, table } from "./measure";
import type { Program } from "./measure";

/** How much longer than loading alone synthesis may take. */
const GOAL = 1.5;
const ROUNDS = 9;
const SIZES = [25, 50, 100, 200];
const SIZE_ROUNDS = 3;

const dist = join(projectRoot(), "dist");
const scratch = mkdtempSync(join(tmpdir(), "bench-synth-"));
const synth = ["node", "run.mjs", "main.ts"];

/** A program that loads what main.ts builds on, and does nothing: constructs, cdktf and the provider's classes in use. */
async function writeFloor(): Promise<string> {
  const { metafile } = await build({
    absWorkingDir: projectRoot(),
    entryPoints: ["main.ts"],
    bundle: true,
    packages: "external",
    platform: "node",
    metafile: true,
    write: false,
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  const loaded = [...new Set(imports)].filter((path) => /^(?:constructs$|cdktf$|@cdktf\/)/.test(path));
  const floor = join(dist, "bench-floor.cjs");
  mkdirSync(dist, { recursive: true });
  writeFileSync(floor, loaded.map((path) => `require(${JSON.stringify(path)});\n`).join(""));
  return floor;
}

async function compareWithLoading(): Promise<void> {
  const environment = { CDKTF_OUTDIR: join(scratch, "example") };
  const forget = "rm -f dist/run/main.ts.cjs.stamp.json dist/lambdas/*.stamp.json";
  const samples = await measure(
    {
      "load constructs, cdktf, provider": { command: ["node", await writeFloor()] },
      "npm run synth": { command: synth, environment },
      "after every source has changed": {
        command: ["sh", "-c", `${forget} && exec ${synth.join(" ")}`],
        environment,
      },
    },
    ROUNDS,
  );
  const ratio = samples["npm run synth"].cpu / samples["load constructs, cdktf, provider"].cpu;
  process.stdout.write(table(samples));
  process.stdout.write(`goal: at most ${GOAL} times loading; measured ${ratio.toFixed(2)}\n\n`);
}

async function scale(): Promise<void> {
  const programs = SIZES.map((size): [string, Program] => {
    const folder = join(scratch, `${size}`);
    writeEnvironments(folder, size);
    const environment = { ENVIRONMENTS: folder, CDKTF_OUTDIR: join(scratch, `${size}.out`) };
    return [`${size} environments`, { command: synth, environment }];
  });
  const samples = await measure(Object.fromEntries(programs), SIZE_ROUNDS);
  process.stdout.write(table(samples));
  SIZES.forEach((size, index) => {
    const smaller = SIZES[index - 1];
    const cpu = samples[`${size} environments`]?.cpu ?? 0;
    const before = samples[`${smaller} environments`]?.cpu ?? 0;
    const each =
      smaller === undefined ? "" : `, ${milliseconds((cpu - before) / (size - smaller))} for each more`;
    process.stdout.write(`${size}: ${milliseconds(cpu / size)} an environment${each}\n`);
  });
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms CPU`;
}

/** How long synthesis takes, beside loading alone, and how it grows with the number of environments. */
async function main(): Promise<void> {
  try {
    await compareWithLoading();
    await scale();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(describeProblem(error));
  process.exitCode = 1;
});
