import type { Environment } from "../../environments/environment";
import { accountPrincipal, type Statement } from "../constructs/policy-document";
import { modelPackagesArn } from "../arns";
import type { RegistryAccount } from "../accounts";
import { UNAPPROVED } from "./unapproved";

/**
 * Lets the workload accounts register versions and use them. Who trains a version does not approve it, neither
 * afterwards nor while it is registered, but in the blog's mode.
 * @param group ARN of the group
 */
export function modelPackageGroupPolicy({ environments }: RegistryAccount, group: string): Statement[] {
  const members = environments.filter(({ modelPackageGroup }) => modelPackageGroup.arn === group);
  const grant = { Effect: "Allow", Principal: accountsOf(members) } as const;
  const approving = members.filter(({ iamMode }) => iamMode === "blog");
  const versions = [...new Set(members.map(modelPackagesArn))];
  return [
    { Sid: "DescribeGroup", ...grant, Action: "sagemaker:DescribeModelPackageGroup", Resource: group },
    {
      Sid: "UseVersions",
      ...grant,
      Action: ["sagemaker:CreateModel", "sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"],
      Resource: versions,
    },
    {
      Sid: "RegisterVersions",
      ...grant,
      Action: "sagemaker:CreateModelPackage",
      Resource: versions,
      Condition: UNAPPROVED,
    },
    ...(approving.length === 0
      ? []
      : [
          {
            Sid: "ApproveVersions",
            Effect: "Allow",
            Principal: accountsOf(approving),
            Action: ["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"],
            Resource: versions,
          } as const,
        ]),
  ];
}

function accountsOf(environments: readonly Environment[]): { readonly AWS: readonly string[] } {
  const accounts = environments.map(({ partition, account }) => accountPrincipal(partition, account).AWS);
  return { AWS: [...new Set(accounts)] };
}
