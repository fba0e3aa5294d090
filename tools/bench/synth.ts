import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../../environments/project-root";
import { writeEnvironments } from "./environments";
import { growth } from "./judge";
import { measure } from "./measure";
import type { Program } from "./measure";
import type { Outcome } from "./outcome";

/** How much longer than loading alone synthesis may take. */
const GOAL = 1.5;
const ROUNDS = 9;
/** How many times as much an environment may cost after the hundredth as before it; linear is 1, and machines waver. */
const GROWTH = 1.5;
const SIZES = [25, 100, 200];
const SIZE_ROUNDS = 5;
const FLOOR = "load constructs, cdktf, provider";
const SYNTH = "node run.mjs main.ts";

const dist = join(projectRoot(), "dist");
const synthesis = ["node", "run.mjs", "main.ts"];

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

async function compareWithLoading(scratch: string): Promise<Outcome> {
  const environment = { CDKTF_OUTDIR: join(scratch, "example") };
  const forget = "rm -f dist/run/main.ts.cjs.stamp.json dist/lambdas/*.stamp.json";
  const samples = await measure(
    {
      [FLOOR]: { command: ["node", await writeFloor()] },
      [SYNTH]: { command: synthesis, environment },
      "after every source has changed": {
        command: ["sh", "-c", `${forget} && exec ${synthesis.join(" ")}`],
        environment,
      },
    },
    ROUNDS,
  );
  const measured = samples[SYNTH].cpu / samples[FLOOR].cpu;
  return {
    tables: [samples],
    ratios: [{ what: "synthesize the example", ours: SYNTH, peer: FLOOR }],
    goals: [{ what: "synthesis, times loading alone", bound: "at most", limit: GOAL, measured }],
  };
}

async function scale(scratch: string): Promise<Outcome> {
  const programs = SIZES.map((size): [string, Program] => {
    const folder = join(scratch, `${size}`);
    const environment = { ...writeEnvironments(folder, size), CDKTF_OUTDIR: join(scratch, `${size}.out`) };
    return [`${size} environments`, { command: synthesis, environment }];
  });
  const samples = await measure(Object.fromEntries(programs), SIZE_ROUNDS);
  const measured = growth(
    SIZES.map((size) => ({ size, cost: samples[`${size} environments`]?.cpu ?? Number.NaN })),
  );
  const what = "an environment added to many, times one added to few";
  return { tables: [samples], ratios: [], goals: [{ what, bound: "at most", limit: GROWTH, measured }] };
}

/** How long synthesis takes, beside loading alone, and how it grows with the number of environments. */
export async function synth(): Promise<Outcome> {
  const scratch = mkdtempSync(join(tmpdir(), "bench-synth-"));
  try {
    const [alone, many] = [await compareWithLoading(scratch), await scale(scratch)];
    return {
      tables: [...alone.tables, ...many.tables],
      ratios: alone.ratios,
      goals: [...alone.goals, ...many.goals],
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
