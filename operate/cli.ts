import { Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { VERBS } from "./verbs";

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
  npm run deploy -- plan --env prod --store
  npm run deploy -- apply --env prod --reviewed --yes
  npm run deploy -- apply --env dev --as ann
  npm run deploy -- check --env prod --account 222222222222
  npm run deploy -- why --last --env prod
  npm run deploy -- rollback pipeline inference --env prod --reason "fails on empty batches"

Credentials are the AWS SDK's usual ones. What reads assumes plan-role, here and in the registry's account; plan --store also
assumes plan-writer-role; apply, destroy, force-unlock and rollback pipeline assume cross-account-jenkins-role; approve,
reject and rollback model assume model-approver-role; run, retry, stop and data assume the role of people who work with the pipelines, where there is one.
docs/operate.md says which verb answers what.
One run at a time writes to an environment. The processes of one build count as one: those with the same LOCK_ID, which
is Jenkins' BUILD_TAG where you set none.
AWS_ENDPOINT_URL and NO_COLOR are honoured.
Exit codes: 0 done, 1 failed, 2 wrong usage (or changes, with --detailed-exitcode or --fail-on).`,
  );

/** The verb that is asked for is loaded; of the others, the list has the name. */
async function main(argv: readonly string[]): Promise<void> {
  const [asked] = argv.slice(2).filter((argument) => !argument.startsWith("-") && argument !== "help");
  for (const [name, { group, about, load }] of Object.entries(VERBS)) {
    const command = name === asked ? await load() : new Command(name);
    program.addCommand(command.description(about).helpGroup(group));
  }
  await runProgram(program, argv);
}

void main(process.argv);
