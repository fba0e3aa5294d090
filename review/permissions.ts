import type { Json } from "sagemaker-pipeline-definitions";
import { CANNOT_BE_TOLD, widening } from "../deploy/consequences/policy-widening";
import { POLICIES, type ResourceChange } from "../deploy/consequences/resource-rules";

/** What a policy comes to allow, and to allow no more. */
export interface PermissionChange {
  /** Address of the resource that holds the policy. */
  readonly subject: string;
  /** In words: `sagemaker:StartPipelineExecution on …`. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** Permissions gained and lost, by whom or what the policy belongs to. */
export function permissionChanges(resources: readonly ResourceChange[]): PermissionChange[] {
  return resources.flatMap(({ address, values }) => {
    const sides = Object.entries(values).flatMap(([name, value]) =>
      POLICIES.has(name) ? [value as { readonly from?: Json; readonly to?: Json }] : [],
    );
    const gained = sides.flatMap(({ from, to }) => widening(from, to).map(gainText));
    const lost = sides.flatMap(({ from, to }) => widening(to, from).map(lossText));
    // What cannot be told is told once.
    const losses = gained.includes(CANNOT_BE_TOLD) ? [] : lost;
    return gained.length + losses.length === 0 ? [] : [{ subject: address, gained, lost: losses }];
  });
}

function gainText(words: string): string {
  return words.replace(/^allows /, "");
}

/** The same comparison from the end to the start: what would be allowed again is allowed no more. */
function lossText(words: string): string {
  return words.replace(/^allows /, "").replace(/^no longer denies /, "what is denied now: ");
}
