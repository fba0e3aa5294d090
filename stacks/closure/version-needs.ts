import type { Environment } from "../../environments/environment";
import { executionRoles, modelPackagesArn } from "../arns";
import { accountPrincipal } from "../constructs/policy-document";
import { UNAPPROVED } from "../policies/unapproved";
import type { Need } from "./need";

/** Versions in the registry's group: who registers them, who looks for the approved one, who approves. */
export function versionNeeds(environment: Environment): Need[] {
  const { name, modelPackageGroup, lambdaRole, approverRole, registryPlanRole } = environment;
  const versions = modelPackagesArn(environment);
  const registered = {
    resource: versions,
    scope: { Resource: versions },
    context: {},
    guard: { kind: "group", subject: modelPackageGroup.arn },
  } as const;
  return [
    ...executionRoles(environment).flatMap((principal): Need[] => [
      {
        ...registered,
        purpose: `${name} registers versions`,
        principal,
        actions: ["sagemaker:CreateModelPackage"],
        scope: { Resource: versions, Condition: UNAPPROVED },
        context: { "sagemaker:ModelApprovalStatus": "PendingManualApproval" },
      },
      {
        ...registered,
        purpose: `${name} runs the approved version`,
        principal,
        actions: ["sagemaker:CreateModel", "sagemaker:DescribeModelPackage"],
      },
    ]),
    {
      ...registered,
      purpose: `${name} looks for the approved version`,
      principal: lambdaRole,
      actions: ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"],
    },
    {
      ...registered,
      purpose: `versions of ${name} are approved`,
      principal: approverRole,
      actions: [
        "sagemaker:DescribeModelPackage",
        "sagemaker:ListModelPackages",
        "sagemaker:UpdateModelPackage",
      ],
      guard: { ...registered.guard, mayBeSilent: true },
    },
    {
      ...registered,
      purpose: `a plan of ${name} sees the versions`,
      principal: registryPlanRole,
      actions: ["sagemaker:ListModelPackages"],
      guard: { ...registered.guard, mayBeSilent: true },
    },
    ...peopleNeeds(environment),
  ];
}

/** What people of the workload's account do with the group, as far as their own policies let them. */
function peopleNeeds(environment: Environment): Need[] {
  const { name, partition, account, iamMode, modelPackageGroup } = environment;
  const versions = modelPackagesArn(environment);
  const group = modelPackageGroup.arn;
  const people = {
    principal: accountPrincipal(partition, account).AWS,
    guard: { kind: "group", subject: group },
    guardOnly: true,
  } as const;
  return [
    {
      ...people,
      purpose: `people of ${name} look at the group`,
      actions: ["sagemaker:DescribeModelPackageGroup"],
      resource: group,
      scope: { Resource: group },
      context: {},
    },
    ...(iamMode === "blog"
      ? [
          {
            ...people,
            purpose: `people of ${name} approve versions, as in the blog`,
            actions: ["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"],
            resource: versions,
            scope: { Resource: versions },
            context: { "sagemaker:ModelApprovalStatus": "Approved" },
          } as const,
        ]
      : []),
  ];
}
