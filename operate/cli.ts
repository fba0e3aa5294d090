import { Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { applyCommand } from "../deploy/commands/apply";
import { checkCommand } from "../deploy/commands/check";
import { destroyCommand } from "../deploy/commands/destroy";
import { forceUnlockCommand } from "../deploy/commands/force-unlock";
import { planCommand } from "../deploy/commands/plan";
import { compareCommand } from "./commands/compare";
import { modelsCommand } from "./commands/models";
import { approveCommand, rejectCommand, rollbackModelCommand } from "./commands/judge";
import { runsCommand } from "./commands/runs";
import { statusCommand } from "./commands/status";
import { whyCommand } from "./commands/why";

const program = new Command("npm run deploy --")
  .description("Brings an environment's two pipelines and their scripts to what this checkout says.")
  .addHelpText(
    "after",
    `
Examples:
  npm run deploy -- plan --env prod
  npm run --silent deploy -- plan --env prod --format markdown
  npm run deploy -- apply --env environments/fraud/prod.tfvars.json
  npm run deploy -- apply --env prod --yes --lock-timeout 900
  npm run deploy -- check --env prod --account 222222222222

Credentials are the AWS SDK's usual ones; they assume the environment's role: cross-account-jenkins-role by default, and
plan-role, which only reads, for a plan.
One run at a time writes to an environment. The processes of one build count as one: those with the same LOCK_ID, which
is Jenkins' BUILD_TAG where you set none.
AWS_ENDPOINT_URL and NO_COLOR are honoured.
Exit codes: 0 done, 1 failed, 2 wrong usage (or changes, with --detailed-exitcode).`,
  )
  .addCommand(planCommand())
  .addCommand(applyCommand())
  .addCommand(destroyCommand())
  .addCommand(forceUnlockCommand())
  .addCommand(checkCommand())
  .addCommand(statusCommand())
  .addCommand(runsCommand())
  .addCommand(whyCommand())
  .addCommand(modelsCommand())
  .addCommand(compareCommand())
  .addCommand(approveCommand())
  .addCommand(rejectCommand())
  .addCommand(
    new Command("rollback").description("go back to what was before").addCommand(rollbackModelCommand()),
  );

void runProgram(program);
