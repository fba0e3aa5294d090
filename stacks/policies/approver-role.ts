import { accountPrincipal, type Statement } from "../iam/policy-document";
import { modelPackagesArn } from "../arns";
import type { RegistryAccount } from "../accounts";

/** People of the registry's account, as far as their own policies let them. */
export function approverTrust({ partition, account }: RegistryAccount): Statement[] {
  return [
    {
      Sid: "AssumedByPeople",
      Effect: "Allow",
      Principal: accountPrincipal(partition, account),
      Action: "sts:AssumeRole",
    },
  ];
}

/** Looks at the versions of the model, approves and rejects them. */
export function approverPolicy({ environments }: RegistryAccount): Statement[] {
  return [
    {
      Sid: "ApproveVersions",
      Effect: "Allow",
      Action: [
        "sagemaker:DescribeModelPackage",
        "sagemaker:ListModelPackages",
        "sagemaker:UpdateModelPackage",
      ],
      Resource: [...new Set(environments.map(modelPackagesArn))],
    },
  ];
}
