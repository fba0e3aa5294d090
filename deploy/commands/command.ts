import { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { describeProblem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../../environments/environment";
import { formatFindings } from "../../environments/finding";
import { loadEnvironment } from "../../environments/load";
import type { Progress } from "../ports";
import { failureReport } from "../report";
import { processTerminal, slowProgress, type Terminal } from "../terminal";
import { commandFor } from "../text";

/** What every verb about one environment takes. */
export interface Options {
  readonly env: string;
  readonly json?: true;
}

/** What every verb works with. */
export interface Told {
  readonly terminal: Terminal;
  readonly progress: Progress;
  /** Prints the result: the report with `--json`, else the text. */
  readonly print: (report: object, text: string) => void;
}

/** What a verb about one environment works with. */
export interface Work extends Told {
  readonly environment: Environment;
}

/** A verb about one environment, with the options that all of them take. What it does is said where all verbs are listed. */
export function environmentVerb(name: string): Command {
  return new Command(name)
    .requiredOption("--env <name>", "environment: a name in environments/ (prod) or the path of a file")
    .option("--json", "print one JSON document on stdout, errors included");
}

/**
 * Runs a verb, and turns what it throws into a message and an exit code.
 * @param environment as it was given on the command line; empty for a verb about several, or none
 */
export async function told(
  verb: string,
  { json, env: environment = "" }: { readonly json?: true; readonly env?: string },
  run: (told: Told) => Promise<number>,
): Promise<void> {
  const terminal = processTerminal();
  const progress = slowProgress((text) => terminal.err(text));
  const print = (report: object, text: string): void => {
    progress.stop();
    terminal.out(json === true ? `${JSON.stringify(report, null, 2)}\n` : text);
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
export function work(verb: string, options: Options, run: (work: Work) => Promise<number>): Promise<void> {
  return told(verb, options, (job) => {
    const { environment, warnings } = loadEnvironment(options.env);
    if (warnings.length > 0) job.terminal.err(`warnings:\n${formatFindings(warnings)}`);
    return run({ ...job, environment });
  });
}

/** A write failed: says why, and how to go on. */
export function reportFailure(verb: string, { env }: Options, { terminal }: Work, failure: unknown): void {
  if (failure === undefined) return;
  terminal.err(`${describeProblem(failure)}  go on: ${commandFor(verb, env)}\n`);
}
