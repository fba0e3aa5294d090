import type { Alert } from "../results/results";
import { changedLines, type Line } from "./lines";
import type { Row, Sides } from "./row";

/** A mail that says something else, or that one side alone sends. */
export interface AlertDifference {
  readonly environment: string;
  readonly subject: string;
  readonly change: "changed" | "new" | "gone";
  readonly lines: readonly Line[];
}

/** Pairs mails by their environment and subject; what is left is new or gone. */
export function compareAlerts(
  base: readonly Alert[],
  head: readonly Alert[],
  early: Sides<boolean>,
): Omit<Row<AlertDifference>, "missing"> {
  const before = base.filter((alert) => !head.some((other) => isEqual(alert, other)));
  const after = head.filter((alert) => !base.some((other) => isEqual(alert, other)));
  const differences: AlertDifference[] = [];
  for (const { environment, subject, body } of after) {
    const place = before.findIndex((alert) => alert.environment === environment && alert.subject === subject);
    const [then] = place < 0 ? [] : before.splice(place, 1);
    if (then === undefined && early.base) continue;
    const change = then === undefined ? "new" : "changed";
    differences.push({ environment, subject, change, lines: changedLines(then?.body ?? "", body) });
  }
  if (!early.head) {
    for (const { environment, subject, body } of before) {
      differences.push({ environment, subject, change: "gone", lines: changedLines(body, "") });
    }
  }
  return { compared: base.length, differences };
}

function isEqual(one: Alert, other: Alert): boolean {
  return one.environment === other.environment && one.subject === other.subject && one.body === other.body;
}
