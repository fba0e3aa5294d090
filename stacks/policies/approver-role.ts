import { accountPrincipal, type Statement } from "../iam/policy-document";
import { modelPackagesArn } from "../arns";
import type { RegistryAccount } from "../accounts";

/**
 * People of the registry's account, as far as their own policies let them, and only by name: SageMaker records the source
 * identity with every approval (API reference, IamIdentity), and a session keeps it for life. The session's name would not
 * do, since its caller makes it up (IAM user guide, "Monitor and control actions taken with assumed roles").
 */
export function approverTrust({ partition, account }: RegistryAccount): Statement[] {
  const people = {
    Principal: accountPrincipal(partition, account),
    Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
  };
  return [
    {
      Sid: "AssumedByPeople",
      Effect: "Allow",
      ...people,
      Condition: { StringLike: { "sts:SourceIdentity": "?*" } },
    },
    {
      // IAM knows a user's name. Whoever comes with a role's session has the identity that came with it, or gives one.
      Sid: "UsersAreThemselves",
      Effect: "Deny",
      ...people,
      Condition: {
        Null: { "aws:username": "false" },
        StringNotEquals: { "sts:SourceIdentity": "${aws:username}" },
      },
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
