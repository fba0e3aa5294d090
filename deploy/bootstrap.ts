import { dirname, join } from "node:path";
import { Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { loadEnvironments } from "../environments/load";
import { Problem } from "sagemaker-promotion-core/problem";
import { deliveryAccounts } from "../stacks/accounts";
import { administratorAtHand } from "./bootstrap/administrator";
import { type Foundation, type Effects, deploy, destroy } from "./bootstrap/foundation";
import { promotionOf } from "./bootstrap/promotion";
import { storesAmong } from "./bootstrap/stores";
import { type SynthesizedStack, synthesizeFoundation } from "./bootstrap/synthesis";
import { terraformCli } from "./bootstrap/terraform";
import { processTerminal } from "./terminal";

interface Options {
  readonly autoApprove?: true;
  readonly purge?: true;
}

const terminal = processTerminal();

/** The delivery stack of the account that the credentials at hand belong to. */
async function deliveryAtHand(): Promise<string> {
  const deliveries = deliveryAccounts(loadEnvironments().models);
  const account = await administratorAtHand(deliveries[0]?.region ?? "us-east-1").account();
  const delivery = deliveries.find((candidate) => candidate.account === account);
  if (delivery !== undefined) return delivery.stackName;
  const kept = `state is kept in ${deliveries.map((known) => known.account).join(", ")}`;
  throw wrongAccount(account, kept);
}

function wrongAccount(account: string, expectation: string): Problem {
  return new Problem({
    code: "WrongAccount",
    blame: "user",
    message: `the credentials belong to account ${account}; ${expectation}`,
    next: "sign in to that account as its administrator; nothing was changed",
  });
}

/** Confirms that the credentials at hand are those of the stack's account, before its first other call. */
async function connect(stack: SynthesizedStack): Promise<Foundation> {
  const { stackName, outdir, folder, account, region, state } = stack;
  const { bucket, key } = state;
  const administrator = administratorAtHand(region);
  const own = await administrator.account();
  if (own !== account) throw wrongAccount(own, `${stackName} lies in ${account}`);
  const environments = loadEnvironments().models.flatMap((model) => model.environments);
  return {
    stackName,
    folder,
    work: join(outdir, "bootstrap", stackName),
    // Beside the output, which may be removed at any time.
    localState: join(dirname(outdir), `terraform.${stackName}.tfstate`),
    state: { bucket, key, exists: () => administratorAtHand(state.region).hasObject(bucket, key) },
    promotions: environments.map((environment) =>
      promotionOf(environment, (region) => administratorAtHand(region).s3),
    ),
    stores: (resources) => storesAmong(resources, administrator),
  };
}

function effectsOf(options: Options, { stackName, account }: SynthesizedStack): Effects {
  const confirm = async (losses: readonly string[]): Promise<void> => {
    const what = [`${stackName} in account ${account}`, ...losses].map((line) => `  ${line}\n`).join("");
    const answer = await terminal.ask(`This destroys for good:\n${what}Type the account's number to go on: `);
    if (answer?.trim() === account) return;
    throw new Problem({
      code: "NotConfirmed",
      blame: "user",
      message: "Destroying was not confirmed. Nothing was deleted.",
      next: "Type the account's number when asked, or pass --auto-approve.",
    });
  };
  return {
    terraform: terraformCli,
    say: (text) => terminal.err(`${text}\n`),
    confirm: options.autoApprove === true ? undefined : confirm,
  };
}

async function runDeploy(options: Options): Promise<void> {
  const stack = await synthesizeFoundation(await deliveryAtHand());
  await deploy(await connect(stack), effectsOf(options, stack));
}

async function runDestroy(name: string, options: Options): Promise<void> {
  const stack = await synthesizeFoundation(name);
  await destroy(await connect(stack), effectsOf(options, stack), { purge: options.purge === true });
}

const AUTO_APPROVE: [flag: string, says: string] = ["--auto-approve", "change without asking"];

const program = new Command("npm run bootstrap --")
  .description(
    "Lays the foundation that Terraform's state needs before it has a place: applies the delivery stack with its state in a file, then moves the state into the bucket that it made. Run it again at any time.",
  )
  // The options are the subcommand's own after its name.
  .enablePositionalOptions()
  .option(...AUTO_APPROVE)
  .action(runDeploy)
  .addCommand(
    new Command("destroy")
      .description(
        "destroys a foundation that no promotion stands on; one that holds data only with --purge, the one with the states only after all others",
      )
      .argument("<stack>", "such as dev-account; delivery is the stack with the states")
      .option("--purge", "delete every object version and model version that lies in it as well")
      .option(...AUTO_APPROVE)
      .action(runDestroy),
  )
  .addHelpText(
    "after",
    `
Credentials are the AWS SDK's usual ones, of an administrator of the stack's account (prod's, for the states).
Needs Terraform 1.10 or newer. AWS_PROVIDER_VERSION and AWS_ENDPOINT_URL are honoured.
Exit codes: 0 done, 1 failed, 2 wrong usage.`,
  );

void runProgram(program);
