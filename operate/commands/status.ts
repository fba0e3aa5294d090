import { Command } from "commander";
import { describeProblem } from "sagemaker-promotion-core/problem";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { failureReport } from "../../deploy/report";
import type { Environment } from "../../environments/environment";
import { loadEnvironment, loadEnvironments } from "../../environments/load";
import { connectLook } from "../aws/look";
import { inTurns } from "../in-turns";
import { observe } from "../observe";
import { statusOf } from "../status";
import { statusText } from "../status-text";
import { told, type JsonOption } from "./told";

interface Options extends JsonOption {
  readonly env?: readonly string[];
}

/** As many environments as are looked at together. */
const AT_ONCE = 4;

async function runStatus({ env, json }: Options): Promise<void> {
  await told("status", json, async ({ terminal, progress, print }) => {
    const environments =
      env === undefined ? everyEnvironment() : env.map((name) => loadEnvironment(name).environment);
    const now = new Date();
    const reports = await inTurns(environments, AT_ONCE, async (environment) => {
      progress(`looking at ${environment.name}`);
      try {
        const status = statusOf(await observe(environment, await connectLook(environment), now));
        return { report: status, text: statusText(status, now, terminal.paint), ok: true };
      } catch (error) {
        const text = `${terminal.paint("bold", environment.name)}  could not be looked at\n${describeProblem(error)}`;
        return { report: failureReport("status", environment.name, error), text, ok: false };
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

function everyEnvironment(): readonly Environment[] {
  return loadEnvironments().models.flatMap(({ environments }) => environments);
}

/** `status`: what is live, who approved it, what ran, what waits for whom. */
export function statusCommand(): Command {
  return new Command("status")
    .description(
      "what is live and who approved it, what ran, what runs next, and what waits for whom; reads only",
    )
    .option("--env <name...>", "environments: names in environments/ or paths of files (default: all)")
    .option("--json", "print one JSON document on stdout, errors included")
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- status
  npm run deploy -- status --env prod
  npm run --silent deploy -- status --env dev prod --json`,
    )
    .action(runStatus);
}
