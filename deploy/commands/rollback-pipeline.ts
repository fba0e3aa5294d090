import { setTimeout } from "node:timers/promises";
import { Argument, InvalidArgumentError, type Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { connect } from "../aws/connect";
import type { PipelineKind } from "../desired";
import type { Aws } from "../ports";
import { readRevision } from "../revision";
import { planRollback, rollback } from "../rollback";
import { rollbackReport, rollbackText, rolledBackText, STAYS } from "../rollback-report";
import { reportFailure, type Work } from "./command";
import { isSeveral } from "./many";
import { reason } from "./reason";
import { confirm, whileLocked, writing, writingVerb, type WritingOptions } from "./writing";

interface RollbackOptions extends WritingOptions {
  readonly to?: number;
  readonly reason: string;
}

const VERB = "rollback pipeline";

async function runRollback(
  kind: PipelineKind,
  options: RollbackOptions,
  { job, reference, aws }: { readonly job: Work; readonly reference: string; readonly aws: Aws },
): Promise<number> {
  const { environment, progress, terminal } = job;
  const planned = await planRollback(
    { environment, kind, to: options.to, reason: options.reason },
    aws,
    progress,
  );
  const shown = rollbackText(planned, terminal.paint);
  const changes = rollbackReport({ planned, done: [], remaining: [] }).changes > 0;
  if (changes && options.yes !== true) await confirm(shown, "Nothing was changed.", job);
  const rolledBack = await rollback(planned, aws, setTimeout, progress);
  const report = rollbackReport(rolledBack);
  const done = rolledBackText(report, reference, terminal.paint);
  job.print(report, changes ? `${shown}\n${done}` : done);
  const again = `${VERB} ${kind} --to ${planned.to.id} --reason TEXT`;
  reportFailure(again, reference, job, rolledBack.failure);
  return report.ok ? EXIT.done : EXIT.failed;
}

function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a version's number, such as 3.");
}

/** `rollback pipeline`: puts the definition of an earlier version back. */
export function rollbackPipelineCommand(): Command {
  return writingVerb("pipeline")
    .description("go back to the definition of an earlier version of a pipeline")
    .addArgument(new Argument("<pipeline>").choices(["train", "inference"] satisfies PipelineKind[]))
    .requiredOption("--reason <text>", "why; recorded with the new version", reason)
    .option("--to <version>", "its number (default: the one before the newest)", versionNumber)
    .addHelpText(
      "after",
      `
${STAYS}To go forward again: npm run deploy -- apply, or go back from the new version.
npm run deploy -- pipelines lists the versions. Needs who deploys.

Examples:
  npm run deploy -- rollback pipeline inference --env prod --reason "fails on empty batches"
  npm run deploy -- rollback pipeline train --env prod --to 3 --reason "worse on new data"`,
    )
    .action((kind: PipelineKind, options: RollbackOptions, command: Command) => {
      // Versions are numbered in each account by itself.
      if (isSeveral(options)) command.error("error: rollback pipeline is about one environment");
      const { lockTimeout: timeout } = options;
      return writing(VERB, options, async (job, reference) => {
        const aws = await connect(job.environment, "deploy", (await readRevision()).commit);
        return whileLocked({ verb: VERB, reference, timeout }, job, aws, () =>
          runRollback(kind, options, { job, reference, aws }),
        );
      });
    });
}
