import type { PolicyKind } from "../constructs/policy-carrier";
import type { Statement } from "../constructs/policy-document";
import type { AccessRequest } from "../iam/match";

/** The policy of a resource, as far as it has a say. */
export interface Guard {
  readonly kind: Exclude<PolicyKind, "identity">;
  readonly subject: string;
  /**
   * The principal is of the resource's own account: its own policy is enough, and this one only must not deny (IAM user
   * guide, "Policy evaluation logic"). Not so for keys and for roles that are assumed.
   */
  readonly mayBeSilent?: true;
}

/** Something that has to be allowed for an environment to work, and by whom. */
export interface Need extends Pick<AccessRequest, "principal" | "resource" | "context"> {
  /** What it is for: `prod reads the versions that dev trained`. */
  readonly purpose: string;
  readonly actions: readonly string[];
  /** How the principal's own policy would name the resource. */
  readonly scope: Pick<Statement, "Resource" | "Condition">;
  /**
   * The resource's own policy, where it has a say: across accounts, for keys, and for roles that are assumed it has to
   * allow it as well. The rest is the principal's account's own affair.
   */
  readonly guard?: Guard;
  /**
   * The resource's policy is to allow what the principal's own does not have by itself: it takes effect for those whose
   * own policy an organisation, or the blog's managed policies, widen.
   */
  readonly guardOnly?: true;
}

/** What a need asks of a bucket, or of objects in it, by their ARNs; the bucket's policy has a say. */
export function inBucket(bucket: string, resource: string) {
  return {
    resource,
    scope: { Resource: resource },
    context: {},
    guard: { kind: "bucket", subject: bucket },
  } as const;
}
