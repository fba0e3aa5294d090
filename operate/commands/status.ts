import { Command, InvalidArgumentError } from "commander";
import { describeProblem } from "sagemaker-promotion-core/problem";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { copyOption, requireEnvironment, told } from "../../deploy/commands/command";
import { branchOption, modelOption } from "../../deploy/commands/many";
import { failureReport } from "../../deploy/report";
import type { Terminal } from "../../deploy/terminal";
import type { Environment } from "../../environments/environment";
import { ALL, selectEnvironments } from "../../environments/select";
import { connectLook } from "../aws/look";
import { AT_ONCE, inTurns } from "../in-turns";
import { observe } from "../observe";
import { statusOf } from "../status";
import { momentOf, observeAt, statusAt, statusAtText } from "../status-at";
import { statusText } from "../status-text";

interface Options {
  readonly json?: true;
  readonly env?: readonly string[];
  readonly as?: string;
  readonly model?: string;
  readonly branch?: string;
  readonly at?: Date;
}

/** One environment as it is, or as it was. */
async function lookAtOne(
  environment: Environment,
  at: Date | undefined,
  { paint }: Terminal,
): Promise<{ report: object; text: string }> {
  const look = await connectLook(environment);
  if (at !== undefined) {
    const report = statusAt(await observeAt(environment, look, at));
    return { report, text: statusAtText(report, paint) };
  }
  const now = new Date();
  const report = statusOf(await observe(environment, look, now));
  return { report, text: statusText(report, now, paint) };
}

function moment(text: string): Date {
  const found = momentOf(text);
  const now = new Date();
  if (found !== undefined) return found < now ? found : now;
  throw new InvalidArgumentError("expected a day such as 2026-07-01, or a moment such as 2026-07-01T12:00Z.");
}

async function runStatus({ env = [ALL], model, branch, as, at, json }: Options): Promise<void> {
  await told("status", { json }, async ({ terminal, progress, print }) => {
    const reports = await inTurns(selectEnvironments({ env, model, branch, as }), AT_ONCE, async (one) => {
      progress(`looking at ${one.name}`);
      try {
        if ("error" in one) throw one.error;
        return { ...(await lookAtOne(one.environment, at, terminal)), ok: true };
      } catch (error) {
        const text = `${terminal.paint("bold", one.name)}  could not be looked at\n${describeProblem(error)}`;
        return { report: failureReport("status", one.name, error), text, ok: false };
      }
    });
    const ok = reports.every((one) => one.ok);
    print(
      { verb: "status", ok, environments: reports.map(({ report }) => report) },
      reports.map(({ text }) => text).join("\n"),
    );
    return ok ? EXIT.done : EXIT.failed;
  });
}

/** `status`: what is live, who approved it, what ran, what waits for whom. */
export function statusCommand(): Command {
  const command = new Command("status")
    .option("--env <name...>", "environments: names in environments/ or paths of files (default: all)")
    .addOption(copyOption())
    .addOption(modelOption())
    .addOption(branchOption())
    .option(
      "--at <day>",
      "what was in use at the end of a day, or at a moment, by what ran until then",
      moment,
    )
    .option("--json", "print one JSON document on stdout, errors included")
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- status
  npm run deploy -- status --env prod
  npm run deploy -- status --model fraud
  npm run deploy -- status --env prod --at 2026-07-01
  npm run deploy -- status --env dev --as ann
  npm run --silent deploy -- status --env dev prod --json`,
    );
  return command.action((options: Options) => {
    requireEnvironment(command, options);
    return runStatus(options);
  });
}
