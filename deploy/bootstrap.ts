import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Command, CommanderError } from "commander";
import { loadEnvironments } from "../environments/load";
import { describeProblem, Problem } from "../environments/problem";
import { projectRoot } from "../environments/project-root";
import { deliveryAccounts } from "../stacks/delivery-account";
import type { DeliveryAccount } from "../stacks/delivery-account";
import { lay, takeDown } from "./bootstrap/delivery-foundation";
import type { DeliveryFoundation, Hands } from "./bootstrap/delivery-foundation";
import { accountAtHand, connectStateBucket } from "./bootstrap/state-bucket";
import { terraform } from "./bootstrap/terraform";
import { processTerminal } from "./terminal";

interface Options {
  readonly autoApprove?: true;
  readonly purge?: true;
}

const terminal = processTerminal();

/** The delivery account that the credentials at hand belong to. */
async function deliveryAtHand(): Promise<DeliveryAccount> {
  const deliveries = deliveryAccounts(loadEnvironments(process.env["ENVIRONMENTS"]).models);
  const account = await accountAtHand(deliveries[0]?.region ?? "us-east-1");
  const delivery = deliveries.find((candidate) => candidate.account === account);
  if (delivery !== undefined) return delivery;
  throw new Problem({
    code: "WrongAccount",
    blame: "user",
    message: `the credentials belong to account ${account}; state is kept in ${deliveries.map((known) => known.account).join(", ")}`,
    next: "sign in to that account as its administrator; nothing was changed",
  });
}

/** What is read of a synthesized delivery stack. */
interface Configuration {
  readonly terraform: {
    readonly backend: {
      readonly s3: { readonly bucket: string; readonly key: string; readonly region: string };
    };
  };
  readonly resource: { readonly aws_s3_bucket?: Readonly<Record<string, { readonly bucket: string }>> };
}

/** Synthesizes as `npm run synth` does, CDKTF_OUTDIR, ENVIRONMENTS and AWS_PROVIDER_VERSION included. */
async function synthesize({ stackName }: DeliveryAccount): Promise<DeliveryFoundation> {
  try {
    await promisify(execFile)(process.execPath, [join(projectRoot(), "run.mjs"), "main.ts"]);
  } catch (cause) {
    throw new Problem({
      code: "SynthFailed",
      blame: "user",
      message: `the stacks could not be synthesized:\n${(cause as { stderr?: string }).stderr?.trimEnd() ?? String(cause)}`,
      next: "mend what it says, then run the same command again; nothing was changed",
      cause,
    });
  }
  const outdir = process.env["CDKTF_OUTDIR"] ?? join(projectRoot(), "cdktf.out");
  const folder = join(outdir, "stacks", stackName);
  const { terraform: settings, resource } = JSON.parse(
    readFileSync(join(folder, "cdk.tf.json"), "utf8"),
  ) as Configuration;
  const { bucket: own, key, region } = settings.backend.s3;
  const stateBucket = connectStateBucket(own, region);
  return {
    stackName,
    folder,
    work: join(outdir, "bootstrap", stackName),
    // Beside the output, which may be removed at any time.
    localState: join(dirname(outdir), `terraform.${stackName}.tfstate`),
    state: { bucket: stateBucket, key },
    buckets: Object.values(resource.aws_s3_bucket ?? {}).map(({ bucket }) =>
      bucket === own ? stateBucket : connectStateBucket(bucket, region),
    ),
  };
}

function hands(options: Options, delivery: DeliveryAccount): Hands {
  const confirm = async (): Promise<void> => {
    const answer = await terminal.ask(
      `This deletes every version of every state in account ${delivery.account}, and the stack ${delivery.stackName}.\n` +
        `Type the account's number to go on: `,
    );
    if (answer?.trim() === delivery.account) return;
    throw new Problem({
      code: "NotConfirmed",
      blame: "user",
      message: "Destroying was not confirmed. Nothing was deleted.",
      next: "Type the account's number when asked, or pass --auto-approve.",
    });
  };
  return {
    terraform,
    say: (text) => terminal.err(`${text}\n`),
    confirm: options.autoApprove === true ? undefined : confirm,
  };
}

async function runLay(options: Options): Promise<void> {
  const delivery = await deliveryAtHand();
  await lay(await synthesize(delivery), hands(options, delivery));
}

async function runTakeDown(options: Options): Promise<void> {
  if (options.purge !== true) {
    throw new Problem({
      code: "BucketNotEmpty",
      blame: "user",
      message:
        "the bucket holds every version of every state ever written, and Terraform does not delete them",
      next: "pass --purge to delete them with the bucket; nothing was changed",
    });
  }
  const delivery = await deliveryAtHand();
  await takeDown(await synthesize(delivery), hands(options, delivery));
}

const AUTO_APPROVE: [flag: string, says: string] = ["--auto-approve", "change without asking"];

const program = new Command("npm run bootstrap --")
  .description(
    "Lays the foundation that Terraform's state needs before it has a place: applies the delivery stack with its state in a file, then moves the state into the bucket that it made. Run it again at any time.",
  )
  // The option is the subcommand's own after its name.
  .enablePositionalOptions()
  .option(...AUTO_APPROVE)
  .action(runLay)
  .addCommand(
    new Command("destroy")
      .description(
        "destroys the delivery stack, the state bucket included; after everything else is destroyed",
      )
      .option("--purge", "delete every version of every state with the bucket")
      .option(...AUTO_APPROVE)
      .action(runTakeDown),
  )
  .addHelpText(
    "after",
    `
Credentials are the AWS SDK's usual ones, of an administrator of the account that keeps the state (prod's).
Needs Terraform 1.10 or newer. AWS_PROVIDER_VERSION and AWS_ENDPOINT_URL are honoured.
Exit codes: 0 done, 1 failed, 2 wrong usage.`,
  );

for (const command of [program, ...program.commands]) command.exitOverride().showHelpAfterError();

program.parseAsync().catch((error: unknown) => {
  // Commander has written its message; --help ends with 0, wrong usage with another code of its own.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    terminal.err(describeProblem(error));
    process.exitCode = 1;
  }
});
