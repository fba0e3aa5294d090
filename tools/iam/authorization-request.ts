import { parseArn } from "sagemaker-promotion-core/arn";
import type { CallRecord } from "sagemaker-local-accounts";
import type { SynthesizedPolicies, SynthesizedPolicy, Key } from "./synthesized-policies";

/** Condition keys and their values. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** A call that policies decide on, with all that the decision depends on. */
export interface AuthorizationRequest {
  /** An ARN as STS says it, or a service such as `events.amazonaws.com`. */
  readonly principal: string;
  /** Empty for a service. */
  readonly account: string;
  readonly action: string;
  readonly resource: string;
  /** The account that the resource belongs to. */
  readonly resourceAccount: string;
  readonly context: Context;
  /** The policy of the role that makes the call. An account's root has none: resources alone limit it. */
  readonly identity: SynthesizedPolicy | undefined;
  /** The resource's own policy. */
  readonly resourcePolicy: SynthesizedPolicy | undefined;
  readonly expected: "allowed" | "denied";
}

/** A key's id stands in ARNs where stacks know an alias only. */
const SOME_KEY = "key/00000000-0000-0000-0000-000000000000";
/** Nobody is denied this (STS API reference, GetCallerIdentity). */
const NEEDS_NO_PERMISSION = "sts:GetCallerIdentity";

/** Why a call's permission says nothing about our policies; undefined where it does. */
export type SkippedBecause = "no permission needed" | "administrator";

/** A call as a request to the policies, or why it is skipped. */
export function requestOf(
  stacks: SynthesizedPolicies,
  call: Omit<CallRecord, "sequence">,
): AuthorizationRequest | SkippedBecause {
  if (call.action === NEEDS_NO_PERMISSION) return "no permission needed";
  const root = call.principal.endsWith(":root");
  const { resource, key } = authorizedResource(stacks, call);
  const resourcePolicy = resourcePolicyOf(stacks, call.action, resource, key);
  // Its identity policies are not ours. What our resources say about it is.
  if (root && resourcePolicy === undefined) return "administrator";
  const service = !call.principal.startsWith("arn:");
  const role = service || root ? undefined : roleOf(stacks, call.principal);
  return {
    principal: call.principal,
    account: service ? "" : call.account,
    action: call.action,
    resource,
    resourceAccount: resourcePolicy?.account ?? (parseArn(resource)?.account || call.account),
    context: {
      ...(aliasItself(call) ? {} : call.context),
      ...(role === undefined ? {} : { "aws:PrincipalArn": role.subject }),
      ...(root ? { "aws:PrincipalArn": call.principal } : {}),
      ...(service ? {} : { "aws:PrincipalAccount": call.account }),
      // The gateway stands where AWS has its TLS endpoints.
      "aws:SecureTransport": call.context?.["aws:SecureTransport"] ?? "true",
    },
    identity: role,
    resourcePolicy,
    expected: call.outcome === "denied" ? "denied" : "allowed",
  };
}

/** Every different request of a record, in its order, and how many calls were skipped. */
export function requestsOf(
  stacks: SynthesizedPolicies,
  calls: readonly CallRecord[],
): {
  readonly requests: readonly AuthorizationRequest[];
  readonly skipped: Readonly<Record<SkippedBecause, number>>;
} {
  const requests = new Map<string, AuthorizationRequest>();
  const skipped = { "no permission needed": 0, administrator: 0 };
  for (const call of calls) {
    const request = requestOf(stacks, call);
    if (typeof request === "string") skipped[request] += 1;
    else requests.set(identityOf(request), request);
  }
  return { requests: [...requests.values()], skipped };
}

/** Same text, same answer. Session names are left out: no policy of ours asks for them. */
function identityOf({
  principal,
  identity,
  action,
  resource,
  context,
  expected,
}: AuthorizationRequest): string {
  return JSON.stringify([identity?.subject ?? principal, action, resource, context, expected]);
}

/** The identity policy of the role that a session's ARN names; the role's path is no part of that. */
function roleOf(stacks: SynthesizedPolicies, session: string): SynthesizedPolicy | undefined {
  const { account = "", resource = "" } = parseArn(session) ?? {};
  const name = resource.split("/")[1] ?? "";
  return stacks.policies.find(
    (policy) =>
      policy.kind === "identity" && policy.account === account && policy.subject.endsWith(`/${name}`),
  );
}

/**
 * KMS authorizes by the key, whatever name a call has for it, but for what is done to aliases themselves (KMS developer
 * guide, "Use aliases to control access to KMS keys").
 */
function authorizedResource(
  stacks: SynthesizedPolicies,
  { action, resource, context }: Omit<CallRecord, "sequence">,
): { readonly resource: string; readonly key?: Key } {
  const { service, account = "", region } = parseArn(resource) ?? {};
  if (service !== "kms" || aliasItself({ action, resource })) return { resource };
  const key = stacks.keys.find(
    (candidate) =>
      candidate.aliasArn === resource ||
      (candidate.account === account && (hasAlias(candidate, context) || hasTags(candidate, context))),
  );
  const { partition } = parseArn(resource) ?? { partition: "aws" };
  return { resource: `arn:${partition}:kms:${region}:${account}:${SOME_KEY}`, ...(key && { key }) };
}

/** An alias is no key: it has neither tags nor aliases. */
function aliasItself({ action, resource }: Pick<CallRecord, "action" | "resource">): boolean {
  return action.endsWith("Alias") && resource.includes(":alias/");
}

function hasAlias({ aliasArn }: Key, context: Context = {}): boolean {
  const alias = parseArn(aliasArn)?.resource ?? "";
  return [context["kms:ResourceAliases"] ?? []].flat().includes(alias);
}

/** A key has no alias before it gets one, and after it lost it. */
function hasTags({ tags }: Key, context: Context = {}): boolean {
  if (context["kms:ResourceAliases"] !== undefined) return false;
  const found = Object.keys(context).filter((name) => name.startsWith("aws:ResourceTag/"));
  const wanted = Object.entries(tags);
  return (
    found.length === wanted.length &&
    wanted.every(([name, value]) => context[`aws:ResourceTag/${name}`] === value)
  );
}

/** What a role's trust policy decides on. */
const TRUSTED = new Set(["sts:AssumeRole", "sts:SetSourceIdentity"]);

function resourcePolicyOf(
  stacks: SynthesizedPolicies,
  action: string,
  resource: string,
  key: Key | undefined,
): SynthesizedPolicy | undefined {
  const subject = key?.aliasArn ?? resourceWithPolicy(resource);
  const kind = TRUSTED.has(action) ? "trust" : "resource";
  return stacks.policies.find((policy) => policy.kind === kind && policy.subject === subject);
}

/** What carries the policy that decides on a resource: the bucket of an object, the group of a model package. */
function resourceWithPolicy(resource: string): string {
  const { service, resource: name = "" } = parseArn(resource) ?? {};
  if (service === "s3") return resource.split("/")[0] ?? "";
  if (service === "sagemaker" && name.startsWith("model-package/")) {
    const group = name.split("/")[1] ?? "";
    return `${resource.slice(0, -name.length)}model-package-group/${group}`;
  }
  return resource;
}
