import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { InvalidArgumentError, Option, type Command } from "commander";
import { describeProblem, Problem } from "sagemaker-promotion-core/problem";
import { checkCaller } from "../check";
import { listenForSignals } from "../interruption";
import { withLock } from "../lock";
import type { Aws } from "../ports";
import { commandFor } from "../command-line";
import { copyVerb, referenceOf, work, type Options, type Work } from "./command";

/** What every verb takes that writes to an environment. */
export interface WritingOptions extends Options {
  readonly yes?: true;
  /** Seconds. */
  readonly lockTimeout: number;
}

/** A verb that writes to one environment: as the only one, and where a person or `--yes` agrees. */
export function writingVerb(name: string): Command {
  return copyVerb(name)
    .option("--yes", "do not ask")
    .addOption(
      new Option("--lock-timeout <seconds>", "wait so long while another run writes to the environment")
        .argParser(seconds)
        .default(0),
    );
}

/** Runs such a verb: a signal ends it between two steps. */
export function writing(verb: string, options: Options, run: (work: Work) => Promise<number>): Promise<void> {
  return work(verb, options, async (job) => {
    const interruption = listenForSignals(job.progress, (text) => job.terminal.err(text));
    try {
      return await run({ ...job, progress: interruption.progress });
    } finally {
      interruption.stop();
    }
  });
}

/** Runs while this process, or this build, is the only one that writes to the environment. */
export async function whileLocked<T>(
  verb: string,
  options: WritingOptions,
  { environment, progress, terminal }: Work,
  aws: Aws,
  run: () => Promise<T>,
): Promise<T> {
  const { lockTimeout: timeout } = options;
  const { arn: holder } = await checkCaller(environment, aws);
  const { LOCK_ID, BUILD_TAG, BUILD_URL: url } = process.env;
  const build = LOCK_ID ?? BUILD_TAG;
  const lock = {
    id: randomUUID(),
    ...(build === undefined ? {} : { build }),
    holder,
    host: hostname(),
    ...(url === undefined ? {} : { url }),
    verb,
    since: new Date().toISOString(),
  };
  const unlockCommand = (id: string): string => `${commandFor("force-unlock", referenceOf(options))} ${id}`;
  return withLock(
    aws.lock,
    { lock, timeout, now: Date.now, sleep: setTimeout, progress, unlockCommand },
    ({ id }, error) =>
      terminal.err(`The lock stays. Free it with: ${unlockCommand(id)}\n${describeProblem(error)}`),
    run,
  );
}

/**
 * Asks a person to type the environment's name.
 * @throws Problem `NotConfirmed` where the answer is another, or nobody is there to ask
 */
export async function confirm(
  question: string,
  nothing: string,
  { environment, terminal }: Work,
): Promise<void> {
  const answer = await terminal.ask(
    `${question}\nType the environment's name (${environment.name}) to go on: `,
  );
  if (answer?.trim() === environment.name) return;
  throw new Problem({
    code: "NotConfirmed",
    blame: "user",
    message: `This was not confirmed. ${nothing}`,
    where: environment.name,
    next: "Type the environment's name when asked, or pass --yes.",
  });
}

function seconds(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a number of seconds.");
}
