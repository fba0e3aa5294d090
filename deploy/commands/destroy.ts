import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { connect } from "../aws/connect";
import { destroy, planDestroy, type DestroyPlan } from "../destroy";
import type { Aws } from "../ports";
import { destroyReport } from "../report";
import { readRevision } from "../revision";
import { destroyText } from "../text";
import { reportFailure, type Work } from "./command";
import { confirm, whileLocked, writing, writingVerb, type WritingOptions } from "./writing";

type DestroyOptions = WritingOptions & { readonly stop?: true };

async function runDestroy(options: DestroyOptions, job: Work, aws: Aws): Promise<number> {
  const { environment, progress, terminal } = job;
  const planned = await planDestroy(environment, aws, progress);
  if (options.yes !== true) await confirm(questionOf(planned), "Nothing was deleted.", job);
  const stop = options.stop === true;
  const destroyed = await destroy(planned, aws, { stop, sleep: setTimeout }, progress);
  const report = destroyReport(destroyed);
  job.print(report, destroyText(report, terminal.paint));
  reportFailure("destroy", options, job, destroyed.failure);
  return report.ok ? EXIT.done : EXIT.failed;
}

function questionOf({ caller, pipelines, models, stored, running }: DestroyPlan): string {
  const objects = stored.map(
    ({ folder, versions }) => `${versions.length} version(s) of ${folder === "code" ? "scripts" : folder}`,
  );
  return (
    `This deletes in account ${caller.account}: pipelines ${pipelines.join(", ") || "(none)"} with their executions' records, ` +
    `${models.length} model(s), ${objects.join(", ")}. ${running.length} execution(s) run now.`
  );
}

/** `destroy`: deletes what applies have made. */
export function destroyCommand(): Command {
  return writingVerb("destroy")
    .option("--stop", "stop running executions first, and wait for their end")
    .action((options: DestroyOptions) =>
      writing("destroy", options, async (job) => {
        const aws = await connect(job.environment, "deploy", (await readRevision()).commit);
        return whileLocked("destroy", options, job, aws, () => runDestroy(options, job, aws));
      }),
    );
}
