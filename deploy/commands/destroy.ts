import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { Problem } from "sagemaker-promotion-core/problem";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { connect } from "../aws/connect";
import { destroy, planDestroy, type DestroyPlan } from "../destroy";
import { destroyReport } from "../report";
import { readRevision } from "../revision";
import type { Terminal } from "../terminal";
import { destroyText } from "../text";
import { environmentVerb, reportFailure, work, type Options, type Work } from "./command";

type DestroyOptions = Options & { readonly yes?: true; readonly stop?: true };

async function runDestroy(options: DestroyOptions, job: Work): Promise<number> {
  const { environment, progress, terminal } = job;
  const aws = await connect(environment, "deploy", (await readRevision()).commit);
  const planned = await planDestroy(environment, aws, progress);
  if (options.yes !== true) await confirm(planned, terminal);
  const stop = options.stop === true;
  const destroyed = await destroy(planned, aws, { stop, sleep: setTimeout }, progress);
  const report = destroyReport(destroyed);
  job.print(report, destroyText(report, terminal.paint));
  reportFailure("destroy", options, job, destroyed.failure);
  return report.ok ? EXIT.done : EXIT.failed;
}

async function confirm(planned: DestroyPlan, terminal: Terminal): Promise<void> {
  const { environment, caller, pipelines, models, code, running } = planned;
  const question =
    `This deletes in account ${caller.account}: pipelines ${pipelines.join(", ") || "(none)"} with their executions' records, ` +
    `${models.length} model(s), ${code.length} version(s) of scripts. ${running.length} execution(s) run now.\n` +
    `Type the environment's name (${environment.name}) to go on: `;
  const answer = await terminal.ask(question);
  if (answer?.trim() === environment.name) return;
  throw new Problem({
    code: "NotConfirmed",
    blame: "user",
    message: "Destroying was not confirmed. Nothing was deleted.",
    where: environment.name,
    next: "Type the environment's name when asked, or pass --yes.",
  });
}

/** `destroy`: deletes what applies have made. */
export function destroyCommand(): Command {
  return environmentVerb("destroy", "delete the pipelines, the models they created and the uploaded scripts")
    .option("--yes", "do not ask")
    .option("--stop", "stop running executions first, and wait for their end")
    .action((options: DestroyOptions) => work("destroy", options, (job) => runDestroy(options, job)));
}
