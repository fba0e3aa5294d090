import { InvalidArgumentError, Option, type Command } from "commander";
import { copyVerb, type Options } from "../../deploy/commands/command";
import { settingsOf, type PipelineKind } from "../../deploy/desired";
import { observeRuns } from "../observe";
import { runReport } from "../run-report";
import { runsHint, runsText } from "../runs-text";
import { PIPELINE_KINDS } from "../status";
import { lookAt } from "./look-at";

interface RunsOptions extends Options {
  readonly pipeline?: PipelineKind;
  readonly limit: number;
}

/** As many as one page of ListPipelineExecutions holds. */
const MOST = 100;

function numberOfRuns(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= MOST) return number;
  throw new InvalidArgumentError(`expected a number from 1 to ${MOST}.`);
}

async function runRuns(options: RunsOptions): Promise<void> {
  await lookAt("runs", options, async (environment, look, { terminal, progress, print }) => {
    const kinds = options.pipeline === undefined ? PIPELINE_KINDS : [options.pipeline];
    const found = await Promise.all(
      kinds.map(async (kind) => {
        const { name } = settingsOf(environment, kind);
        progress(`looking at the executions of ${name}`);
        const runs = await observeRuns(look, name, options.limit);
        return { kind, runs: runs.map((run) => runReport(run, environment)) };
      }),
    );
    const all = found.flatMap(({ runs }) => runs);
    const tables = found.map(({ kind, runs }) => runsText(kind, runs, terminal.paint)).join("\n");
    print(
      { verb: "runs", ok: true, environment: environment.name, runs: all },
      `${tables}${runsHint(all, environment.name)}`,
    );
  });
}

/** `runs`: the last executions of an environment's pipelines. */
export function runsCommand(): Command {
  return copyVerb("runs")
    .addOption(new Option("--pipeline <kind>", "one pipeline only (default: both)").choices(PIPELINE_KINDS))
    .option("--limit <number>", "so many of each pipeline", numberOfRuns, 10)
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- runs --env prod
  npm run --silent deploy -- runs --env prod --pipeline inference --limit 30 --json`,
    )
    .action(runRuns);
}
