import { Command, InvalidArgumentError, Option } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { describeProblem } from "sagemaker-promotion-core/problem";
import type { Environment, Model } from "../../environments/environment";
import { formatFindings } from "sagemaker-promotion-core/finding";
import { loadEnvironment } from "../../environments/load";
import { copyName } from "../../environments/names";
import type { ParsedEnvironment } from "../../environments/parse";
import { copyFor, faultsOfName } from "../../environments/personal-copy";
import { ALL } from "../../environments/select";
import type { OutcomeReport } from "../outcome-report";
import type { Progress } from "../ports";
import { redactJson } from "../redaction";
import { failureReport } from "../report";
import { processTerminal, slowProgress, type Terminal } from "../terminal";
import { commandFor } from "../command-line";
import { count } from "../text";

/** What every verb about one environment takes. */
export interface Options {
  readonly env: string;
  /** Whose copy of the environment, for the verbs that take it. */
  readonly as?: string;
  readonly json?: true;
}

/** What came of a verb, in a few words, for the table of several environments. */
export interface Summary {
  readonly outcome: string;
  /** The next step, where there is one. */
  readonly next?: string;
}

/** What every verb works with. */
export interface Told {
  readonly terminal: Terminal;
  readonly progress: Progress;
  /** Prints the result: the report with `--json`, else the text; of one environment among several also a summary. */
  readonly print: (report: object, text: string, summary?: Summary) => void;
}

/** What a verb about one environment works with. */
export interface Work extends Told {
  readonly environment: Environment;
  /** Its model, with all of its environments. */
  readonly model: Model;
  /** Puts a question to a person; false where they do not agree, or nobody is there to ask. */
  readonly agrees: (question: string) => Promise<boolean>;
}

/** A verb about one environment, with the options that all of them take. What it does is said where all verbs are listed. */
export function environmentVerb(name: string): Command {
  return new Command(name)
    .addOption(
      new Option("--env <name>", "environment: a name in environments/ (prod) or the path of a file")
        .argParser(one)
        .makeOptionMandatory(),
    )
    .option("--json", "print one JSON document on stdout, errors included");
}

/** A verb about one environment, or somebody's own copy of it. */
export function copyVerb(name: string): Command {
  return environmentVerb(name).addOption(copyOption());
}

/** `--as`, for verbs that work on a copy. Verbs that judge versions have another: who the person is. */
export function copyOption(): Option {
  return new Option(
    "--as <name>",
    "whose own copy of the environment, such as ann: with pipelines and folders of its own, and no schedule",
  ).argParser(nameOfCopy);
}

/** Ends the program with 2 where `--as` was given without an environment to copy, by a verb that may go without. */
export function requireEnvironment(
  command: Command,
  { env, as }: { readonly env?: unknown; readonly as?: string },
): void {
  if (as === undefined || env !== undefined) return;
  command.error("error: --as is whose copy of an environment: name that one with --env", {
    exitCode: EXIT.usage,
  });
}

function nameOfCopy(text: string): string {
  const faults = faultsOfName(text);
  if (faults.length > 0) throw new InvalidArgumentError(`${faults.join("; ")}.`);
  return text;
}

interface Copied {
  readonly env: string;
  readonly as?: string | undefined;
}

/** The environment that is meant, or the copy of it, as `commandFor` takes it. */
export function referenceOf({ env, as }: Copied): string {
  return as === undefined ? env : copyName(env, as);
}

/**
 * The environment, or the copy of it, that is meant, and what its file is warned of.
 * @throws as `loadEnvironment`, and Problem `NoCopy`
 */
export function environmentOf({ env, as }: Copied): ParsedEnvironment {
  const parsed = loadEnvironment(env);
  return as === undefined ? parsed : { ...parsed, environment: copyFor(parsed.environment, as) };
}

/** Other verbs take several: of two, neither is the one that is meant. */
function one(name: string, before: string | undefined): string {
  if (before === undefined && name !== ALL) return name;
  throw new InvalidArgumentError("This verb takes one environment.");
}

/**
 * Runs a verb, and turns what it throws into a message and an exit code.
 * @param environment as it was given on the command line; empty for a verb about several, or none
 */
export async function told(
  verb: string,
  { json, env: environment = "" }: { readonly json?: true | undefined; readonly env?: string },
  run: (told: Told) => Promise<number>,
): Promise<void> {
  const terminal = processTerminal();
  const progress = slowProgress((text) => terminal.err(text));
  const print = (report: object, text: string): void => {
    progress.stop();
    terminal.out(json === true ? `${JSON.stringify(redactJson(report), null, 2)}\n` : text);
  };
  try {
    process.exitCode = await run({ terminal, progress: progress.say, print });
  } catch (error) {
    print(failureReport(verb, environment, error), "");
    terminal.err(describeProblem(error));
    process.exitCode = EXIT.failed;
  } finally {
    progress.stop();
  }
}

/** The same for a verb that changes an environment: what its file is warned of is told first. */
export function work(
  verb: string,
  options: Copied & { readonly json?: true | undefined },
  run: (work: Work) => Promise<number>,
): Promise<void> {
  return told(verb, { json: options.json, env: referenceOf(options) }, (job) => {
    const { environment, model, warnings } = environmentOf(options);
    if (warnings.length > 0) job.terminal.err(`warnings:\n${formatFindings(warnings)}`);
    const agrees = (question: string): Promise<boolean> =>
      confirmed(job.terminal, question, "the environment's name", environment.name);
    return run({ ...job, environment, model, agrees });
  });
}

/** Asks a person to type something that is typed by nobody who has not read the question. */
export async function confirmed(
  { ask }: Pick<Terminal, "ask">,
  question: string,
  what: string,
  expected: string,
): Promise<boolean> {
  const answer = await ask(`${question}\nType ${what} (${expected}) to go on: `);
  return answer?.trim() === expected;
}

/** A write failed: says why, and how to go on. */
export function reportFailure(verb: string, reference: string, { terminal }: Work, failure: unknown): void {
  if (failure === undefined) return;
  terminal.err(`${describeProblem(failure)}  go on: ${commandFor(verb, reference)}\n`);
}

/** What came of a write, in a few words. */
export function summaryOf(
  verb: string,
  reference: string,
  { ok, done, error }: OutcomeReport,
  nothing: string,
): Summary {
  if (!ok) return { outcome: `failed: ${error?.code ?? verb}`, next: commandFor(verb, reference) };
  return { outcome: done.length === 0 ? nothing : count(done.length, "write") };
}
