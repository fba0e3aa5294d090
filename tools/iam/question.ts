import { parseArn } from "sagemaker-promotion-core/arn";
import type { CallRecord } from "sagemaker-local-accounts";
import type { Estate, HeldPolicy, Key } from "./estate";

/** Condition keys and their values. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** May this principal do this? With all that the answer depends on. */
export interface Question {
  /** An ARN as STS says it, or a service such as `events.amazonaws.com`. */
  readonly principal: string;
  /** Empty for a service. */
  readonly account: string;
  readonly action: string;
  readonly resource: string;
  /** The account that the resource belongs to. */
  readonly owner: string;
  readonly context: Context;
  /** The policy of the role that asks. An account's root has none, and may everything that resources let it. */
  readonly identity: HeldPolicy | undefined;
  /** The resource's own policy. */
  readonly resourcePolicy: HeldPolicy | undefined;
  readonly expected: "allowed" | "denied";
}

/** A key's id stands in ARNs where stacks know an alias only. */
const SOME_KEY = "key/00000000-0000-0000-0000-000000000000";
/** Nobody is denied this (STS API reference, GetCallerIdentity). */
const NEEDS_NO_PERMISSION = "sts:GetCallerIdentity";

/** Why a call's permission says nothing about our policies; undefined where it does. */
export type Aside = "no permission needed" | "administrator";

/** A call as a question; or why it is none. */
export function questionOf(estate: Estate, call: Omit<CallRecord, "sequence">): Question | Aside {
  if (call.action === NEEDS_NO_PERMISSION) return "no permission needed";
  const root = call.principal.endsWith(":root");
  const { resource, key } = authorizedResource(estate, call);
  const resourcePolicy = resourcePolicyOf(estate, call.action, resource, key);
  // Its identity policies are not ours. What our resources say about it is.
  if (root && resourcePolicy === undefined) return "administrator";
  const service = !call.principal.startsWith("arn:");
  const role = service || root ? undefined : roleOf(estate, call.principal);
  return {
    principal: call.principal,
    account: service ? "" : call.account,
    action: call.action,
    resource,
    owner: resourcePolicy?.account ?? (parseArn(resource)?.account || call.account),
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

/** Every different question that a record asks, in its order, and how many calls were none. */
export function questionsOf(
  estate: Estate,
  calls: readonly CallRecord[],
): { readonly questions: readonly Question[]; readonly aside: Readonly<Record<Aside, number>> } {
  const questions = new Map<string, Question>();
  const aside = { "no permission needed": 0, administrator: 0 };
  for (const call of calls) {
    const question = questionOf(estate, call);
    if (typeof question === "string") aside[question] += 1;
    else questions.set(identityOf(question), question);
  }
  return { questions: [...questions.values()], aside };
}

/** Same text, same answer. Session names are left out: no policy of ours asks for them. */
function identityOf({ principal, identity, action, resource, context, expected }: Question): string {
  return JSON.stringify([identity?.subject ?? principal, action, resource, context, expected]);
}

/** The identity policy of the role that a session's ARN names; the role's path is no part of that. */
function roleOf(estate: Estate, session: string): HeldPolicy | undefined {
  const { account = "", resource = "" } = parseArn(session) ?? {};
  const name = resource.split("/")[1] ?? "";
  return estate.policies.find(
    (policy) =>
      policy.kind === "identity" && policy.account === account && policy.subject.endsWith(`/${name}`),
  );
}

/**
 * KMS authorizes by the key, whatever name a call has for it, but for what is done to aliases themselves (KMS developer
 * guide, "Use aliases to control access to KMS keys").
 */
function authorizedResource(
  estate: Estate,
  { action, resource, context }: Omit<CallRecord, "sequence">,
): { readonly resource: string; readonly key?: Key } {
  const { service, account = "", region } = parseArn(resource) ?? {};
  if (service !== "kms" || aliasItself({ action, resource })) return { resource };
  const key = estate.keys.find(
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

function resourcePolicyOf(
  estate: Estate,
  action: string,
  resource: string,
  key: Key | undefined,
): HeldPolicy | undefined {
  const subject = key?.aliasArn ?? resourceWithPolicy(resource);
  const kind = action === "sts:AssumeRole" ? "trust" : "resource";
  return estate.policies.find((policy) => policy.kind === kind && policy.subject === subject);
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
