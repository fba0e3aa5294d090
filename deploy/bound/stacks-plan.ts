import { createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Acting, Environment } from "../../environments/environment";
import { promotionStackName } from "../../stacks/names";
import type { Terraform } from "../bootstrap/terraform";
import type { ResourceChange } from "../consequences/resource-rules";

/** What a reviewer sees of Terraform's half of a plan: what it would do to the promotion stack, and the state under it. */
export interface StacksReview {
  readonly stack: string;
  /** Of the state; null where there is none yet. */
  readonly lineage: string | null;
  readonly serial: number | null;
  readonly changes: readonly ResourceChange[];
}

/** Terraform's half of a plan, on the machine that made it. */
export interface StacksPlan extends StacksReview {
  /** Folder of the synthesized stacks. */
  readonly folder: string;
  /** SHA-256 of Terraform's own plan, which holds values in the clear: it stays in the stack's folder. */
  readonly binary: string;
}

/** The half without what is the machine's. */
export function reviewOf({ stack, lineage, serial, changes }: StacksReview): StacksReview {
  return { stack, lineage, serial, changes };
}

/** Whether the half says where Terraform's own plan lies. */
export function isHere(stacks: StacksReview | undefined): stacks is StacksPlan {
  return stacks !== undefined && "folder" in stacks && "binary" in stacks;
}

const BINARY = "bound.tfplan";
const SENSITIVE = "(sensitive)";
const UNKNOWN = "(known after the apply)";
const QUIETLY = ["-input=false", "-no-color"];

/**
 * Plans the promotion stack as it was synthesized.
 * @throws Problem `NotSynthesized`, `NoTerraform`, `TerraformFailed`
 */
export async function planStacks(
  terraform: Terraform,
  environment: Environment,
  folder: string,
  acting: Acting,
): Promise<StacksPlan> {
  const stack = promotionStackName(environment);
  const work = stackFolder(folder, stack);
  await terraform.read(work, "init", ...QUIETLY);
  // Who plans may not write the lock, and a plan changes no state.
  const lock = acting === "plan" ? ["-lock=false"] : [];
  await terraform.read(work, "plan", ...QUIETLY, ...lock, `-out=${BINARY}`);
  chmodSync(join(work, BINARY), 0o600);
  const shown = JSON.parse(await terraform.read(work, "show", "-json", BINARY)) as Shown;
  return {
    stack,
    folder,
    ...(await stateOf(terraform, work)),
    changes: changesIn(shown),
    binary: binaryDigest(work),
  };
}

/** Applies the plan that `planStacks` has saved. @throws Problem `TerraformFailed` */
export async function applyStacks(terraform: Terraform, plan: StacksPlan): Promise<void> {
  const work = stackFolder(plan.folder, plan.stack);
  await terraform.read(work, "apply", ...QUIETLY, BINARY);
}

/** Takes Terraform's saved plan away: it is of use once, and holds values in the clear. */
export function discardStacks({ folder, stack }: StacksPlan): void {
  rmSync(join(folder, "stacks", stack, BINARY), { force: true });
}

/**
 * Whether Terraform's plan, and the state that it stands on, are those of the file.
 * @throws Problem `PlanAltered`, `PlanStale`
 */
export async function requireSameStacks(terraform: Terraform, plan: StacksReview): Promise<void> {
  if (!isHere(plan)) throw notHere(plan.stack);
  const work = stackFolder(plan.folder, plan.stack);
  const binary = join(work, BINARY);
  if (!existsSync(binary) || binaryDigest(work) !== plan.binary) throw notHere(binary);
  const { lineage, serial } = await stateOf(terraform, work);
  if (lineage === plan.lineage && serial === plan.serial) return;
  throw new Problem({
    code: "PlanStale",
    blame: "user",
    message: `Since the plan was made, Terraform's state of ${plan.stack} has changed: serial ${serial}, not ${plan.serial}.`,
    where: work,
    next: "Plan again, and have that reviewed. Nothing was changed.",
  });
}

function notHere(where: string): Problem {
  return new Problem({
    code: "PlanAltered",
    blame: "user",
    message: "Terraform's plan is not there any more, or is another one.",
    where,
    next: "It never leaves the machine: plan and apply on the same one, or apply --reviewed. Nothing was changed.",
  });
}

/** Where a stack is synthesized. @throws Problem `NotSynthesized` */
export function stackFolder(folder: string, stack: string): string {
  const work = join(folder, "stacks", stack);
  if (existsSync(join(work, "cdk.tf.json"))) return work;
  throw new Problem({
    code: "NotSynthesized",
    blame: "user",
    message: `The stack ${stack} is not synthesized.`,
    where: work,
    next: "Run npm run synth, with --role plan for who only plans, then the same command again.",
  });
}

/** The state that a stack's folder leads to. */
export async function stateOf(
  terraform: Terraform,
  work: string,
): Promise<Pick<StacksPlan, "lineage" | "serial">> {
  const text = await terraform.read(work, "state", "pull");
  if (text.trim() === "") return { lineage: null, serial: null };
  const { lineage, serial } = JSON.parse(text) as { readonly lineage: string; readonly serial: number };
  return { lineage, serial };
}

function binaryDigest(work: string): string {
  return createHash("sha256")
    .update(readFileSync(join(work, BINARY)))
    .digest("hex");
}

/** As far as it is read of what `terraform show -json` prints. */
export interface Shown {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly type: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: Json;
      readonly after: Json;
      readonly after_unknown?: Json;
      readonly before_sensitive?: Json;
      readonly after_sensitive?: Json;
    };
  }[];
}

/** What Terraform would do, without values that it marks as sensitive. */
export function changesIn({ resource_changes: resources = [] }: Shown): ResourceChange[] {
  return resources
    .filter(({ change }) => !change.actions.every((action) => action === "no-op" || action === "read"))
    .map(({ address, type, change }) => {
      const before = members(change.before);
      const after = { ...members(change.after), ...unknownOf(change) };
      const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
      const values: Record<string, Json> = {};
      for (const name of names) {
        const [from, to] = [before[name] ?? null, after[name] ?? null];
        if (canonicalJson(from) === canonicalJson(to)) continue;
        values[name] = {
          from: redacted(from, marks(change.before_sensitive, name)),
          to: redacted(to, marks(change.after_sensitive, name)),
        };
      }
      return { address, type, actions: change.actions, values };
    });
}

function unknownOf({ after_unknown: unknown = {} }: { readonly after_unknown?: Json }): Record<string, Json> {
  const names = Object.entries(members(unknown)).filter(([, mark]) => mark === true);
  return Object.fromEntries(names.map(([name]) => [name, UNKNOWN]));
}

function redacted(value: Json, marked: Json | undefined): Json {
  if (marked === true) return SENSITIVE;
  if (isList(value)) {
    const each = marked !== undefined && isList(marked) ? marked : [];
    return value.map((item, index) => redacted(item, each[index]));
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, redacted(item, marks(marked, name))]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Marks of one argument; of everything where everything is marked. */
function marks(all: Json | undefined, name: string): Json | undefined {
  return all === true ? true : members(all ?? null)[name];
}

function members(value: Json): Readonly<Record<string, Json>> {
  return value !== null && typeof value === "object" && !isList(value) ? value : {};
}
