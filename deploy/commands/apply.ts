import { Option, type Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { apply } from "../apply";
import type { Desired } from "../desired";
import type { Plan } from "../plan";
import type { Aws } from "../ports";
import { applyReport, planReport } from "../report";
import { applyText, planText } from "../text";
import { reportFailure, type Work } from "./command";
import { prepare } from "./prepare";
import { keepBeforeTakeOver } from "./take-over";
import { confirm, whileLocked, writing, writingVerb, type WritingOptions } from "./writing";

interface ApplyOptions extends WritingOptions {
  readonly allowDirty?: true;
  readonly takeOver?: true;
  readonly wait?: true;
  readonly stop?: true;
}

async function runApply(options: ApplyOptions, job: Work, desired: Desired, aws: Aws): Promise<number> {
  const agree = async (plan: Plan): Promise<void> => {
    const report = planReport(plan);
    if (options.yes === true || report.changes === 0) return;
    await confirm(planText(report, options.env, job.terminal.paint), "Nothing was changed.", job);
  };
  const applied = await apply(desired, aws, job.progress, {
    agree,
    ...(options.takeOver === true ? { takeOver: keepBeforeTakeOver(job) } : {}),
    running: options.stop === true ? "stop" : options.wait === true ? "wait" : "leave",
  });
  const report = applyReport(applied);
  job.print(report, applyText(report, job.terminal.paint));
  reportFailure("apply", options, job, applied.failure);
  return report.ok ? EXIT.done : EXIT.failed;
}

/** `apply`: makes what is there what should be there. */
export function applyCommand(): Command {
  return writingVerb("apply", "upload scripts, create or update pipelines, only where they differ")
    .option("--allow-dirty", "deploy changes that no commit holds to a protected environment, such as prod")
    .option("--take-over", "overwrite a pipeline of the same name that this project did not make")
    .addOption(
      new Option("--wait", "wait until no execution of a pipeline to update runs (45 minutes at most)"),
    )
    .addOption(
      new Option("--stop", "stop such executions first; otherwise they end as they began").conflicts("wait"),
    )
    .action((options: ApplyOptions) =>
      writing("apply", options, async (job) => {
        const { desired, aws } = await prepare(job, "deploy", options);
        return whileLocked("apply", options, job, aws, () => runApply(options, job, desired, aws));
      }),
    );
}
