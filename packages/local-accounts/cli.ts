#!/usr/bin/env node
import { mkdtempSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeFolder } from "sagemaker-promotion-core/files";
import { Command, InvalidArgumentError, Option } from "commander";
import { knownProblem, Problem } from "sagemaker-promotion-core/problem";
import { EXIT, runProgram } from "sagemaker-promotion-core/run-program";
import { MEBIBYTE, requireUserFile } from "sagemaker-promotion-core/user-file";
import { leaveAws } from "sagemaker-promotion-core/without-aws";
import { startLocalAccounts, type RunningAccounts } from "./local-accounts";
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
const LONGEST_LOCK = 8 * MEBIBYTE;

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

function regionCode(text: string): string {
  if (!/^[a-z]{2,}(?:-[a-z]+)+-\d$/.test(text))
    throw new InvalidArgumentError("Give a Region's code, such as us-east-1.");
  return text;
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

/** Makes the folder that was asked for, or a temporary one. */
function workFolder(asked: string | undefined): string {
  if (asked === undefined) return mkdtempSync(join(tmpdir(), "accounts-"));
  const folder = resolve(asked);
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new Problem({
      code: "UnusableFolder",
      blame: knownProblem(cause)?.blame ?? "user",
      message: `the folder cannot be made: ${(cause as Error).message}`,
      where: folder,
      next: "give --folder a path where a folder is, or can be made",
      cause,
    });
  }
  return folder;
}

async function start(flags: StartFlags): Promise<void> {
  leaveAws();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const { requirements } = flags;
  if (requirements !== undefined)
    requireUserFile(requirements, {
      what: "the lock file",
      limit: LONGEST_LOCK,
      next: "give --requirements the path of a hashed lock file, as pip-compile or uv writes it",
    });
  const stopped = untilStopped();
  const environment = await Promise.race([
    accountsPython(say, { spark: flags.spark === true, requirements }),
    stopped,
  ]);
  // Ends pip, too; the next start builds the environment anew.
  if (environment === undefined) return process.exit(EXIT.done);
  const folder = workFolder(flags.folder);
  const isTemporary = flags.folder === undefined;
  let local: RunningAccounts;
  try {
    local = await startLocalAccounts({
      python: environment.python,
      work: folder,
      port: flags.port,
      log: say,
    });
  } catch (error) {
    // A log in it stays: the error names it.
    if (isTemporary && readdirSync(folder).length === 0) rmdirSync(folder);
    throw error;
  }
  try {
    announce(local, folder, flags, say);
    await stopped;
    say("stopping …");
  } finally {
    await local.close();
    if (isTemporary) rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the files that lead to the accounts, and says how to use them: on stdout for programs, on stderr for people. */
function announce(
  { endpoint, accounts }: RunningAccounts,
  folder: string,
  { account: named, region, json }: StartFlags,
  say: (line: string) => void,
): void {
  const [first = DEFAULT_ACCOUNT] = named;
  const access = new ShellAccess({ out: folder, endpoint, profile: first.name });
  access.write(
    named.map(({ name, account }) => ({
      name,
      region,
      credentials: accounts.rootCredentials(account),
      defaultBucket: `sagemaker-${region}-${account}`,
    })),
  );
  const profiles = named.map(({ name, account }) => ({ name, account, region }));
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ endpoint, folder, profiles, environment: access.variables })}\n`
      : `${access.command}\n`,
  );
  const names = profiles.map(({ name, account }) => (name === account ? name : `${name} (${account})`));
  say(
    [
      `Local accounts at ${endpoint} until Ctrl-C. ${json === true ? "The line above says how to reach them." : "In another shell, run the line above."}`,
      `Profiles, each its account's administrator: ${names.join(", ")}. Default: ${first.name}.`,
    ].join("\n"),
  );
}

const program = new Command("sagemaker-local-accounts")
  .description("AWS accounts on this machine that run SageMaker pipelines.")
  .addCommand(
    new Command("start")
      .description("start the accounts, print how to reach them, and run until Ctrl-C")
      .addOption(
        new Option("--account <[name=]id>", "an account that gets a profile; repeat it for more")
          .argParser(namedAccount)
          .default([DEFAULT_ACCOUNT], `${DEFAULT_ACCOUNT.name}=${DEFAULT_ACCOUNT.account}`),
      )
      .option("--region <region>", "Region of the profiles", regionCode, "us-east-1")
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
