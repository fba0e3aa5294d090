import { canonicalJson, type Json, type PipelineDiff } from "sagemaker-pipeline-definitions";
import type { Comparison, StoryOutcome } from "./compare";
import type { Line } from "./lines";
import type { PermissionsDifference } from "./permissions";
import type { ResourceDifference } from "./resources";
import { SIDES, type Side } from "./row";
import { WORDS } from "./table";
import type { Quote } from "./words";

/** What differs in one kind of result, item by item. */
export interface Detail {
  readonly title: string;
  readonly items: readonly Item[];
}

export interface Item {
  readonly text: string;
  /** Lines of a text that differ. */
  readonly lines?: readonly Line[];
  /** The difference of a pipeline's definition. */
  readonly diff?: PipelineDiff;
}

/** What differs, for who wants to know more than the table says. */
export function detailsOf(comparison: Comparison, quote: Quote): Detail[] {
  const { stories, drift, alerts, permissions, definitions, resources } = comparison;
  const details: Detail[] = [
    { title: "What fails", items: SIDES.flatMap((side) => failureItems(side, stories[side], quote)) },
    {
      title: "Drift verdicts",
      items: drift.differences.flatMap(({ batch, violations }) =>
        SIDES.flatMap((side) =>
          violations[side].map(({ feature_name, constraint_check_type, description }) => ({
            text: `${side === "base" ? "gone" : "new"}, ${quote(batch)}: ${quote(`${feature_name}, ${constraint_check_type}: ${description}`)}`,
          })),
        ),
      ),
    },
    {
      title: "Alerts",
      items: alerts.differences.map(({ environment, subject, change, lines }) => ({
        text: `${change}, in ${quote(environment)}: ${quote(subject)}`,
        lines,
      })),
    },
    {
      title: "Permissions used",
      items: permissions.differences.map((one) => ({ text: permissionsText(one, quote) })),
    },
    {
      title: "Definitions",
      items: definitions.differences.map(({ name, hash, diff }) => ({
        text: `${quote(name)}, ${hashText(hash.base, quote)} → ${hashText(hash.head, quote)}`,
        diff,
      })),
    },
    {
      title: "Resources",
      items: resources.differences.map((one) => ({ text: resourceText(one, quote) })),
    },
  ];
  return details.filter(({ items }) => items.length > 0);
}

function failureItems(side: Side, story: StoryOutcome | null, quote: Quote): Item[] {
  if (story?.failed == null) return [];
  const { chapter, title, error } = story.failed;
  const lines = error.trimEnd().split("\n");
  return [
    { text: `${side}, ${chapter}. ${quote(title)}`, lines: lines.map((text) => ({ sign: " ", text })) },
  ];
}

function permissionsText(difference: PermissionsDifference, quote: Quote): string {
  const { role, more, less, refusedNow, refusedBefore } = difference;
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ["more", more],
    ["less", less],
    ["refused now", refusedNow],
    ["no longer refused", refusedBefore],
  ];
  const told = kinds.filter(([, actions]) => actions.length > 0);
  return `${quote(role)}: ${told.map(([word, actions]) => `${word}: ${actions.map(quote).join(", ")}`).join("; ")}`;
}

const HASH_CHARACTERS = 12;

function hashText(hash: string | null, quote: Quote): string {
  return hash === null ? "none" : quote(hash.slice(0, HASH_CHARACTERS));
}

function resourceText({ address, action, changed }: ResourceDifference, quote: Quote): string {
  const told = changed.map(({ argument, from, to }) => {
    const values = [from, to].map((value) => valueText(value));
    const isShort = values.every((value) => value.length <= SHORT_CHARACTERS);
    const name = argument === "" ? "" : `${quote(argument)}`;
    return isShort ? `${name} ${values.map(quote).join(" → ")}`.trimStart() : name;
  });
  return `${WORDS[action]}: ${quote(address)}${told.length === 0 ? "" : `: ${told.join(", ")}`}`;
}

/** A value that is shown beside its argument's name: a longer one, such as a policy, is in the stack's JSON. */
const SHORT_CHARACTERS = 80;

function valueText(value: Json | undefined): string {
  return value === undefined ? "none" : canonicalJson(value);
}
