import { setTimeout } from "node:timers/promises";
import { Argument, InvalidArgumentError, type Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { copyVerb, type Options, type Told } from "../../deploy/commands/command";
import { settingsOf, type PipelineKind } from "../../deploy/desired";
import { commandFor } from "../../deploy/command-line";
import type { Environment } from "../../environments/environment";
import { connectAct } from "../aws/act";
import { connectLook } from "../aws/look";
import { findRun, observeFailure } from "../observe";
import { placeOf } from "../execution-arn";
import type { Act, Workload } from "../ports";
import { PIPELINE_KINDS } from "../status";
import { follow } from "../watch";
import { whyOf } from "../why";
import { whyText } from "../why-text";
import { about } from "./look-at";

type Parameters = Readonly<Record<string, string>>;

interface StartOptions extends Options {
  readonly watch?: true;
}

interface RunOptions extends StartOptions {
  readonly param: Parameters;
}

/** Collects `--param K=V`. */
function parameter(text: string, before: Parameters): Parameters {
  const [, name, value] = /^([A-Za-z0-9_-]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("expected NAME=VALUE.");
  return { ...before, [name]: value };
}

/** Follows an execution to its end; of one that fails, why. */
async function watchToItsEnd(
  verb: string,
  arn: string,
  workload: Workload,
  environment: Environment,
  { terminal, print }: Told,
): Promise<number> {
  const say = (line: string): void => terminal.err(`  ${line}\n`);
  const run = await follow(arn, { workload, sleep: setTimeout, now: Date.now, say });
  const report = whyOf(run, await observeFailure({ workload }, run), environment);
  const ok = run.status === "Succeeded";
  print({ verb, ok, environment: environment.name, ...report }, whyText(report, terminal.paint));
  return ok ? EXIT.done : EXIT.failed;
}

const CTRL_C = "Ctrl-C ends the watching, and not the execution.";

/** Says that an execution runs, and with `--watch` follows it. */
function started(
  verb: string,
  arn: string,
  { workload }: Act,
  { watch }: StartOptions,
  environment: Environment,
  work: Told,
): Promise<number> {
  const { id } = placeOf(arn);
  if (watch === true) {
    work.terminal.err(`Execution ${id} runs. ${CTRL_C}\n`);
    return watchToItsEnd(verb, arn, workload, environment, work);
  }
  const text = `Execution ${id} runs. Watch it with: ${commandFor(`watch ${id}`, environment.name)}\n`;
  work.print({ verb, ok: true, environment: environment.name, execution: arn }, text);
  return Promise.resolve(EXIT.done);
}

async function runRun(kind: PipelineKind, options: RunOptions): Promise<void> {
  await about("run", options, async (environment, work) => {
    const act = await connectAct(environment);
    const arn = await act.start(settingsOf(environment, kind).name, options.param);
    return started("run", arn, act, options, environment, work);
  });
}

async function runRetry(execution: string, options: StartOptions): Promise<void> {
  await about("retry", options, async (environment, work) => {
    const act = await connectAct(environment);
    const { arn } = await findRun(act, execution, environment);
    await act.retry(arn);
    return started("retry", arn, act, options, environment, work);
  });
}

async function runStop(execution: string, options: Options): Promise<void> {
  await about("stop", options, async (environment, { print }) => {
    const act = await connectAct(environment);
    const { arn, id } = await findRun(act, execution, environment);
    await act.stop(arn);
    const text = `Execution ${id} stops. Let it go on with: ${commandFor(`retry ${id}`, environment.name)}\n`;
    print({ verb: "stop", ok: true, environment: environment.name, execution: arn }, text);
    return EXIT.done;
  });
}

async function runWatch(execution: string, options: Options): Promise<void> {
  await about("watch", options, async (environment, work) => {
    const { workload } = await connectLook(environment);
    const { arn } = await findRun({ workload }, execution, environment);
    work.terminal.err(`${CTRL_C}\n`);
    return watchToItsEnd("watch", arn, workload, environment, work);
  });
}

const EXECUTION = ["<execution>", "an execution's id or ARN"] as const;
const WATCH = [
  "--watch",
  "follow it to its end, a line a step; exit with 1 where it does not succeed",
] as const;

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  npm run deploy -- ${line}\n`).join("")}`;

/** `run`: starts a pipeline. */
export function runCommand(): Command {
  return copyVerb("run")
    .addArgument(new Argument("<pipeline>").choices(PIPELINE_KINDS))
    .option(
      "--param <name=value>",
      "a pipeline parameter; may be repeated (default: as deployed)",
      parameter,
      {},
    )
    .option(...WATCH)
    .addHelpText(
      "after",
      examples(
        "run train --env dev --watch",
        "run train --env dev --param MetricThreshold=0.8",
        "run train --env dev --as ann --watch",
      ),
    )
    .action(runRun);
}

/** `watch`: follows an execution. */
export function watchCommand(): Command {
  return copyVerb("watch")
    .argument(...EXECUTION)
    .addHelpText("after", examples("watch w9y86tbeqlem --env dev"))
    .action(runWatch);
}

/** `retry`: lets an execution go on. */
export function retryCommand(): Command {
  return copyVerb("retry")
    .argument(...EXECUTION)
    .option(...WATCH)
    .addHelpText("after", examples("retry w9y86tbeqlem --env dev --watch"))
    .action(runRetry);
}

/** `stop`: stops an execution. */
export function stopCommand(): Command {
  return copyVerb("stop")
    .argument(...EXECUTION)
    .addHelpText("after", examples("stop w9y86tbeqlem --env dev"))
    .action(runStop);
}
