import { Option, type Command } from "commander";
import { Problem } from "sagemaker-promotion-core/problem";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { copyVerb, type Options } from "../../deploy/commands/command";
import { settingsOf, type PipelineKind } from "../../deploy/desired";
import { commandFor } from "../../deploy/command-line";
import type { Environment } from "../../environments/environment";
import { findRun, observeFailure, observeRuns } from "../observe";
import type { Look } from "../ports";
import type { ObservedRun } from "../run-report";
import { PIPELINE_KINDS } from "../status";
import { whyOf } from "../why";
import { whyText } from "../why-text";
import { lookAt } from "./look-at";

interface WhyOptions extends Options {
  readonly last?: true;
  readonly pipeline?: PipelineKind;
}

/** As many executions as are looked through for one that failed. */
const LOOKED_THROUGH = 20;

async function lastFailed(
  look: Look,
  environment: Environment,
  pipeline: PipelineKind | undefined,
): Promise<ObservedRun> {
  const kinds = pipeline === undefined ? PIPELINE_KINDS : [pipeline];
  const names = kinds.map((kind) => settingsOf(environment, kind).name);
  const runs = (await Promise.all(names.map((one) => observeRuns(look, one, LOOKED_THROUGH)))).flat();
  const [newest] = runs
    .filter(({ status }) => status === "Failed")
    .sort((one, other) => other.started.getTime() - one.started.getTime());
  if (newest !== undefined) return newest;
  throw new Problem({
    code: "NothingFailed",
    blame: "user",
    message: `none of the last ${LOOKED_THROUGH} executions of ${names.join(" and of ")} failed`,
    next: `${commandFor("runs", environment.name)} lists them; why takes the id of any`,
  });
}

async function runWhy(execution: string | undefined, options: WhyOptions): Promise<void> {
  await lookAt("why", options, async (environment, look, { terminal, print }) => {
    const run =
      execution === undefined
        ? await lastFailed(look, environment, options.pipeline)
        : await findRun(look, execution, environment);
    const report = whyOf(run, await observeFailure(look, run), environment);
    print(
      { verb: "why", ok: true, environment: environment.name, ...report },
      whyText(report, terminal.paint),
    );
  });
}

/** `why`: the cause of a failure, the end of the job's log, and what to do. */
export function whyCommand(): Command {
  const command = copyVerb("why")
    .argument("[execution]", "an execution's id or ARN")
    .option("--last", "the newest execution that failed (the default)")
    .addOption(new Option("--pipeline <kind>", "the newest of one pipeline only").choices(PIPELINE_KINDS))
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- why --last --env prod
  npm run deploy -- why w9y86tbeqlem --env prod`,
    );
  return command.action((execution: string | undefined, options: WhyOptions) => {
    if (execution !== undefined && (options.last === true || options.pipeline !== undefined)) {
      command.error("error: name an execution, or ask for the last one, not both", { exitCode: EXIT.usage });
    }
    return runWhy(execution, options);
  });
}
