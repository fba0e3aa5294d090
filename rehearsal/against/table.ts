import { count } from "../../deploy/text";
import type { Comparison } from "./compare";
import type { Row } from "./row";
import {
  driftChange,
  driftText,
  metricName,
  metricTexts,
  predictionsText,
  storyText,
  type Quote,
} from "./words";

/** A line of the table: what is compared, and what it is on both sides. */
export interface TableRow {
  readonly what: string;
  readonly base: string;
  readonly head: string;
}

const SAME = "same";

/** The comparison as a table, what differs and what does not. */
export function tableRows(comparison: Comparison, quote: Quote): TableRow[] {
  const { stories, metrics, predictions, drift, alerts, permissions, definitions, resources } = comparison;
  return [
    storyRow(stories, quote),
    ...rowsFor("Metrics", metrics, () => metricRows(metrics, quote)),
    ...rowsFor(
      "Predictions",
      predictions,
      () =>
        predictions.differences.map((one) => ({
          what: `Predictions, ${quote(one.batch)}`,
          base: count(one.rows.base, "row"),
          head: predictionsText(one),
        })),
      ["row", "rows"],
    ),
    ...rowsFor(
      "Drift verdicts",
      drift,
      () =>
        drift.differences.map((one) => ({
          what: `Drift, ${quote(one.batch)}`,
          base: driftText(one.drift.base),
          head: driftChange(one),
        })),
      ["batch", "batches"],
    ),
    ...summary(
      "Alerts",
      alerts,
      ["text", "texts"],
      byKind(alerts.differences, ({ change }) => change),
    ),
    ...summary(
      "Permissions used",
      permissions,
      ["role or service", "roles and services"],
      `${permissions.differences.length} ${permissions.differences.length === 1 ? "uses" : "use"} others`,
    ),
    ...summary(
      "Definitions",
      definitions,
      ["pipeline", "pipelines"],
      `${definitions.differences.length} changed`,
    ),
    ...summary(
      "Resources",
      resources,
      ["resource", "resources"],
      byKind(resources.differences, ({ action }) => WORDS[action]),
    ),
  ];
}

function storyRow({ base, head }: Comparison["stories"], quote: Quote): TableRow {
  const [then, now] = [storyText(base, quote), storyText(head, quote)];
  return { what: "Story", base: then, head: then === now && head?.failed === null ? SAME : now };
}

/** The metrics that differ, and of every version the one that decides. */
function metricRows({ all, deciding, differences }: Comparison["metrics"], quote: Quote): TableRow[] {
  return all
    .filter((pair) => pair.name === deciding?.metric || differences.includes(pair))
    .map((pair) => {
      const { base, head } = metricTexts(pair);
      return { what: metricName(pair, quote), base, head: differences.includes(pair) ? head : SAME };
    });
}

/** What becomes of a resource. */
export const WORDS = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
} as const;

type Noun = readonly [one: string, more: string];

function summary(what: string, row: Row<unknown>, noun: Noun, differing: string): TableRow[] {
  return rowsFor(
    what,
    row,
    () => (row.differences.length === 0 ? [] : [{ what, base: amount(row, noun), head: differing }]),
    noun,
  );
}

/** What there is to say, or one row: nothing differs, or was recorded. */
function rowsFor(
  what: string,
  row: Row<unknown>,
  rows: () => TableRow[],
  noun: Noun = ["number", "numbers"],
): TableRow[] {
  if (row.missing.length > 0) {
    const side = (of: "base" | "head"): string =>
      row.missing.includes(of) ? `not recorded by the ${of}` : "";
    return [{ what, base: side("base"), head: side("head") }];
  }
  if (row.compared === 0) return [{ what, base: "none", head: "none" }];
  const said = rows();
  if (said.length > 0) return said;
  return [{ what, base: amount(row, noun), head: SAME }];
}

function amount({ compared }: Row<unknown>, [one, more]: Noun): string {
  return `${compared} ${compared === 1 ? one : more}`;
}

/** `2 created, 1 deleted`. */
function byKind<T>(differences: readonly T[], kindOf: (difference: T) => string): string {
  const kinds = [...new Set(differences.map(kindOf))].sort();
  return kinds
    .map((kind) => `${differences.filter((one) => kindOf(one) === kind).length} ${kind}`)
    .join(", ");
}
