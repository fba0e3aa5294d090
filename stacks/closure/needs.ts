import type { Environment, Model } from "../../environments/environment";
import { accountPrincipal } from "../constructs/policy-document";
import { bucketArn, executionRoles, modelPackagesArn } from "../arns";
import { alertKeyNeeds, encryptionKeyNeeds, keyNeed } from "./key-needs";
import { UNAPPROVED } from "../policies/unapproved";
import { versionTrainers } from "../version-readers";
import { imageNeeds } from "./image-needs";
import type { Need } from "./need";

/** All that the policies of different accounts and resources have to agree on for a model's environments to work. */
export function needsOf(model: Model): Need[] {
  return model.environments.flatMap((environment) => [
    ...artifactNeeds(environment, model),
    ...encryptionKeyNeeds(environment),
    ...alertKeyNeeds(environment),
    ...versionNeeds(environment),
    ...imageNeeds(environment),
    ...deploymentNeeds(environment, model),
  ]);
}

/** Artifacts, baselines and medians of the versions, in the registry's bucket. */
function artifactNeeds(environment: Environment, model: Model): Need[] {
  const { name, modelName, group, partition, artifactsBucket } = environment;
  const own = objects(environment, artifactsBucket);
  const registry = accountPrincipal(partition, environment.modelPackageGroup.account).AWS;
  const trained = versionTrainers(environment, model);
  return [
    ...executionRoles(environment).flatMap((role): Need[] => [
      {
        ...own,
        purpose: `${name} stores the versions that it trains`,
        principal: role,
        actions: ["s3:PutObject"],
        resource: `${own.guard.subject}/${modelName}/${group}/*`,
        scope: { Resource: `${own.guard.subject}/${modelName}/${group}/*` },
      },
      ...[environment, ...trained].flatMap((trainer) => [
        ...readArtifacts(environment, trainer, role),
        ...(trainer === environment
          ? []
          : [
              keyNeed({
                purpose: `${name} reads the versions that ${trainer.name} trained`,
                principal: role,
                actions: ["kms:Decrypt"],
                kmsKey: trainer.kmsKey,
              }),
            ]),
      ]),
    ]),
    {
      ...own,
      purpose: `versions of ${name} are registered`,
      principal: registry,
      actions: ["s3:GetObject", "s3:GetObjectAcl"],
      resource: `${own.guard.subject}/${modelName}/*`,
      scope: { Resource: `${own.guard.subject}/${modelName}/*` },
    },
    {
      ...own,
      purpose: `versions of ${name} are registered`,
      principal: registry,
      actions: ["s3:GetBucketAcl"],
      resource: own.guard.subject,
      scope: { Resource: own.guard.subject },
    },
    keyNeed({
      purpose: `versions of ${name} are registered`,
      principal: registry,
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      kmsKey: environment.kmsKey,
    }),
  ];
}

function readArtifacts(reader: Environment, trainer: Environment, role: string): Need[] {
  const { modelName } = reader;
  const there = objects(reader, trainer.artifactsBucket);
  const bucket = there.guard.subject;
  const purpose = `${reader.name} reads the versions that ${trainer.name} trained`;
  const Condition = { StringLike: { "s3:prefix": `${modelName}/*` } };
  return [
    {
      ...there,
      purpose,
      principal: role,
      actions: ["s3:GetObject"],
      resource: `${bucket}/${modelName}/${trainer.group}/*`,
      scope: { Resource: `${bucket}/${modelName}/${trainer.group}/*` },
    },
    {
      ...there,
      purpose,
      principal: role,
      actions: ["s3:ListBucket"],
      resource: bucket,
      scope: { Resource: bucket, Condition },
      context: { "s3:prefix": `${modelName}/*` },
    },
  ];
}

function objects({ partition }: Environment, bucket: string) {
  return { context: {}, guard: { kind: "bucket", subject: bucketArn(partition, bucket) } } as const;
}

/** Versions in the registry's group: who registers them, and who looks for the approved one. */
function versionNeeds(environment: Environment): Need[] {
  const { name, modelPackageGroup, lambdaRole } = environment;
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
  ];
}

/** The roles that Jenkins assumes. A state role that is no deploy role is somebody else's, who sees to whom it trusts. */
function deploymentNeeds(environment: Environment, model: Model): Need[] {
  const { name, jenkinsRole, jenkinsExternalId, deployRole, state } = environment;
  const ours = new Set<string>(model.environments.map((other) => other.deployRole));
  const roles = [
    { role: deployRole, externalId: jenkinsExternalId, purpose: `Jenkins deploys ${name}` },
    { role: state.roleArn, externalId: state.externalId, purpose: `Jenkins keeps the state of ${name}` },
  ];
  return roles.map(({ role, externalId, purpose }): Need => ({
    purpose,
    principal: jenkinsRole,
    actions: ["sts:AssumeRole"],
    resource: role,
    scope: { Resource: role },
    context: externalId === undefined ? {} : { "sts:ExternalId": externalId },
    ...(ours.has(role) && { guard: { kind: "trust", subject: role } }),
  }));
}
