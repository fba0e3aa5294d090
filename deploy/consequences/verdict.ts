import { usdText } from "../../pipeline-defs/cost/money";
import type { Consequence, ConsequenceClass } from "./classes";

interface Judged {
  /** Pipelines that there were none of. */
  readonly created: number;
  /** By how much more, or less, an execution of each pipeline may cost; undefined where that is not known. */
  readonly costs: readonly (number | undefined)[];
  readonly consequences: readonly Consequence[];
}

/** `1 pipeline retrains, predictions unchanged, at most $0.92 more an execution, nothing deleted`. */
export function verdict({ created, costs, consequences }: Judged): string {
  if (consequences.length === 0) return "nothing changes";
  const of = (name: ConsequenceClass): readonly Consequence[] =>
    consequences.filter((consequence) => consequence.class === name);
  const deletes = of("deletes-data").length;
  const widens = new Set(of("widens-permission").map(({ subject }) => subject)).size;
  return [
    ...(created === 0 ? [] : [created === 1 ? "1 pipeline is new" : `${created} pipelines are new`]),
    // A model has one pipeline that trains.
    of("retrains").length === 0 ? "nothing retrains" : "1 pipeline retrains",
    of("predictions-change").length === 0 ? "predictions unchanged" : "predictions change",
    ...(widens === 0 ? [] : [widens === 1 ? "1 permission widens" : `${widens} permissions widen`]),
    costText(costs),
    deletes === 0
      ? "nothing deleted"
      : `${deletes} ${deletes === 1 ? "change deletes" : "changes delete"} data`,
  ].join(", ");
}

/** Of the pipelines, the one that may cost most beside what it did. */
function costText(costs: readonly (number | undefined)[]): string {
  const known = costs.filter((usd) => usd !== undefined);
  if (known.length < costs.length) return "costs not known";
  const most = Math.max(0, ...known);
  if (most > 0) return `at most ${usdText(most)} more an execution`;
  const least = Math.min(0, ...known);
  return least < 0 ? `${usdText(-least)} less an execution` : "costs unchanged";
}
