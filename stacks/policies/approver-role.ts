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
    {
      // The console and Studio open a version by its group.
      Sid: "OpenGroup",
      Effect: "Allow",
      Action: "sagemaker:DescribeModelPackageGroup",
      Resource: [...new Set(environments.map(({ modelPackageGroup }) => modelPackageGroup.arn))],
    },
    {
      // ListModelPackageGroups knows no resource (Service Authorization Reference).
      Sid: "ListGroups",
      Effect: "Allow",
      Action: "sagemaker:ListModelPackageGroups",
      Resource: "*",
    },
  ];
}
