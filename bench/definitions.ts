import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { environmentsFolder } from "../environments/load";
import { projectRoot } from "../environments/project-root";
import { Problem } from "../environments/problem";
import { pythonEnvironment } from "../rehearsal/accounts/python";
import { outline } from "./outline";
import type { Definitions } from "./outline";
import { measure } from "./measure";
import type { Program } from "./measure";
import type { Outcome } from "./outcome";

/** How many times less processor time than the Python SDK we take. */
const GOAL = 10;
const ROUNDS = 5;
const OURS = "npm run definitions";
const THEIRS = "SageMaker Python SDK";
const bench = join(projectRoot(), "bench");

async function output({ command: [program = "", ...args] }: Program): Promise<Definitions> {
  const { stdout } = await promisify(execFile)(program, args, { cwd: projectRoot() });
  return JSON.parse(stdout) as Definitions;
}

/** Both pipelines of the example's prod, built by us and by the SageMaker Python SDK: whole processes, by turns. */
export async function definitions(): Promise<Outcome> {
  const { python } = await pythonEnvironment((line) => process.stderr.write(`${line}\n`), {
    requirements: [join(bench, "requirements.txt")],
  });
  const ours: Program = { command: ["node", "run.mjs", "deploy/definitions.ts", "--env", "prod"] };
  const theirs: Program = { command: [python, "bench/sdk", join(environmentsFolder(), "prod.tfvars.json")] };
  const [our, their] = (await Promise.all([output(ours), output(theirs)])).map(outline);
  if (our !== their) {
    throw new Problem({
      code: "NotTheSamePipelines",
      blame: "bug",
      message: `bench/sdk builds other pipelines than ours:\n${our}\n--- Python ---\n${their}`,
      next: "bring bench/sdk up to date",
    });
  }
  const samples = await measure({ [OURS]: ours, [THEIRS]: theirs }, ROUNDS);
  return {
    tables: [samples],
    goals: [
      {
        what: "times less than the Python SDK, to build both pipelines",
        bound: "at least",
        limit: GOAL,
        measured: samples[THEIRS].cpu / samples[OURS].cpu,
      },
    ],
  };
}
