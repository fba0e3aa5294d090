import { Problem } from "sagemaker-promotion-core/problem";
import type { Action, Change } from "../apply/plan";

/** `  # aws_sns_topic.alerts (alerts/topic) will be created`, behind the stack's name where cdktf prints one. */
const PLANNED =
  /# (\S+)(?: \(.*\))? (will be created|will be updated in-place|must be replaced|is tainted, so must be replaced|will be replaced, as requested|will be destroyed)/;
const SUMMARY =
  /(?:Apply complete! Resources: (\d+) added, (\d+) changed, (\d+) destroyed|Destroy complete! Resources: (\d+) destroyed)/;

function actionOf(words: string): Action {
  if (words.includes("created")) return "create";
  if (words.includes("updated")) return "update";
  return words.includes("destroyed") ? "delete" : "replace";
}

/**
 * What Terraform did, read from what it said; `addresses` are those of the stack's resources.
 * @throws Problem `UnreadableTerraform` where its plan and its summary do not agree: another version may say it otherwise.
 */
export function changesIn(output: string, addresses: readonly string[]): Change[] {
  const planned = new Map<string, Action>();
  for (const line of output.split("\n")) {
    const [, address, words] = PLANNED.exec(line) ?? [];
    if (address !== undefined && words !== undefined) planned.set(address, actionOf(words));
  }
  const counted = (...actions: Action[]): number =>
    [...planned.values()].filter((action) => actions.includes(action)).length;
  const [summary, added, changed, destroyed, allDestroyed] = SUMMARY.exec(output) ?? [];
  const agree =
    summary !== undefined &&
    Number(added ?? 0) === counted("create", "replace") &&
    Number(changed ?? 0) === counted("update") &&
    Number(destroyed ?? allDestroyed) === counted("delete", "replace");
  if (!agree) {
    throw unreadable(
      `Terraform's plan names ${planned.size} changes, its summary says: ${summary ?? "nothing"}`,
    );
  }
  const all = [...new Set([...addresses, ...planned.keys()])];
  return all.map((address): Change => ({ address, action: planned.get(address) ?? "none", changed: [] }));
}

/**
 * How many changes Terraform plans, read from what it said.
 * @throws Problem `UnreadableTerraform` where it says neither how many nor that there are none
 */
export function plannedIn(output: string): number {
  const [summary, ...amounts] =
    /Plan: (\d+) to add, (\d+) to change, (\d+) to destroy|No changes\./.exec(output) ?? [];
  if (summary === undefined) throw unreadable("Terraform's plan has no summary");
  return amounts.reduce((sum, amount) => sum + Number(amount ?? 0), 0);
}

function unreadable(message: string): Problem {
  return new Problem({
    code: "UnreadableTerraform",
    blame: "bug",
    message,
    next: "see whether this version of Terraform words its output otherwise, and fix rehearsal/terraform/output.ts",
  });
}

/** Ids of the KMS keys that a destroy handed in for deletion. */
export function deletedKeysIn(output: string): string[] {
  return [...output.matchAll(/aws_kms_key\.\S+(?: \(.*\))?: Destroying\.\.\. \[id=([^\]]+)\]/g)].flatMap(
    ([, id]) => id ?? [],
  );
}

/** Who holds the state, where that is why Terraform gave up: `root@build-7, since … (apply)`. */
export function lockHolderIn(output: string): string | undefined {
  // A lock that could not be written, for want of a permission say, has no holder.
  if (!output.includes("Error acquiring the state lock") || !output.includes("Lock Info:")) return undefined;
  const said = (field: string): string => new RegExp(`${field}:\\s+(\\S.*)`).exec(output)?.[1]?.trim() ?? "?";
  return `${said("Who")}, since ${said("Created")} (${said("Operation")})`;
}

/** Terraform's errors, from the first on; all it said where it named none. */
export function errorsIn(output: string): string {
  const start = output.search(/Error: /);
  return start === -1 ? output : output.slice(start);
}
