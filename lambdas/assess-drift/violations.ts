import { FunctionError } from "../function-error";
import { truncate } from "../text";

/** One entry of the analyzer's constraint_violations.json. */
export interface Violation {
  readonly feature: string;
  /** `data_type_check`, `completeness_check`, `baseline_drift_check`, … */
  readonly check: string;
  readonly description: string;
}

/** A Fail step's message has 1,024 characters; the rest is for the words around this one. */
export const MESSAGE_LIMIT = 900;
/** So that one talkative feature leaves room for the others. */
const MEASURED_LIMIT = 200;
const NAME_LIMIT = 60;
/** Kept free for the list of features whose figures do not fit. */
const TAIL_LIMIT = 250;

/** @throws FunctionError `UnreadableViolations` for anything but the documented form */
export function parseViolations(json: string, uri: string): readonly Violation[] {
  const unreadable = (why: string, cause?: unknown) =>
    new FunctionError(
      "UnreadableViolations",
      `${uri} is not a report of violations: ${why}. Look at the logs of the step MonitorInput.`,
      cause,
    );
  let report: unknown;
  try {
    report = JSON.parse(json);
  } catch (error) {
    throw unreadable("it is not JSON", error);
  }
  const entries: unknown =
    typeof report === "object" && report !== null && "violations" in report ? report.violations : undefined;
  if (!Array.isArray(entries)) throw unreadable("it has no list `violations`");
  return entries.map((entry: unknown) => ({
    feature: field(entry, "feature_name"),
    check: field(entry, "constraint_check_type"),
    description: field(entry, "description"),
  }));
}

/** A readable sentence: how many violations, then feature by feature what was measured, as far as it fits. */
export function driftMessage(violations: readonly Violation[]): string {
  if (violations.length === 0) return "No violations of the baseline's constraints.";
  const features = new Set(violations.map(({ feature }) => feature));
  let message = `${count(violations.length, "violation")} of the baseline in ${count(features.size, "feature")}.`;
  for (const { feature, check, description } of violations) {
    const measured = description === "" ? check : `${check}: ${description}`;
    const sentence = ` ${truncate(feature, NAME_LIMIT)} (${truncate(measured, MEASURED_LIMIT)}).`;
    if (message.length + sentence.length > MESSAGE_LIMIT - TAIL_LIMIT) break;
    message += sentence;
    features.delete(feature);
  }
  const rest = [...features].map((feature) => truncate(feature, NAME_LIMIT)).join(", ");
  return rest === "" ? message : truncate(`${message} Also: ${rest}`, MESSAGE_LIMIT);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** White space is folded: the message becomes one line. */
function field(entry: unknown, name: string): string {
  const value =
    typeof entry === "object" && entry !== null ? (Reflect.get(entry, name) as unknown) : undefined;
  return typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "";
}
