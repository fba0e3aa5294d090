import { accountPrincipal } from "../constructs/policy-document";
import type { Statement } from "../constructs/policy-document";
import { modelPackagesArn } from "../arns";
import type { RegistryAccount } from "../registry-account";

/**
 * Lets the workload accounts register versions and use them. Without UpdateModelPackage: who trains a version does not
 * approve it.
 * @param group ARN of the group
 */
export function modelPackageGroupPolicy({ environments }: RegistryAccount, group: string): Statement[] {
  const members = environments.filter(({ modelPackageGroup }) => modelPackageGroup.arn === group);
  const accounts = members.map(({ partition, account }) => accountPrincipal(partition, account).AWS);
  const grant = { Effect: "Allow", Principal: { AWS: [...new Set(accounts)] } } as const;
  return [
    { Sid: "DescribeGroup", ...grant, Action: "sagemaker:DescribeModelPackageGroup", Resource: group },
    {
      Sid: "RegisterAndUseVersions",
      ...grant,
      Action: [
        "sagemaker:CreateModel",
        "sagemaker:CreateModelPackage",
        "sagemaker:DescribeModelPackage",
        "sagemaker:ListModelPackages",
      ],
      Resource: [...new Set(members.map(modelPackagesArn))],
    },
  ];
}
