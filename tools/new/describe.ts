import type { Proposal } from "./proposal";
import type { Sample } from "./sample";

/** What a new model will be, for people: how each column is read, and why. */
export function describeProposal({ model, columns, target }: Proposal, sample: Sample): string {
  const width = Math.max(...columns.map(({ name }) => name.length));
  const rows = columns.map(({ name, type, values, why }) => {
    const about = name === model.target ? "what is predicted" : [values, why].filter(Boolean).join("; ");
    return `  ${name.padEnd(width)}  ${type.padEnd("category".length)}  ${about}`.trimEnd();
  });
  const warnings = columns.flatMap(({ name, warning }) =>
    warning === undefined ? [] : `${name}: ${warning}`,
  );
  const classes = target.classes === undefined ? "" : ` (${target.classes.join(", ")})`;
  return [
    `columns`,
    ...rows,
    "",
    `title      ${model.title ?? ""}`,
    `task       ${target.task}${classes}: ${target.why}`,
    `framework  ${model.framework}`,
    `metric     ${target.metric.name}, threshold ${target.metric.threshold}: ${target.whyThreshold}`,
    `data       ${sample.rows} ${sample.rows === sample.of ? "rows" : `of ${sample.of} rows, drawn by chance,`} to rehearse on`,
    ...(warnings.length === 0 ? [] : ["", "warnings", ...warnings.map((warning) => `  ${warning}`)]),
    "",
  ].join("\n");
}
