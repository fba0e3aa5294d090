import type { Paint } from "../deploy/text";
import { pipelineVersionText } from "./pipelines-text";
import type { PredictionsProvenance } from "../lambdas/record-version/predictions";
import { principal } from "./principal";
import type { Provenance } from "./provenance";
import type { RunReport } from "./run-report";
import { worth } from "./status-text";
import { table, type Cell } from "../deploy/table";
import type { Chain } from "./trace";
import { moment } from "./when";

/** Characters of a script's digest that are shown. */
const DIGEST = 12;

/** A version's chain for a person, from the commit to the predictions. */
export function traceText(chain: Chain, paint: Paint): string {
  const { version, training, deployed, data, commit, provenance, inferences } = chain;
  const { judgedBy, judgedAt, approval } = version;
  const by = judgedBy === null ? "" : ` by ${principal(judgedBy)}`;
  const when = judgedAt === null ? "" : ` ${moment(new Date(judgedAt))}`;
  const rows: Cell[][] = [
    ["commit", commit ?? "not recorded"],
    ...Object.entries(provenance.code).map(([filename, sha256], index) => [
      index === 0 ? "code" : "",
      `${filename}, sha256 ${sha256.slice(0, DIGEST)}…`,
    ]),
    ["data", data ?? "not recorded"],
    ...dataRows(provenance),
    [
      "training",
      training === null
        ? `${version.execution ?? "not recorded"}, which cannot be seen from here`
        : runOf(training),
    ],
    ...(deployed === null ? [] : [["deployed", pipelineVersionText(deployed)]]),
    ["version", `${version.version}${worth(version)}, ${approval.toLowerCase()}${when}${by}`],
    ["", version.arn],
    ...inferences.flatMap((run, index): Cell[][] => [
      [index === 0 ? "inferences" : "", runOf(run)],
      ["", run.predictions],
    ]),
    ...(inferences.length === 0 ? [["inferences", "none among the last ones here"]] : []),
  ];
  return `${paint("bold", `version ${version.version}`)}\n${table(rows)}`;
}

/** What is told beside predictions that somebody copied. */
export function predictionsText(told: PredictionsProvenance, paint: Paint): string {
  const rows: Cell[][] = [
    ["execution", told.execution_arn],
    ["batch", told.batch],
    ["deployed", `from commit ${told.deployed_commit}`],
    ["version", told.model_package_arn],
    ["", `trained from commit ${told.git_commit}`],
  ];
  return `${paint("bold", "these predictions")}\n${table(rows)}`;
}

function dataRows({ data }: Provenance): Cell[][] {
  if (data === null) return [["", "which objects of it is not recorded"]];
  const { objects, rows, bytes, files, manifest, record } = data;
  const more = objects > files.length ? [`and ${objects - files.length} more`] : [];
  const named = files.map((file) => `${file.name}, ${file.rows} rows, sha256 ${file.sha256}…`);
  return [
    ["", `${objects} object${objects === 1 ? "" : "s"}, ${rows} rows, ${bytes} bytes`],
    ...[...named, ...more].map((text) => ["", text]),
    ["manifest", manifest],
    ...(record === null ? [] : [["", `S3 version ${record.versionId},\nsha256 ${record.sha256}`]]),
  ];
}

function runOf({ id, status, startedAt, startedBy }: RunReport): string {
  return `${id}, ${status} ${moment(new Date(startedAt))}${startedBy === null ? "" : ` by ${principal(startedBy)}`}`;
}
