import type { Paint } from "../deploy/text";
import { pipelineVersionText } from "./pipelines-text";
import { principal } from "./principal";
import type { RunReport } from "./run-report";
import { table, type Cell } from "../deploy/table";
import type { Chain } from "./trace";
import { moment } from "./when";

/** A version's chain for a person, from the commit to the predictions. */
export function traceText(chain: Chain, paint: Paint): string {
  const { version, training, deployed, data, commit, inferences } = chain;
  const { judgedBy, judgedAt, approval } = version;
  const by = judgedBy === null ? "" : ` by ${principal(judgedBy)}`;
  const when = judgedAt === null ? "" : ` ${moment(new Date(judgedAt))}`;
  const rows: Cell[][] = [
    ["commit", commit ?? "not recorded"],
    ["data", data ?? "not recorded"],
    [
      "training",
      training === null
        ? `${version.execution ?? "not recorded"}, which cannot be seen from here`
        : runOf(training),
    ],
    ...(deployed === null ? [] : [["deployed", pipelineVersionText(deployed)]]),
    [
      "version",
      `${version.version}${version.auc === null ? "" : `, AUC ${version.auc.toFixed(4)}`}, ${approval.toLowerCase()}${when}${by}`,
    ],
    ["", version.arn],
    ...inferences.flatMap((run, index): Cell[][] => [
      [index === 0 ? "inferences" : "", runOf(run)],
      ["", run.predictions],
    ]),
    ...(inferences.length === 0 ? [["inferences", "none among the last ones here"]] : []),
  ];
  return `${paint("bold", `version ${version.version}`)}\n${table(rows)}`;
}

function runOf({ id, status, startedAt, startedBy }: RunReport): string {
  return `${id}, ${status} ${moment(new Date(startedAt))}${startedBy === null ? "" : ` by ${principal(startedBy)}`}`;
}
