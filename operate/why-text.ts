import type { Paint } from "../deploy/text";
import { table, wrap, WIDTH } from "../deploy/table";
import type { WhyReport } from "./why";
import { length, moment } from "./when";
import { role } from "./principal";

/** Why an execution failed, for a person. */
export function whyText({ run, verdict, cause, names, job, log, next }: WhyReport, paint: Paint): string {
  const took = run.seconds === null ? "" : `, took ${length(run.seconds * 1000)}`;
  const by = run.startedBy === null ? "" : ` by ${role(run.startedBy)}`;
  const rows = [
    ["started", `${moment(new Date(run.startedAt))}${by}${took}`],
    ...(cause === null ? [] : [["cause", { text: cause, paint: (text: string) => paint("red", text) }]]),
    ...(names === null ? [] : [["names", names]]),
    ...(job === null ? [] : [["job", `${job.name}\nlog group ${job.logGroup}`]]),
    ...(next === null ? [] : [["next", next]]),
  ];
  const tail = log.map((line) => `  ${paint("dim", `| ${line}`)}\n`).join("");
  const heading = wrap(`${run.pipeline} ${run.id}: ${verdict}`, WIDTH).join("\n");
  return `${paint("bold", heading)}\n${table(rows)}${log.length === 0 ? "" : `  the end of the job's log:\n${tail}`}`;
}
