import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { environmentsFolder } from "../../environments/load";
import { projectRoot } from "../../environments/project-root";
import { Problem } from "sagemaker-promotion-core/problem";
import { pythonEnvironment } from "sagemaker-promotion-core/python";
import { outline } from "./outline";
import type { Definitions } from "./outline";
import { measure } from "./measure";
import type { Program } from "./measure";
import type { Outcome } from "./outcome";

/** How many times less processor time than the Python SDK we take. */
const GOAL = 10;
const ROUNDS = 5;
/** What `npm run definitions` starts. The goal is held to it: the Python SDK's program has no npm before it either. */
const OURS = "node run.mjs deploy/definitions.ts";
const THEIRS = "SageMaker Python SDK";
const bench = join(projectRoot(), "tools", "bench");
const build = ["node", "run.mjs", "deploy/definitions.ts", "--env", "prod"];

/** The same work with what a person meets besides: the first run after a change, and npm. */
function aroundIt() {
  const bundle = "dist/run/deploy-definitions.ts.cjs";
  const forget = `rm -f ${bundle}.stamp.json ${bundle}.v8 dist/lambdas/*.stamp.json`;
  const empty = join(projectRoot(), "dist", "bench-npm");
  mkdirSync(empty, { recursive: true });
  writeFileSync(join(empty, "package.json"), JSON.stringify({ scripts: { nothing: ":" } }));
  return {
    "ours, nothing bundled yet": { command: ["sh", "-c", `${forget} && exec ${build.join(" ")}`] },
    "npm run -s definitions": { command: ["npm", "run", "-s", "definitions", "--", "--env", "prod"] },
    "npm run -s of a script that does nothing": {
      command: ["npm", "--prefix", empty, "run", "-s", "nothing"],
    },
  };
}

async function output({ command: [program = "", ...args] }: Program): Promise<Definitions> {
  const { stdout } = await promisify(execFile)(program, args, { cwd: projectRoot() });
  return JSON.parse(stdout) as Definitions;
}

/** Both pipelines of the example's prod, built by us and by the SageMaker Python SDK: whole processes, by turns. */
export async function definitions(): Promise<Outcome> {
  const { python } = await pythonEnvironment((line) => process.stderr.write(`${line}\n`), {
    requirements: [join(bench, "requirements.txt")],
  });
  const ours: Program = { command: build };
  const theirs: Program = {
    command: [python, "tools/bench/sdk", join(environmentsFolder(), "prod.tfvars.json")],
  };
  const [our, their] = (await Promise.all([output(ours), output(theirs)])).map(outline);
  if (our !== their) {
    throw new Problem({
      code: "NotTheSamePipelines",
      blame: "bug",
      message: `tools/bench/sdk builds other pipelines than ours:\n${our}\n--- Python ---\n${their}`,
      next: "bring tools/bench/sdk up to date",
    });
  }
  const samples = await measure({ [OURS]: ours, [THEIRS]: theirs, ...aroundIt() }, ROUNDS);
  return {
    tables: [samples],
    ratios: [{ what: "build both definitions", ours: OURS, peer: THEIRS }],
    goals: [
      {
        what: "times less than the Python SDK, to build both pipelines (both without npm, bundles at hand)",
        bound: "at least",
        limit: GOAL,
        measured: samples[THEIRS].cpu / samples[OURS].cpu,
      },
    ],
  };
}
