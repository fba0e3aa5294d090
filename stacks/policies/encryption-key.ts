import type { Environment, Model } from "../../environments/environment";
import { accountPrincipal, onlyRoles, type Statement, THIS_KEY } from "../iam/policy-document";
import { executionRoles } from "../arns";
import { versionReaders } from "../version-readers";

/** Who uses the key that encrypts what an environment writes: data, artifacts, baselines. */
export function encryptionKeyGrants(environment: Environment, model: Model): Statement[] {
  const { partition } = environment;
  const account = accountPrincipal(partition, environment.account);
  return [
    {
      Sid: "UsedByAccount",
      Effect: "Allow",
      Principal: account,
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: THIS_KEY,
    },
    {
      Sid: "AttachedToVolumes",
      Effect: "Allow",
      Principal: account,
      Action: "kms:CreateGrant",
      Resource: THIS_KEY,
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
    {
      // Asked for while a version is registered in another account (SageMaker developer guide, "Register a Model
      // Version from a Different Account").
      Sid: "VersionsRegistered",
      Effect: "Allow",
      Principal: accountPrincipal(partition, environment.modelPackageGroup.account),
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: THIS_KEY,
    },
    ...readingAccounts(environment, model).map(([reader, roles]): Statement => ({
      Sid: `VersionsReadBy${reader}`,
      Effect: "Allow",
      Principal: accountPrincipal(partition, reader),
      Action: "kms:Decrypt",
      Resource: THIS_KEY,
      Condition: onlyRoles(roles),
    })),
  ];
}

/** The other accounts in which versions of an environment are run, and the roles that run them: several environments may share an account. */
function readingAccounts(environment: Environment, model: Model): [account: string, roles: string[]][] {
  const readers = versionReaders(environment, model).filter(({ account }) => account !== environment.account);
  return [...new Set(readers.map(({ account }) => account))].map((account) => [
    account,
    [...new Set(readers.filter((reader) => reader.account === account).flatMap(executionRoles))],
  ]);
}
