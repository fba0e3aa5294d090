import { Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { applyCommand } from "../deploy/commands/apply";
import { checkCommand } from "../deploy/commands/check";
import { destroyCommand } from "../deploy/commands/destroy";
import { forceUnlockCommand } from "../deploy/commands/force-unlock";
import { planCommand } from "../deploy/commands/plan";
import { compareCommand } from "./commands/compare";
import { dataCommand } from "./commands/data";
import { doctorCommand } from "./commands/doctor";
import { executionCommands } from "./commands/executions";
import { modelsCommand } from "./commands/models";
import { approveCommand, rejectCommand, rollbackModelCommand } from "./commands/judge";
import { runsCommand } from "./commands/runs";
import { statusCommand } from "./commands/status";
import { traceCommand } from "./commands/trace";
import { whyCommand } from "./commands/why";

const program = new Command("npm run deploy --")
  .description("Deploys an environment's pipelines, says what is live and what ran, and acts on it.")
  .addHelpText(
    "after",
    `
Examples:
  npm run deploy -- status
  npm run deploy -- plan --env prod
  npm run --silent deploy -- plan --env prod --format markdown
  npm run deploy -- apply --env environments/fraud/prod.tfvars.json
  npm run deploy -- apply --env prod --yes --lock-timeout 900
  npm run deploy -- plan --env prod --role deploy --out prod.plan.json
  npm run deploy -- apply --env prod prod.plan.json
  npm run deploy -- check --env prod --account 222222222222
  npm run deploy -- why --last --env prod

Credentials are the AWS SDK's usual ones. What reads assumes plan-role, here and in the registry's account; apply and destroy
assume cross-account-jenkins-role; approve, reject and rollback model assume model-approver-role; run, retry, stop and data
assume the role of people who work with the pipelines, where there is one. docs/operate.md says which verb answers what.
One run at a time writes to an environment. The processes of one build count as one: those with the same LOCK_ID, which
is Jenkins' BUILD_TAG where you set none.
AWS_ENDPOINT_URL and NO_COLOR are honoured.
Exit codes: 0 done, 1 failed, 2 wrong usage (or changes, with --detailed-exitcode or --fail-on).`,
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
  .addCommand(dataCommand())
  .addCommand(
    new Command("rollback").description("go back to what was before").addCommand(rollbackModelCommand()),
  )
  .addCommand(traceCommand())
  .addCommand(doctorCommand());
for (const command of executionCommands()) program.addCommand(command);

void runProgram(program);
