import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { connect } from "../aws/connect";
import { destroy, planDestroy, type DestroyPlan } from "../destroy";
import type { Aws } from "../ports";
import { destroyReport } from "../report";
import { readRevision } from "../revision";
import { destroyText } from "../text";
import { ALL } from "../../environments/select";
import { reportFailure, summaryOf, type Work } from "./command";
import { confirm, whileLocked, writing, writingVerb, type WritingOptions } from "./writing";

type DestroyOptions = WritingOptions & { readonly stop?: true };

async function runDestroy(options: DestroyOptions, reference: string, job: Work, aws: Aws): Promise<number> {
  const { environment, progress, terminal } = job;
  const planned = await planDestroy(environment, aws, progress);
  if (options.yes !== true) await confirm(questionOf(planned), "Nothing was deleted.", job);
  const stop = options.stop === true;
  const destroyed = await destroy(planned, aws, { stop, sleep: setTimeout }, progress);
  const report = destroyReport(destroyed);
  const summary = summaryOf("destroy", reference, report, "nothing to delete");
  job.print(report, destroyText(report, terminal.paint), summary);
  reportFailure("destroy", reference, job, destroyed.failure);
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
    .addHelpText(
      "after",
      `
Each environment is named; there is no all.

Examples:
  npm run deploy -- destroy --env dev
  npm run deploy -- destroy --env dev --env fraud/dev --stop`,
    )
    .action((options: DestroyOptions, command: Command) => {
      // What deletes takes no word for everything: it would be one slip away.
      if (options.env.includes(ALL)) command.error("error: destroy takes each environment by its name");
      const { lockTimeout: timeout } = options;
      return writing("destroy", options, async (job, reference) => {
        const aws = await connect(job.environment, "deploy", (await readRevision()).commit);
        return whileLocked({ verb: "destroy", reference, timeout }, job, aws, () =>
          runDestroy(options, reference, job, aws),
        );
      });
    });
}
