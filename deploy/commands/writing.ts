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
import { copyOption, type Told, type Work } from "./command";
import { environmentsVerb, inEach, type ManyOptions, type Manner } from "./many";
import { variable } from "sagemaker-promotion-core/variable";

/** What every verb takes that writes to environments. */
export interface WritingOptions extends ManyOptions {
  readonly yes?: true;
  /** Seconds. */
  readonly lockTimeout: number;
}

/** A verb that writes to environments: to each as the only one, and where a person or `--yes` agrees. */
export function writingVerb(name: string): Command {
  return environmentsVerb(name)
    .addOption(copyOption())
    .option("--yes", "do not ask")
    .addOption(
      new Option("--lock-timeout <seconds>", "wait so long while another run writes to the environment")
        .argParser(seconds)
        .default(0),
    );
}

/** Runs such a verb: a signal ends it between two steps. */
export function writing(
  verb: string,
  options: WritingOptions,
  run: (work: Work, reference: string) => Promise<number>,
  manner: Manner = {},
): Promise<void> {
  return inEach(verb, options, run, { ...manner, around: interruptible });
}

async function interruptible(job: Told, run: (job: Told) => Promise<number>): Promise<number> {
  const interruption = listenForSignals(job.progress, (text) => job.terminal.err(text));
  try {
    return await run({ ...job, progress: interruption.progress });
  } finally {
    interruption.stop();
  }
}

interface Locking {
  readonly verb: string;
  /** The environment as it was named. */
  readonly reference: string;
  /** Seconds. */
  readonly timeout: number;
  /** Leaves the lock to the build's next process. */
  readonly keeps?: boolean;
}

/** Whose processes count as one; undefined outside of CI. */
export function buildId(): string | undefined {
  return variable("LOCK_ID") ?? variable("BUILD_TAG");
}

/** Runs while this process, or this build, is the only one that writes to the environment. */
export async function whileLocked<T>(
  { verb, reference, timeout, keeps }: Locking,
  { environment, progress, terminal }: Work,
  aws: Aws,
  run: () => Promise<T>,
): Promise<T> {
  const { arn: holder } = await checkCaller(environment, aws);
  const url = variable("BUILD_URL");
  const build = buildId();
  const lock = {
    id: randomUUID(),
    ...(build === undefined ? {} : { build }),
    holder,
    host: hostname(),
    ...(url === undefined ? {} : { url }),
    verb,
    since: new Date().toISOString(),
  };
  const unlockCommand = (id: string): string => `${commandFor("force-unlock", reference)} ${id}`;
  return withLock(
    aws.lock,
    { lock, timeout, now: Date.now, sleep: setTimeout, progress, unlockCommand, keeps },
    ({ id }, error) =>
      terminal.err(`The lock stays. Free it with: ${unlockCommand(id)}\n${describeProblem(error)}`),
    run,
  );
}

/**
 * Asks a person.
 * @throws Problem `NotConfirmed` where the answer is another, or nobody is there to ask
 */
export async function confirm(
  question: string,
  nothing: string,
  { environment, agrees }: Work,
): Promise<void> {
  if (await agrees(question)) return;
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
