import { describeProblem } from "sagemaker-promotion-core/problem";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { failureReport } from "../../deploy/report";
import type { Options, Work } from "../../deploy/commands/command";
import { processTerminal, slowProgress } from "../../deploy/terminal";
import type { Environment } from "../../environments/environment";
import { loadEnvironment } from "../../environments/load";
import { connectLook } from "../aws/look";
import type { Look } from "../ports";

/** What every verb takes. */
export interface JsonOption {
  readonly json?: true;
}

/** What a verb about several environments, or none, works with. */
export type Told = Omit<Work, "environment">;

/**
 * Looks at one environment. What its file is warned of is not told: that is for whoever changes it.
 * @param run prints, or gives, what it found
 */
export function lookAt(
  verb: string,
  { env, json }: Options,
  run: (environment: Environment, look: Look, told: Told) => Promise<void>,
): Promise<void> {
  return told(
    verb,
    json,
    async (work) => {
      const { environment } = loadEnvironment(env);
      work.progress(`assuming ${environment.planRole}`);
      await run(environment, await connectLook(environment), work);
      return EXIT.done;
    },
    env,
  );
}

/** Runs a verb, and turns what it throws into a message and an exit code. */
export async function told(
  verb: string,
  json: true | undefined,
  run: (told: Told) => Promise<number>,
  environment = "",
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
