import { rowsOf, type Row } from "sagemaker-pipeline-definitions/diff";
import { ceilingText, unknownText } from "../budget";
import type { Consequence } from "../consequences/classes";
import { scopeText, scriptTitle } from "../consequences/words";
import type { PipelineReport, PlanReport } from "../report";
import { planText, shownAction } from "../text";

/** What a reviewer is shown of a plan, beside what Terraform would do. It is flat: whoever shows it checks it first. */
export interface PlanShown {
  /** In one sentence. */
  readonly verdict: string;
  /** As people count. */
  readonly changes: number;
  /** The worst first. */
  readonly consequences: readonly Consequence[];
  readonly pipelines: readonly PipelineShown[];
  readonly scripts: readonly ScriptShown[];
  /** As the terminal has it. */
  readonly text: string;
}

interface PipelineShown {
  readonly kind: string;
  readonly name: string;
  readonly action: string;
  readonly rows: readonly Row[];
  /** USD that an execution may cost at most, now and after the apply; null where that is not known. */
  readonly cost: { readonly before: number | null; readonly after: number };
  /** What there is to say of it, in sentences. */
  readonly costs: readonly string[];
}

interface ScriptShown {
  readonly title: string;
  /** The lines that differ; absent where nobody here can tell. */
  readonly diff?: string;
}

/** Of a plan's report. */
export function shownOf(report: PlanReport): PlanShown {
  const { consequences, pipelines, budget } = report;
  return {
    verdict: `${consequences.verdict}${scopeText(consequences)}`,
    changes: consequences.changes,
    consequences: consequences.consequences,
    pipelines: pipelines.map((pipeline) => pipelineShown(pipeline, budget)),
    scripts: consequences.scripts.map((script) => ({
      title: scriptTitle(script),
      ...(script.diff === undefined ? {} : { diff: script.diff }),
    })),
    text: planText(report, report.environment, (_colour, text) => text),
  };
}

function pipelineShown(pipeline: PipelineReport, budget: number | undefined): PipelineShown {
  const { kind, name, differences: changes, cache, outputs, cost, costBefore } = pipeline;
  return {
    kind,
    name,
    action: shownAction(pipeline),
    rows: rowsOf({ changes, cache, outputs }),
    cost: { before: costBefore?.usd ?? null, after: cost.usd },
    costs: [ceilingText(cost, budget), ...cost.unknown.map(unknownText)],
  };
}
