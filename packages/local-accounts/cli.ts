#!/usr/bin/env node
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { EXIT, runProgram } from "sagemaker-promotion-core/run-program";
import { leaveAws } from "sagemaker-promotion-core/without-aws";
import { startLocalAccounts } from "./local-accounts";
import { accountsPython } from "./python";
import { ShellAccess } from "./shell-access";

/** An account that gets a profile; any other number is an account as well. */
interface Named {
  readonly name: string;
  readonly account: string;
}

interface StartFlags {
  readonly account: readonly Named[];
  readonly region: string;
  readonly port?: number;
  readonly folder?: string;
  readonly spark?: true;
  readonly requirements?: string;
  readonly json?: true;
}

const DEFAULT_ACCOUNT: Named = { name: "local", account: "111111111111" };
const HIGHEST_PORT = 65_535;

/** `111111111111`, or `dev=111111111111` for a profile of that name. */
function namedAccount(text: string, before: readonly Named[] | undefined): readonly Named[] {
  const [, name, account = ""] = /^(?:([\w-]+)=)?(\d{12})$/.exec(text) ?? [];
  if (account === "") throw new InvalidArgumentError("Give twelve digits, or NAME=twelve digits.");
  const named = { name: name ?? account, account };
  const others = before === undefined || before.includes(DEFAULT_ACCOUNT) ? [] : before;
  if (others.some((other) => other.name === named.name))
    throw new InvalidArgumentError(`There is a profile ${named.name} already.`);
  return [...others, named];
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > HIGHEST_PORT)
    throw new InvalidArgumentError(`Give a number from 1 to ${HIGHEST_PORT}.`);
  return port;
}

/** Resolves at the first Ctrl-C, or other signal to end; the second ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((stopped) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(EXIT.failed));
        stopped();
      });
    }
  });
}

async function start(flags: StartFlags): Promise<void> {
  leaveAws();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const stopped = untilStopped();
  const spark = flags.spark === true;
  const { python } = await accountsPython(say, { spark, requirements: flags.requirements });
  const own = flags.folder === undefined;
  const folder =
    flags.folder === undefined ? mkdtempSync(join(tmpdir(), "accounts-")) : resolve(flags.folder);
  mkdirSync(folder, { recursive: true });
  const local = await startLocalAccounts({ python, work: folder, port: flags.port, log: say });
  try {
    const { endpoint, accounts } = local;
    const [first = DEFAULT_ACCOUNT] = flags.account;
    const access = new ShellAccess({ out: folder, endpoint, profile: first.name });
    access.write(
      flags.account.map(({ name, account }) => ({
        name,
        region: flags.region,
        credentials: accounts.rootCredentials(account),
      })),
    );
    const profiles = flags.account.map(({ name, account }) => ({ name, account, region: flags.region }));
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify({ endpoint, folder, profiles, environment: access.variables })}\n`
        : `${access.command}\n`,
    );
    const names = profiles.map(({ name, account }) => (name === account ? name : `${name} (${account})`));
    say(
      [
        `Local accounts at ${endpoint} until Ctrl-C. In another shell, run the line above.`,
        `Profiles, each its account's administrator: ${names.join(", ")}. Default: ${first.name}.`,
      ].join("\n"),
    );
    await stopped;
    say("stopping …");
  } finally {
    await local.close();
    if (own) rmSync(folder, { recursive: true, force: true });
  }
}

const program = new Command("sagemaker-local-accounts")
  .description("AWS accounts on this machine that run SageMaker pipelines.")
  .addCommand(
    new Command("start")
      .description("start the accounts, print how to reach them, and run until Ctrl-C")
      .option(
        "--account <[name=]id>",
        "an account that gets a profile; give it once for each",
        namedAccount,
        [DEFAULT_ACCOUNT],
      )
      .option("--region <region>", "Region of the profiles", "us-east-1")
      .option("--port <number>", "port of 127.0.0.1 (default: a free one)", portNumber)
      .option("--folder <path>", "where jobs' files and logs stay (default: a temporary folder)")
      .option("--requirements <file>", "hashed lock file of further Python packages for jobs")
      .option("--spark", "jobs may use PySpark: 317 MB to download, and Java 8, 11 or 17")
      .option("--json", "print the endpoint, the profiles and the environment as one JSON line")
      .action(start),
  )
  .addHelpText(
    "after",
    `
The shell line that start prints sets the AWS CLI, the AWS SDKs and the SageMaker Python SDK up for the
local accounts. Nothing of the shell's own AWS settings is left.
Exit codes: 0 stopped, 1 failed, 2 wrong usage.`,
  );

void runProgram(program);
