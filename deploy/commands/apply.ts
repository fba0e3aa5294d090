import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { apply } from "../apply";
import { applyReport } from "../report";
import { applyText } from "../text";
import { environmentVerb, reportFailure, work, type Options, type Work } from "./command";
import { prepare } from "./prepare";

type ApplyOptions = Options & { readonly allowDirty?: true };

async function runApply(options: ApplyOptions, job: Work): Promise<number> {
  const { desired, aws } = await prepare(job, "deploy", options);
  const applied = await apply(desired, aws, job.progress);
  const report = applyReport(applied);
  job.print(report, applyText(report, job.terminal.paint));
  reportFailure("apply", options, job, applied.failure);
  return report.ok ? EXIT.done : EXIT.failed;
}

/** `apply`: makes what is there what should be there. */
export function applyCommand(): Command {
  return environmentVerb("apply", "upload scripts, create or update pipelines, only where they differ")
    .option("--allow-dirty", "deploy changes that no commit holds to a protected environment, such as prod")
    .action((options: ApplyOptions) => work("apply", options, (job) => runApply(options, job)));
}
