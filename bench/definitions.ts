import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../environments/project-root";
import { describeProblem, Problem } from "../environments/problem";
import { pythonEnvironment } from "../rehearsal/accounts/python";
import { outline } from "./outline";
import type { Definitions } from "./outline";
import { measure, table } from "./measure";
import type { Program } from "./measure";

/** How many times less processor time than the Python SDK we take. */
const GOAL = 10;
const ROUNDS = 5;
const bench = join(projectRoot(), "bench");

async function output({ command: [program = "", ...args] }: Program): Promise<Definitions> {
  const { stdout } = await promisify(execFile)(program, args, { cwd: projectRoot() });
  return JSON.parse(stdout) as Definitions;
}

/** Both pipelines of the example's prod, built by us and by the SageMaker Python SDK: whole processes, by turns. */
async function main(): Promise<void> {
  const { python } = await pythonEnvironment((line) => process.stderr.write(`${line}\n`), {
    requirements: [join(bench, "requirements.txt")],
  });
  const ours: Program = { command: ["node", "run.mjs", "deploy/definitions.ts", "--env", "prod"] };
  const theirs: Program = { command: [python, "bench/definitions.py", "environments/prod.tfvars.json"] };
  const [our, their] = (await Promise.all([output(ours), output(theirs)])).map(outline);
  if (our !== their) {
    throw new Problem({
      code: "NotTheSamePipelines",
      blame: "bug",
      message: `bench/definitions.py builds other pipelines than ours:\n${our}\n--- Python ---\n${their}`,
      next: "bring bench/definitions.py up to date",
    });
  }
  const samples = await measure({ "npm run definitions": ours, "SageMaker Python SDK": theirs }, ROUNDS);
  const ratio = samples["SageMaker Python SDK"].cpu / samples["npm run definitions"].cpu;
  process.stdout.write(`${table(samples)}goal: at least ${GOAL} times less; measured ${ratio.toFixed(1)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(describeProblem(error));
  process.exitCode = 1;
});
