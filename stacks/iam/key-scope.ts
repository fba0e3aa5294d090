import { parseArn } from "sagemaker-promotion-core/arn";
import type { Condition, Statement } from "./policy-document";

type Scope = Required<Pick<Statement, "Resource">> & Pick<Statement, "Condition">;

/** `alias/…` when the key is named by an alias, which is how a foundation creates it; undefined for the id of a key that is there. */
export function aliasOf(kmsKey: string): string | undefined {
  const resource = parseArn(kmsKey)?.resource ?? "";
  return resource.startsWith("alias/") ? resource : undefined;
}

/**
 * A key in an identity policy. KMS authorizes by a key's own ARN, never by an alias's; the alias is a condition
 * (KMS developer guide, "Using aliases to control access to KMS keys").
 */
export function keyScope(kmsKey: string, condition: Condition = {}): Scope {
  const alias = aliasOf(kmsKey);
  if (alias === undefined) {
    return { Resource: kmsKey, ...(Object.keys(condition).length > 0 && { Condition: condition }) };
  }
  return {
    Resource: kmsKey.slice(0, -alias.length) + "key/*",
    Condition: { ...condition, "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } },
  };
}
