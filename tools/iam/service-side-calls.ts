import { parseArn } from "sagemaker-promotion-core/arn";
import type { CallRecord } from "sagemaker-local-accounts";
import type { SynthesizedPolicies, Key } from "./synthesized-policies";
import type { Context } from "./authorization-request";

/**
 * What AWS also asks of a caller, and the local accounts do not: they decide on a call by its own action. SageMaker's
 * further demands (iam:PassRole, sagemaker:AddTags) are in the record.
 */
export function serviceSideCalls(stacks: SynthesizedPolicies, calls: readonly CallRecord[]): CallRecord[] {
  return calls
    .filter(({ outcome }) => outcome === "allowed")
    .flatMap((call) => [...useOfBucketKey(stacks, call), ...tagging(call), ...useOfAliasedKey(stacks, call)]);
}

/** Objects of a bucket that encrypts by default are written with its key (S3 API reference, PutObject, "Permissions"). */
function useOfBucketKey({ bucketKeys, keys }: SynthesizedPolicies, call: CallRecord): CallRecord[] {
  const bucket = /^arn:[^:]+:s3:::([^/]+)/u.exec(call.resource)?.[1] ?? "";
  const key = keys.find(({ aliasArn }) => aliasArn === bucketKeys.get(bucket));
  if (call.action !== "s3:PutObject" || key === undefined) return [];
  const via = `s3.${parseArn(key.aliasArn)?.region ?? ""}.amazonaws.com`;
  const context = { "kms:ViaService": via, ...contextOfKey(key) };
  return [{ ...call, action: "kms:GenerateDataKey", resource: key.aliasArn, context }];
}

/**
 * To create with tags is to tag: CreateLogGroup, PutRule, CreateTopic and CreateKey say so in their API references,
 * and the Lambda developer guide, "Using tags on Lambda functions", for CreateFunction.
 */
function tagging(call: CallRecord): CallRecord[] {
  const [service = ""] = call.action.split(":");
  const tags = Object.keys(call.context ?? {}).some((key) => key.toLowerCase().startsWith("aws:requesttag/"));
  if (!tags || !["events", "kms", "lambda", "logs", "sns"].includes(service)) return [];
  return [{ ...call, action: `${service}:TagResource` }];
}

/** An alias is created and deleted on its key as well (KMS developer guide, "Controlling access to aliases"). */
function useOfAliasedKey({ keys }: SynthesizedPolicies, call: CallRecord): CallRecord[] {
  const key = keys.find(({ aliasArn }) => aliasArn === call.resource);
  if (key === undefined || !["kms:CreateAlias", "kms:DeleteAlias"].includes(call.action)) return [];
  const alias = parseArn(key.aliasArn)?.resource ?? "";
  const resource = `${key.aliasArn.slice(0, -alias.length)}key/of-${alias}`;
  // Before it is created, the key does not have it.
  return [
    { ...call, resource, context: call.action === "kms:CreateAlias" ? tagsOf(key) : contextOfKey(key) },
  ];
}

/** What a key is known by in decisions on it. */
export function contextOfKey(key: Key): Context {
  return { "kms:ResourceAliases": [parseArn(key.aliasArn)?.resource ?? ""], ...tagsOf(key) };
}

function tagsOf({ tags }: Key): Context {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value]));
}
