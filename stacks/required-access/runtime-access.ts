import type { Environment } from "../../environments/environment";
import { imagesOf } from "../../pipeline-defs/frameworks";
import type { Image } from "../../pipeline-defs/images";
import { UNAPPROVED } from "../policies/model-package-group";
import { accountPrincipal } from "../iam/policy-document";
import { alertKeyAlias } from "../names";
import {
  deadLetterQueueArn,
  executionRoles,
  modelPackagesArn,
  regionalArn,
  ruleArns,
  topicArn,
} from "../arns";
import { keyRequirement, type AccessRequirement } from "./requirement";

/** Versions in the registry's group: who registers them, who looks for the approved one, who approves. */
export function versionAccess(environment: Environment): AccessRequirement[] {
  const { name, modelPackageGroup, lambdaRole, approverRole, registryPlanRole } = environment;
  const versions = modelPackagesArn(environment);
  const registered = {
    resource: versions,
    scope: { Resource: versions },
    context: {},
    resourcePolicy: { kind: "group", subject: modelPackageGroup.arn },
  } as const;
  return [
    ...executionRoles(environment).flatMap((principal): AccessRequirement[] => [
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
      resourcePolicy: { ...registered.resourcePolicy, implicitDenyIsFine: true },
    },
    {
      ...registered,
      purpose: `a plan of ${name} sees the versions`,
      principal: registryPlanRole,
      actions: ["sagemaker:ListModelPackages"],
      resourcePolicy: { ...registered.resourcePolicy, implicitDenyIsFine: true },
    },
    ...peopleAccess(environment),
  ];
}

/** What people of the workload's account do with the group, as far as their own policies let them. */
function peopleAccess(environment: Environment): AccessRequirement[] {
  const { name, partition, account, iamMode, modelPackageGroup } = environment;
  const versions = modelPackagesArn(environment);
  const group = modelPackageGroup.arn;
  const people = {
    principal: accountPrincipal(partition, account).AWS,
    resourcePolicy: { kind: "group", subject: group },
    resourcePolicyOnly: true,
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

/** Who publishes to the alert topic, which is encrypted: alarms by the topic's policy, functions by their role's own. */
export function alertAccess(environment: Environment): AccessRequirement[] {
  const { name, account, lambdaRole } = environment;
  const topic = topicArn(environment);
  const kmsKey = regionalArn(environment, "kms", alertKeyAlias(environment));
  const resourcePolicy = { kind: "topic", subject: topic } as const;
  const publishers: Pick<AccessRequirement, "principal" | "resourcePolicy" | "context">[] = [
    { principal: "cloudwatch.amazonaws.com", resourcePolicy, context: { "aws:SourceAccount": account } },
    {
      principal: lambdaRole,
      resourcePolicy: { ...resourcePolicy, implicitDenyIsFine: true },
      context: {},
    },
  ];
  return publishers.flatMap((publisher) => [
    {
      ...publisher,
      purpose: `${name} sends alerts`,
      actions: ["sns:Publish"],
      resource: topic,
      scope: { Resource: topic },
    },
    keyRequirement({
      purpose: `${name} sends alerts`,
      principal: publisher.principal,
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      kmsKey,
      context: { "kms:EncryptionContext:aws:sns:topicArn": topic },
    }),
  ]);
}

/** Who keeps events that reached no target: rules by the queue's policy, functions by their role's own. */
export function deadLetterAccess(environment: Environment): AccessRequirement[] {
  const queue = deadLetterQueueArn(environment);
  const kept = {
    purpose: `${environment.name} keeps events that reached no target`,
    actions: ["sqs:SendMessage"],
    resource: queue,
    scope: { Resource: queue },
  } as const;
  const resourcePolicy = { kind: "queue", subject: queue } as const;
  return [
    ...ruleArns(environment).map((rule) => ({
      ...kept,
      principal: "events.amazonaws.com",
      context: { "aws:SourceArn": rule },
      resourcePolicy,
    })),
    {
      ...kept,
      principal: environment.lambdaRole,
      context: {},
      resourcePolicy: { ...resourcePolicy, implicitDenyIsFine: true },
    },
  ];
}

/** The images that an environment's jobs run. Amazon's repositories let everybody in; the role has to be allowed to ask. */
export function imageAccess(environment: Environment): AccessRequirement[] {
  const { name } = environment;
  return executionRoles(environment).flatMap((principal) => [
    {
      purpose: `${name} signs in to Amazon's image registries`,
      principal,
      actions: ["ecr:GetAuthorizationToken"],
      // GetAuthorizationToken knows no resource.
      resource: "*",
      scope: { Resource: "*" },
      context: {},
    },
    ...imagesOf(environment).flatMap((image): AccessRequirement[] => {
      const resource = repositoryArn(environment, image);
      return resource === undefined
        ? []
        : [
            {
              purpose: `${name} pulls ${image.title}`,
              principal,
              actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
              resource,
              scope: { Resource: resource },
              context: {},
            },
          ];
    }),
  ]);
}

/** Undefined where Amazon publishes no such image: the pipeline's definition says so, and what to do. */
function repositoryArn({ partition, region }: Environment, image: Image): string | undefined {
  const account = image.registries[region];
  return account && `arn:${partition}:ecr:${region}:${account}:repository/${image.repository}`;
}
