import type { PolicyKind } from "../constructs/resource-with-policy";
import type { Statement } from "../iam/policy-document";
import type { AccessRequest } from "../iam/match";
import { aliasOf, keyScope } from "../iam/key-scope";

/** The policy of a resource, as far as it has a say. */
interface ResourcePolicy {
  readonly kind: Exclude<PolicyKind, "identity">;
  readonly subject: string;
  /**
   * The principal is of the resource's own account: its own policy is enough, and this one only must not deny (IAM user
   * guide, "Policy evaluation logic"). Not so for keys and for roles that are assumed.
   */
  readonly implicitDenyIsFine?: true;
}

/** Something that has to be allowed for an environment to work, and by whom. */
export interface AccessRequirement extends Pick<AccessRequest, "principal" | "resource" | "context"> {
  /** What it is for: `prod reads the versions that dev trained`. */
  readonly purpose: string;
  readonly actions: readonly string[];
  /** How the principal's own policy would name the resource. */
  readonly scope: Pick<Statement, "Resource" | "Condition">;
  /**
   * The resource's own policy, where it has a say: across accounts, for keys, and for roles that are assumed it has to
   * allow it as well. Otherwise the principal's account decides alone.
   */
  readonly resourcePolicy?: ResourcePolicy;
  /**
   * The resource's policy is to allow what the principal's own does not have by itself: it takes effect for those whose
   * own policy an organisation, or the blog's managed policies, widen.
   */
  readonly resourcePolicyOnly?: true;
}

/** What a requirement asks of a bucket, or of objects in it, by their ARNs; the bucket's policy has a say. */
export function inBucket(bucket: string, resource: string) {
  return {
    resource,
    scope: { Resource: resource },
    context: {},
    resourcePolicy: { kind: "bucket", subject: bucket },
  } as const;
}

interface KeyUse extends Pick<AccessRequirement, "purpose" | "principal" | "actions"> {
  readonly kmsKey: string;
  readonly context?: AccessRequirement["context"];
}

/** The use of a key. A key's policy always has a say, within its own account too (KMS developer guide, "Key policies"). */
export function keyRequirement({
  purpose,
  principal,
  actions,
  kmsKey,
  context = {},
}: KeyUse): AccessRequirement {
  const alias = aliasOf(kmsKey);
  const scope = keyScope(kmsKey);
  return {
    purpose,
    principal,
    actions,
    resource: String(scope.Resource),
    scope,
    context: { ...context, ...(alias !== undefined && { "kms:ResourceAliases": [alias] }) },
    resourcePolicy: { kind: "key", subject: kmsKey },
  };
}
