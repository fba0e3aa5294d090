import { count } from "../../deploy/text";
import { betterOf } from "../../models/metrics";
import type { Direction } from "../../models/model";
import type { Comparison, MetricPair } from "./compare";
import type { PermissionsDifference } from "./permissions";
import type { AgainstReport } from "./report";
import { SIDES } from "./row";
import { metricName, metricTexts, storyText, type Quote } from "./words";

/** The comparison in one sentence, by consequence: what a reviewer must know is said first. */
export function verdict({ comparison }: AgainstReport, quote: Quote): string {
  if (comparison === null) return "Nothing differs: base and head are the same tree.";
  const clauses = [
    ...storyClauses(comparison, quote),
    ...changeClauses(comparison, quote),
    ...sameClauses(comparison, quote),
    ...missingClauses(comparison),
  ].join("; ");
  return `${clauses.charAt(0).toUpperCase()}${clauses.slice(1)}.`;
}

/** What is compared, by what it is called in a sentence. */
const KINDS = {
  predictions: "predictions",
  metrics: "metrics",
  drift: "drift verdicts",
  alerts: "alerts",
  permissions: "permissions used",
  definitions: "definitions",
  resources: "resources",
} as const;

const KIND_NAMES = Object.keys(KINDS) as readonly (keyof typeof KINDS)[];

function storyClauses({ stories }: Comparison, quote: Quote): string[] {
  return [...SIDES].reverse().flatMap((side) => {
    const story = stories[side];
    if (story?.failed == null) return [];
    return [`the ${side}'s story ${storyText(story, quote)}, what comes after it is not compared`];
  });
}

function changeClauses(comparison: Comparison, quote: Quote): string[] {
  const { predictions, metrics, drift, alerts, permissions, definitions, resources } = comparison;
  const changedRows = predictions.differences.reduce((sum, { changed }) => sum + changed, 0);
  const newest = headline(metrics, metrics.differences);
  return [
    ...(changedRows === 0
      ? []
      : [`predictions change on ${changedRows} of ${count(predictions.compared, "row")}`]),
    ...(newest === undefined ? [] : [metricClause(newest, metrics.deciding?.direction, quote)]),
    ...(metrics.differences.length === 0 || newest !== undefined
      ? []
      : [`${count(metrics.differences.length, "metric")} change`]),
    ...some(drift.differences.length, "drift verdict changes", "drift verdicts change"),
    ...some(alerts.differences.length, "alert's text changes", "alerts' texts change"),
    ...permissionClauses(permissions.differences, quote),
    ...some(definitions.differences.length, "pipeline's definition changes", "pipelines' definitions change"),
    ...resourceClauses(resources.differences),
  ];
}

function some(number: number, one: string, more: string): string[] {
  return number === 0 ? [] : [`${number} ${number === 1 ? one : more}`];
}

/** Of these the deciding metric of the newest version. */
function headline(
  { deciding }: Comparison["metrics"],
  metrics: readonly MetricPair[],
): MetricPair | undefined {
  return metrics.findLast(({ name }) => name === deciding?.metric);
}

function metricClause(pair: MetricPair, direction: Direction | undefined, quote: Quote): string {
  const { base, head } = metricTexts(pair);
  const better = betterOf(direction, pair.base?.value ?? NaN, pair.head?.value ?? NaN);
  const judged = better === undefined ? "" : better === "other" ? ", which is better" : ", which is worse";
  return `${metricName(pair, quote)} ${base} → ${head}${judged}`;
}

/** Roles and actions that a sentence names. */
const MOST_NAMED = 2;

function permissionClauses(differences: readonly PermissionsDifference[], quote: Quote): string[] {
  if (differences.length > MOST_NAMED) return [`${differences.length} roles use other permissions`];
  return differences.map(({ role, more, less, refusedNow, refusedBefore }) => {
    const phrases = [
      ...(refusedNow.length === 0 ? [] : [`is refused ${actions(refusedNow, quote)}`]),
      ...(more.length === 0 ? [] : [`uses ${actions(more, quote)} more`]),
      ...(less.length === 0 ? [] : [`uses ${actions(less, quote)} less`]),
      ...(refusedBefore.length === 0 ? [] : [`is no longer refused ${actions(refusedBefore, quote)}`]),
    ];
    return `${quote(role)} ${phrases.join(" and ")}`;
  });
}

function actions(names: readonly string[], quote: Quote): string {
  if (names.length > MOST_NAMED) return count(names.length, "action");
  return names.map(quote).join(" and ");
}

function resourceClauses(differences: Comparison["resources"]["differences"]): string[] {
  if (differences.length === 0) return [];
  const words = { delete: "deleted", replace: "replaced", create: "created" } as const;
  const kinds = (["delete", "replace", "create"] as const).flatMap((action) => {
    const number = differences.filter((one) => one.action === action).length;
    return number === 0 ? [] : [`${number} ${words[action]}`];
  });
  const verb = differences.length === 1 ? "changes" : "change";
  return [
    `${count(differences.length, "resource")} ${verb}${kinds.length === 0 ? "" : ` (${kinds.join(", ")})`}`,
  ];
}

/** What does not differ, in one phrase; the newest version's deciding metric by its number. */
function sameClauses(comparison: Comparison, quote: Quote): string[] {
  const same = KIND_NAMES.filter((kind) => {
    const { missing, compared, differences } = comparison[kind];
    return missing.length === 0 && compared > 0 && differences.length === 0;
  });
  if (same.length === 0) return [];
  const names = same.map((kind) => {
    const newest = kind === "metrics" ? headline(comparison.metrics, comparison.metrics.all) : undefined;
    return newest === undefined
      ? KINDS[kind]
      : `${KINDS[kind]} (${metricName(newest, quote)} ${metricTexts(newest).head})`;
  });
  const nothing = KIND_NAMES.every((kind) => comparison[kind].differences.length === 0);
  return [`${nothing ? "nothing differs: " : ""}same ${listed(names)}`];
}

function missingClauses(comparison: Comparison): string[] {
  return SIDES.flatMap((side) => {
    const kinds = KIND_NAMES.filter((kind) => comparison[kind].missing.includes(side));
    if (kinds.length === 0) return [];
    return [
      kinds.length === KIND_NAMES.length
        ? `the ${side} recorded nothing to compare`
        : `not recorded by the ${side}: ${listed(kinds.map((kind) => KINDS[kind]))}`,
    ];
  });
}

function listed(names: readonly string[]): string {
  const [last = "", ...others] = [...names].reverse();
  return others.length === 0 ? last : `${others.reverse().join(", ")} and ${last}`;
}
