import { spawnSync } from "node:child_process";
import { basename, dirname, resolve } from "node:path";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { describeProblem, Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../../environments/environment";
import { loadEnvironments } from "../../environments/load";
import { projectRoot } from "../../environments/project-root";
import { promotionStackName } from "../../stacks/names";
import { terraformCli, type Terraform } from "../bootstrap/terraform";
import { recordApplied } from "../bound/applied-stacks";
import { requireReviewed } from "../bound/bound";
import { planDocument } from "../bound/plan-document";
import { applyStacks, discardStacks, planStacks } from "../bound/stacks-plan";
import { work, type Work } from "./command";
import { prepare } from "./prepare";
import { reviewedPlan } from "./reviewed-plan";
import { whileLocked } from "./writing";
import type { FindEvidence } from "../evidence";
import { plan } from "../plan";
import { requiredEvidence } from "./required-evidence";
import { variable } from "sagemaker-promotion-core/variable";

const USE = "TERRAFORM_BINARY_NAME=<here>/deploy/terraform-guard npx cdktf deploy STACK --auto-approve";

/** What changes nothing but the stack's folder. */
const PASSES = new Set([
  "-v",
  "-version",
  "--version",
  "version",
  "init",
  "providers",
  "plan",
  "show",
  "output",
]);

/** Seconds that it waits for another run. */
const LOCK_TIMEOUT = 900;

/** An apply tells what it does as it does it, and nothing of the plan, which holds values in the clear. */
const telling: Terraform = {
  ...terraformCli,
  async read(folder, ...args) {
    if (args[0] !== "apply") return terraformCli.read(folder, ...args);
    await terraformCli.run(folder, ...args);
    return "";
  },
};

/**
 * Terraform as `npx cdktf deploy` gets it by TERRAFORM_BINARY_NAME: applies nothing but what was reviewed. cdktf runs it in a
 * stack's folder. The reviewed plan is the file that REVIEWED_PLAN names, or the environment's in the folder that it names,
 * else the one that is stored for the checkout's tree.
 */
export async function guard(args: readonly string[], findEvidence: FindEvidence): Promise<void> {
  try {
    await run(args, findEvidence);
  } catch (error) {
    process.stderr.write(describeProblem(error));
    process.exitCode = EXIT.failed;
  }
}

async function run(args: readonly string[], findEvidence: FindEvidence): Promise<void> {
  const [verb = ""] = args;
  if (PASSES.has(verb)) {
    const { status, error } = spawnSync("terraform", args, { stdio: "inherit" });
    if (error !== undefined) process.stderr.write(`${error.message}\n`);
    process.exitCode = status ?? EXIT.failed;
    return;
  }
  if (verb !== "apply" || !args.includes("-auto-approve")) throw refused(args);
  const folder = process.cwd();
  const environment = environmentOf(basename(folder));
  await work("guard", { env: environment.name }, (job) =>
    applyReviewed(dirname(dirname(folder)), job, findEvidence),
  );
}

/** Plans, compares, applies the plan that it compared, and keeps the lock for the build's next command. */
async function applyReviewed(folder: string, job: Work, findEvidence: FindEvidence): Promise<number> {
  const { environment, progress, terminal } = job;
  const reference = environment.name;
  const prepared = await prepare(job, "deploy", {});
  const { desired, aws } = prepared;
  await requiredEvidence(job, prepared, findEvidence);
  const path = variable("REVIEWED_PLAN");
  const from = path === undefined ? true : resolve(projectRoot(), path);
  const lock = { verb: "apply", reference, timeout: LOCK_TIMEOUT, keeps: true };
  await whileLocked(lock, job, aws, async () => {
    const file = await reviewedPlan(from, { job, reference, desired, aws });
    const planned = await plan(desired, aws, progress);
    progress("planning the stack with Terraform");
    const stacks = await planStacks(telling, environment, folder, "deploy");
    try {
      requireReviewed(file, planned, { stacks, now: new Date() });
      terminal.out(`The plan of ${stacks.stack} is the reviewed one, of commit ${file.commit}.\n`);
      await applyStacks(telling, stacks);
    } finally {
      discardStacks(stacks);
    }
    await recordApplied(telling, { folder, stacks, plan: planDocument(file).seal });
  });
  return EXIT.done;
}

/** @throws Problem `NotAPromotionStack` */
function environmentOf(stack: string): Environment {
  const environments = loadEnvironments().models.flatMap((model) => model.environments);
  const found = environments.find((one) => promotionStackName(one) === stack);
  if (found !== undefined) return found;
  throw new Problem({
    code: "NotAPromotionStack",
    blame: "user",
    message: "The guard applies the stacks of environments, and this is none.",
    where: stack,
    next: `Its stacks: ${environments.map(promotionStackName).join(", ")}. npm run bootstrap applies foundations. Nothing was changed.`,
  });
}

function refused(args: readonly string[]): Problem {
  return new Problem({
    code: "GuardRefuses",
    blame: "user",
    message: "The guard applies what was reviewed, asks nobody, and lets nothing else change a state.",
    where: `terraform ${args.join(" ")}`,
    next: `Use it so: ${USE}. Or leave TERRAFORM_BINARY_NAME unset. Nothing was changed.`,
  });
}
