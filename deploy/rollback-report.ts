/** A rollback as a JSON document, and as text for people. */
import { consequencesOf, type ConsequencesReport } from "./consequences/consequences";
import { consequencesText } from "./consequences/text";
import { shortHashes } from "./consequences/words";
import { outcome, type OutcomeReport } from "./outcome-report";
import type { PipelineKind } from "./desired";
import { pipelineVersionReport, type PipelineVersionReport } from "./pipeline-version";
import { operationsOf } from "./plan";
import type { Execution } from "./ports";
import type { Place } from "./report";
import type { RollbackPlan, RolledBack } from "./rollback";
import { table } from "./table";
import { commandFor } from "./command-line";
import { heading, outcomeTable, type Paint } from "./text";

/** What `rollback pipeline --json` prints. */
export interface RollbackReport extends Place, OutcomeReport {
  readonly verb: "rollback pipeline";
  readonly caller: string;
  readonly pipeline: PipelineKind;
  readonly name: string;
  readonly arn: string;
  readonly reason: string;
  /** What was there, and what came back. */
  readonly from: PipelineVersionReport;
  readonly to: PipelineVersionReport;
  /** Writes that it takes; none where the earlier definition is there already. */
  readonly changes: number;
  readonly consequences: ConsequencesReport;
  /** Executions that ran before. */
  readonly running: readonly Execution[];
}

/** The report of a rollback; of one that is only planned, nothing is done. */
export function rollbackReport({ planned, ...came }: RolledBack): RollbackReport {
  const { plan, kind, from, to, rollback, running } = planned;
  const { environment } = plan.desired;
  const [{ arn, pipeline: { name } = { name: "" } } = { arn: "" }] = plan.pipelines;
  return {
    verb: "rollback pipeline",
    ...outcome(came),
    environment: environment.name,
    account: plan.caller.account,
    region: environment.region,
    caller: plan.caller.arn,
    pipeline: kind,
    name,
    arn,
    reason: rollback.reason,
    from: pipelineVersionReport(from),
    to: pipelineVersionReport(to),
    changes: operationsOf(plan).length,
    consequences: consequencesOf(plan),
    running,
  };
}

/** What a rollback changes, for a person who is to agree to it. */
export function rollbackText(planned: RollbackPlan, paint: Paint): string {
  const report = rollbackReport({ planned, done: [], remaining: [] });
  const rows = [report.from, report.to].map((version, index) => [
    index === 0 ? "from" : "to",
    `version ${version.version}, ${version.createdAt.slice(0, 16).replace("T", " ")} UTC`,
    shortHashes(version.commit === null ? "no label says from which commit" : `commit ${version.commit}`),
  ]);
  const consequences = consequencesText(report.consequences, (text) => paint("bold", text));
  return `${heading(report, paint)}  ${report.name}\n${table(rows)}\n${consequences}`;
}

/** What a rollback did, what it left, and how to go on from there. @param reference the environment as it was given */
export function rolledBackText(report: RollbackReport, reference: string, paint: Paint): string {
  if (!report.ok) return outcomeTable(report, paint);
  const { pipeline, from, to, changes } = report;
  if (changes === 0) return `Nothing was changed: what version ${to.version} has is there already.\n`;
  return (
    `The ${pipeline} pipeline has the definition of version ${to.version} again, as a new version.\n\n${STAYS}` +
    `The next apply puts the branch's definition back. To go forward again:\n` +
    `  ${commandFor("apply", reference)}\n` +
    `  ${commandFor(`rollback pipeline ${pipeline} --to ${from.version} --reason TEXT`, reference)}\n`
  );
}

/** Said before and after. */
export const STAYS = `This stays as it is: executions that run, with the definition that they began
with; the model, and which version of it is approved; scripts, functions and all
that Terraform has made; the pipeline's role and other settings.
`;
