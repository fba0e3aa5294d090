import type { Json, JsonObject } from "../../json";
import type { CacheEffect, Category, Change, PipelineDiff, Place, ValueChanged } from "../change";
import { formatValue, summaryOf, variablesAsText } from "./values";

/** One line of a difference for people, before it is laid out for a terminal or a page. */
export interface Row {
  /** `+` added, `-` removed, `~` changed, `!` a consequence. */
  readonly sign: "+" | "-" | "~" | "!";
  readonly subject: string;
  readonly from?: string;
  readonly to?: string;
  readonly note?: string;
}

/** The rows of a difference: changes, then what they do to caches and outputs. */
export function rowsOf({ changes, cache, outputs }: Omit<PipelineDiff, "order">): Row[] {
  return [
    ...changes.map(changeRow),
    ...cache.map(cacheRow),
    ...outputs.map(({ step, output, from, to }): Row => ({
      sign: "!",
      subject: `${step} writes ${output} elsewhere`,
      from,
      to,
    })),
  ];
}

const SIGNS = { added: "+", removed: "-", changed: "~", renamed: "~", moved: "~" } as const;

function changeRow(change: Change): Row {
  const sign = SIGNS[change.change];
  if (change.kind === "definition") return { sign, subject: "the whole definition", ...sides(change) };
  if (change.kind !== "step")
    return { sign, subject: subjectOf(change), ...sides(change), ...noteOf(change) };
  const subject = `step ${change.step}`;
  switch (change.change) {
    case "added":
      return { sign, subject, to: stepText(change.to.Type, change.place), ...summaryNote(change.to) };
    case "removed":
      return { sign, subject, from: stepText(change.from.Type, change.place), ...summaryNote(change.from) };
    case "renamed":
      return { sign, subject, note: `renamed from ${change.from}` };
    case "moved":
      return { sign, subject: `${subject} moves`, from: placeText(change.from), to: placeText(change.to) };
  }
}

function stepText(type: Json | undefined, place: Place): string {
  return `${typeof type === "string" ? type : "without type"}, ${placeText(place)}`;
}

function summaryNote(step: JsonObject): Pick<Row, "note"> {
  const summary = summaryOf(step);
  return summary.length === 0 ? {} : { note: summary.join(", ") };
}

const SIDES = { IfSteps: "if", ElseSteps: "else of", ForEachBody: "for each of" } as const;

function placeText(place: Place): string {
  if (place === null) return "top level";
  return `${SIDES[place.side]} ${place.condition}`;
}

const WORDS: Readonly<Partial<Record<Category, string>>> = {
  "instance-type": "instance type",
  "instance-count": "instance count",
  "parameter-default": "default",
};

function subjectOf({ kind, step, parameter, path }: ValueChanged): string {
  const word = WORDS[kind] ?? kind;
  if (parameter !== undefined) {
    const member = path.split(".").slice(2).join(".");
    return `parameter ${parameter}${kind === "parameter-default" ? ", default" : member === "" ? "" : `, ${member}`}`;
  }
  if (step === undefined) return `pipeline, ${path}`;
  const inside = path.slice(`Steps.${step}.`.length).replace(/^Arguments\./, "");
  return kind === "argument" || inside === kind ? `${step}, ${inside}` : `${step}, ${word} (${inside})`;
}

/** What a parameter's new default decides, where that has a name. */
function noteOf({ decides = [] }: ValueChanged): Pick<Row, "note"> {
  const named = decides.filter(({ kind }) => kind !== "argument");
  if (named.length === 0) return {};
  return { note: named.map(({ step, kind }) => `${WORDS[kind] ?? kind} of ${step}`).join(", ") };
}

function sides(change: { readonly from?: Json; readonly to?: Json }): Pick<Row, "from" | "to"> {
  const [from, to] = [change.from, change.to].map((value) =>
    value === undefined ? undefined : variablesAsText(value),
  );
  if (typeof from === "string" && typeof to === "string") return parting(from, to);
  return {
    ...(from === undefined ? {} : { from: formatValue(from) }),
    ...(to === undefined ? {} : { to: formatValue(to) }),
  };
}

/** Long paths with the same start are shown from the first folder that differs. */
function parting(from: string, to: string): Pick<Row, "from" | "to"> {
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  const start = from.lastIndexOf("/", shared - 1) + 1;
  const begun = start === 0 || shared === 0 ? "" : "…/";
  const cut = begun === "" ? 0 : start;
  return { from: formatValue(begun + from.slice(cut)), to: formatValue(begun + to.slice(cut)) };
}

function cacheRow({ step, effect, attributes, upstream, uncached = [] }: CacheEffect): Row {
  if (effect === "stale") {
    const sources = upstream.join(", ");
    return {
      sign: "!",
      subject: `${step} may re-use stale results: ${sources} gives other results at the same address`,
    };
  }
  const because = [
    ...(attributes.length === 0 ? [] : [`${attributes.join(", ")} changed`]),
    ...readsFrom(upstream.filter((source) => !uncached.includes(source))),
    ...readsFrom(uncached).map(
      (text) => `${text}, which ${uncached.length === 1 ? "is" : "are"} no longer cached`,
    ),
  ];
  return {
    sign: "!",
    subject: `${step} loses its cache`,
    ...(because.length === 0 ? {} : { note: because.join("; ") }),
  };
}

function readsFrom(steps: readonly string[]): string[] {
  return steps.length === 0 ? [] : [`it reads from ${steps.join(", ")}`];
}
