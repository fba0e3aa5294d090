import type { Environment } from "../../environments/environment";
import { accountPrincipal, type Condition, type Statement } from "../iam/policy-document";
import { modelPackagesArn } from "../arns";
import type { RegistryAccount } from "../accounts";

/**
 * Limits CreateModelPackage to versions that wait for somebody else: the request may say ModelApprovalStatus, and
 * whoever registers a version as Approved has approved it without UpdateModelPackage (Service Authorization Reference,
 * "Actions defined by Amazon SageMaker": CreateModelPackage takes this condition key too). A request that says nothing
 * has no such key, and is let through.
 */
export const UNAPPROVED: Condition = {
  StringNotEquals: { "sagemaker:ModelApprovalStatus": "Approved" },
};

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
