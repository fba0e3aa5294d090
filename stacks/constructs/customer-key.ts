import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { aliasOf } from "../iam/key-scope";
import { ResourceWithPolicy } from "./resource-with-policy";
import { accountPrincipal, policyDocument, type Statement, THIS_KEY } from "../iam/policy-document";

/** What administrators do to a key; none of it reads what the key protects. */
const KEY_ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
] as const;

/** Lets the account's administrators look after a key, and never whoever deploys, whatever else that role is given. */
export function keyAdministration({ partition, account, deployRole }: Environment): Statement {
  return {
    Sid: "AdministeredByAccount",
    Effect: "Allow",
    Principal: accountPrincipal(partition, account),
    Action: KEY_ADMINISTRATION,
    Resource: THIS_KEY,
    Condition: { ArnNotEquals: { "aws:PrincipalArn": deployRole } },
  };
}

export interface CustomerKeyProps {
  /** ARN of the alias that it gets; of the alias or the key, where it is there already. */
  readonly arn: string;
  readonly description: string;
  /** Who administers it, for a key that is created. */
  readonly administration: Statement;
  /** Who uses it. */
  readonly grants: readonly Statement[];
  /** Days that AWS keeps a key after its deletion was asked for: 7 to 30. */
  readonly deletionWindowInDays: number;
  /** It is there already, and is left as it is. */
  readonly existing?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A customer-managed KMS key that rotates every year, and its alias. */
export class CustomerKey extends ResourceWithPolicy {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CustomerKeyProps) {
    const { arn, existing = false, administration, grants } = props;
    const statements = existing ? grants : [administration, ...grants];
    super(scope, id, { subject: arn, policies: { key: statements }, existing });
    if (existing) {
      this.arn = arn;
      return;
    }
    const key = new KmsKey(this, "key", {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: props.deletionWindowInDays,
      policy: policyDocument(statements),
      tags: props.tags,
    });
    new KmsAlias(this, "alias", { name: aliasOf(arn) ?? "", targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}
