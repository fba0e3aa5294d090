import type { Environment } from "../../environments/environment";
import { executionRoles } from "../arns";
import { aliasOf, keyScope } from "../policies/key-use";
import type { Need } from "./need";

interface KeyUse extends Pick<Need, "purpose" | "principal" | "actions"> {
  readonly kmsKey: string;
  readonly context?: Need["context"];
}

/** The use of a key. A key's policy always has a say, within its own account too (KMS developer guide, "Key policies"). */
export function keyNeed({ purpose, principal, actions, kmsKey, context = {} }: KeyUse): Need {
  const alias = aliasOf(kmsKey);
  const scope = keyScope(kmsKey);
  return {
    purpose,
    principal,
    actions,
    resource: String(scope.Resource),
    scope,
    context: { ...context, ...(alias !== undefined && { "kms:ResourceAliases": [alias] }) },
    guard: { kind: "key", subject: kmsKey },
  };
}

/** Who encrypts and reads what an environment writes. */
export function encryptionKeyNeeds(environment: Environment): Need[] {
  const { name, kmsKey, deployRole, lambdaRole, monitoring } = environment;
  const dataKeys = ["kms:Decrypt", "kms:GenerateDataKey"];
  return [
    ...executionRoles(environment).flatMap((principal) => [
      keyNeed({ purpose: `${name} encrypts what it writes`, principal, actions: dataKeys, kmsKey }),
      // Of the role, for the key of a job's output (SageMaker API reference, OutputDataConfig, KmsKeyId).
      keyNeed({ purpose: `${name} encrypts its jobs' output`, principal, actions: ["kms:Encrypt"], kmsKey }),
      // EBS user guide, "Requirements for Amazon EBS encryption".
      keyNeed({
        purpose: `${name} encrypts the volumes of its jobs`,
        principal,
        actions: ["kms:DescribeKey"],
        kmsKey,
      }),
      keyNeed({
        purpose: `${name} encrypts the volumes of its jobs`,
        principal,
        actions: ["kms:CreateGrant"],
        kmsKey,
        context: { "kms:GrantIsForAWSResource": "true" },
      }),
    ]),
    keyNeed({
      purpose: `a deployment of ${name} stores scripts`,
      principal: deployRole,
      actions: ["kms:GenerateDataKey"],
      kmsKey,
    }),
    ...(monitoring === "model-monitor"
      ? [
          keyNeed({
            purpose: `${name} reads Model Monitor's reports`,
            principal: lambdaRole,
            actions: ["kms:Decrypt"],
            kmsKey,
          }),
        ]
      : []),
  ];
}
