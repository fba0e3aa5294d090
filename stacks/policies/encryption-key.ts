import type { Environment, Model } from "../../environments/environment";
import { KEY_ADMINISTRATION } from "../constructs/customer-key";
import { accountPrincipal, onlyRoles } from "../constructs/policy-document";
import type { Statement } from "../constructs/policy-document";
import { executionRoles } from "../arns";
import { versionReaders } from "../version-readers";

/** Policy of the key that encrypts what an environment writes: data, artifacts, baselines. */
export function encryptionKeyPolicy(environment: Environment, model: Model): Statement[] {
  const { partition } = environment;
  const account = accountPrincipal(partition, environment.account);
  return [
    {
      Sid: "AdministeredByAccount",
      Effect: "Allow",
      Principal: account,
      Action: KEY_ADMINISTRATION,
      Resource: "*",
      // It may tag and delete the alert topic's key; not this one.
      Condition: { ArnNotEquals: { "aws:PrincipalArn": environment.deployRole } },
    },
    {
      Sid: "UsedByAccount",
      Effect: "Allow",
      Principal: account,
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: "*",
    },
    {
      Sid: "AttachedToVolumes",
      Effect: "Allow",
      Principal: account,
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
    {
      // Asked for while a version is registered in another account (SageMaker developer guide, "Register a Model
      // Version from a Different Account").
      Sid: "VersionsRegistered",
      Effect: "Allow",
      Principal: accountPrincipal(partition, environment.modelPackageGroup.account),
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
    },
    ...versionReaders(environment, model).map((reader): Statement => ({
      Sid: `VersionsReadBy${reader.account}`,
      Effect: "Allow",
      Principal: accountPrincipal(partition, reader.account),
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: onlyRoles(executionRoles(reader)),
    })),
  ];
}
