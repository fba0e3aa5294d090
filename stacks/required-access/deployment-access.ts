import { environmentsBefore } from "../../environments/before";
import type { Acting, Environment, Model } from "../../environments/environment";
import { ONCE } from "../policies/plan-writer-role";
import { accountOf } from "sagemaker-promotion-core/arn";
import { accountPrincipal } from "../iam/policy-document";
import { actingRoles } from "../../environments/acting";
import { bucketArn, deployLockArns, eventsRole, executionRoles, planWriterRole } from "../arns";
import { foundationStateFolder, plansFolder, promotionStateKey } from "../names";
import { peopleOf } from "../policies/assumed-by";
import { registryAccounts } from "../accounts";
import { inBucket, type AccessRequirement } from "./requirement";

/** Who runs as the roles of an environment. */
export function roleAccess(environment: Environment): AccessRequirement[] {
  return [
    ...actors(environment, "deploy"),
    ...actors(environment, "plan"),
    planWriter(environment),
    ...services(environment),
    approver(environment),
    ...scientist(environment),
  ];
}

/** Jenkins and people, and the roles that they deploy or plan with. */
function actors(environment: Environment, acting: Acting): AccessRequirement[] {
  const { name, jenkinsExternalId, registryPlanRole, state } = environment;
  const { role, stateRole, stateExternalId, jenkins } = actingRoles(environment, acting);
  const toState = acting === "deploy" ? "keep the state of" : "read the state of";
  const roles = [
    { role, externalId: jenkinsExternalId, does: acting },
    { role: stateRole, externalId: stateExternalId, does: toState },
    ...(acting === "plan"
      ? [{ role: registryPlanRole, externalId: jenkinsExternalId, does: "see the versions of" }]
      : []),
  ];
  const people = peopleIn(environment, acting);
  return roles.flatMap(({ role, externalId, does }): AccessRequirement[] => {
    // A role that somebody else owns decides itself whom it trusts.
    const resourcePolicy =
      acting === "deploy" && role === stateRole && state.isForeign ? undefined : trustOf(role);
    return [
      {
        ...assumed(role),
        resourcePolicy,
        purpose: `Jenkins may ${does} ${name}`,
        principal: jenkins,
        context: externalId === undefined ? {} : { "sts:ExternalId": externalId },
      },
      ...people.map((principal) => ({
        ...assumed(role),
        resourcePolicy,
        purpose: `people may ${does} ${name}`,
        principal,
        // Their own policies are no stack's.
        resourcePolicyOnly: true as const,
      })),
    ];
  });
}

/** Who deploys an environment that asks for evidence looks for it in those before. */
export function evidenceAccess({ environments }: Model): AccessRequirement[] {
  const asking = environments.filter(({ requireEvidence }) => requireEvidence);
  return asking.flatMap((environment) =>
    environmentsBefore(environment, environments).flatMap((before): AccessRequirement[] => {
      const looks = {
        ...assumed(before.planRole),
        purpose: `who deploys ${environment.name} may look in ${before.name} for the evidence that it asks for`,
      };
      const { jenkinsExternalId: id } = before;
      return [
        {
          ...looks,
          principal: environment.jenkinsRole,
          context: id === undefined ? {} : { "sts:ExternalId": id },
        },
        // Their own policies are no stack's.
        ...peopleIn(environment, "deploy").map((principal) => ({
          ...looks,
          principal,
          resourcePolicyOnly: true as const,
        })),
      ];
    }),
  );
}

/** The people who act so, as principals. */
function peopleIn(environment: Environment, acting: Acting): readonly string[] {
  const { partition, account } = environment;
  return peopleOf(acting, environment).flatMap((admitted) =>
    admitted === "account" ? accountPrincipal(partition, account).AWS : admitted,
  );
}

function planWriter(environment: Environment): AccessRequirement {
  const { name, jenkinsPlanRole, jenkinsExternalId } = environment;
  return {
    ...assumed(planWriterRole(environment)),
    purpose: `Jenkins may store plans of ${name}`,
    principal: jenkinsPlanRole,
    context: jenkinsExternalId === undefined ? {} : { "sts:ExternalId": jenkinsExternalId },
  };
}

/** The services that work as a role of ours: which role, and whether they say for whose account. */
function services(environment: Environment): AccessRequirement[] {
  const { name, account, lambdaRole, jenkinsRole, jenkinsPlanRole } = environment;
  const forAccount = { "aws:SourceAccount": account };
  return [
    ...executionRoles(environment).map((role) => ({
      ...assumed(role),
      purpose: `${name} runs pipelines and jobs`,
      principal: "sagemaker.amazonaws.com",
      context: forAccount,
    })),
    {
      ...assumed(eventsRole(environment)),
      purpose: `${name} starts its inference by the clock`,
      principal: "events.amazonaws.com",
      context: forAccount,
    },
    {
      ...assumed(lambdaRole),
      purpose: `${name} runs functions`,
      principal: "lambda.amazonaws.com",
    },
    ...[jenkinsRole, jenkinsPlanRole].map((role, index) => ({
      ...assumed(role),
      purpose: `the node that ${index === 0 ? "deploys" : "plans"} ${name} runs`,
      principal: "ec2.amazonaws.com",
    })),
  ];
}

/** A name of any kind, as StringLike has it. */
const ANYBODY = "?*";

function approver({ name, partition, approverRole, modelPackageGroup }: Environment): AccessRequirement {
  return {
    ...assumed(approverRole),
    actions: ["sts:AssumeRole", "sts:SetSourceIdentity"],
    context: { "sts:SourceIdentity": ANYBODY },
    purpose: `people of the registry's account approve versions of ${name}`,
    principal: accountPrincipal(partition, modelPackageGroup.account).AWS,
  };
}

function scientist({ name, partition, account, scientistRole }: Environment): AccessRequirement[] {
  if (scientistRole === undefined) return [];
  return [
    {
      ...assumed(scientistRole),
      purpose: `people of ${name} work with its pipelines`,
      principal: accountPrincipal(partition, account).AWS,
    },
  ];
}

function assumed(role: string) {
  return {
    actions: ["sts:AssumeRole"],
    resource: role,
    scope: { Resource: role },
    context: {},
    resourcePolicy: trustOf(role),
  } as const;
}

function trustOf(role: string) {
  return { kind: "trust", subject: role } as const;
}

/** Terraform's states: of the promotions, by roles beside them, and of the foundations, by other accounts. */
export function stateAccess(model: Model): AccessRequirement[] {
  const workloads = model.environments.map((environment) => foundationAccess(environment, [environment]));
  const registries = registryAccounts(model).map(({ account, environments }) =>
    foundationAccess({ ...environments[0], name: "the registry", account }, environments),
  );
  return [
    // Another role is somebody else's, who sees to what it may.
    ...model.environments.filter(({ state }) => !state.isForeign).flatMap(keptState),
    ...model.environments.flatMap((environment) => [...readState(environment), storePlan(environment)]),
    ...[...workloads, ...registries].flat(),
  ];
}

function keptState(environment: Environment): AccessRequirement[] {
  const { name, state } = environment;
  const kept = { purpose: `a deployment of ${name} keeps its state`, principal: state.roleArn };
  const { bucket, object, locks, plans } = statePlaces(environment);
  return [
    { ...kept, ...bucket, actions: ["s3:ListBucket"] },
    {
      ...kept,
      ...plans,
      purpose: `a deployment of ${name} finds the plan that was reviewed`,
      actions: ["s3:GetObject"],
    },
    { ...kept, ...object, actions: ["s3:GetObject", "s3:PutObject"] },
    ...locks.map((lock) => ({
      ...kept,
      ...lock,
      actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
    })),
  ];
}

function readState(environment: Environment): AccessRequirement[] {
  const { name, state } = environment;
  const read = { purpose: `a plan of ${name} reads its state`, principal: state.planRoleArn };
  const { bucket, object, plans } = statePlaces(environment);
  return [
    { ...read, ...bucket, actions: ["s3:ListBucket"] },
    { ...read, ...object, actions: ["s3:GetObject"] },
    {
      ...read,
      ...plans,
      purpose: `who plans ${name} sees the plans that are stored`,
      actions: ["s3:GetObject"],
    },
  ];
}

function storePlan(environment: Environment): AccessRequirement {
  const bucket = bucketArn(environment.partition, environment.state.bucket);
  const plans = `${bucket}/${plansFolder(environment)}/*`;
  return {
    purpose: `a plan of ${environment.name} is stored, once`,
    principal: planWriterRole(environment),
    actions: ["s3:PutObject"],
    resource: plans,
    scope: { Resource: plans, Condition: ONCE },
    context: { "s3:if-none-match": "*" },
    resourcePolicy: { kind: "bucket", subject: bucket, implicitDenyIsFine: true },
  };
}

/** Whoever uses them is of the bucket's own account. */
function statePlaces(environment: Environment) {
  const bucket = bucketArn(environment.partition, environment.state.bucket);
  const object = `${bucket}/${promotionStateKey(environment)}`;
  const place = (resource: string) => ({
    ...inBucket(bucket, resource),
    resourcePolicy: { kind: "bucket", subject: bucket, implicitDenyIsFine: true } as const,
  });
  const locks = [`${object}.tflock`, ...deployLockArns(environment)];
  const plans = place(`${bucket}/${plansFolder(environment)}/*`);
  return { bucket: place(bucket), object: place(object), locks: locks.map(place), plans };
}

interface Foundation {
  readonly name: string;
  readonly account: string;
  readonly modelName: string;
  readonly partition: string;
}

/** Of an account that lies elsewhere, kept by its administrators, who see whether a promotion stands on it. */
function foundationAccess(
  { name, account, modelName, partition }: Foundation,
  above: readonly [Environment, ...Environment[]],
): AccessRequirement[] {
  const [{ state }] = above;
  if (account === accountOf(state.roleArn)) return [];
  const kept = {
    purpose: `the account of ${name} keeps its foundation's state`,
    principal: accountPrincipal(partition, account).AWS,
  };
  const bucket = bucketArn(partition, state.bucket);
  const promotions = above.map((environment) => `${bucket}/${promotionStateKey(environment)}`);
  const objects = `${bucket}/${foundationStateFolder(modelName, account)}/*`;
  return [
    { ...kept, ...inBucket(bucket, bucket), actions: ["s3:ListBucket"] },
    { ...kept, ...inBucket(bucket, objects), actions: ["s3:GetObject", "s3:PutObject"] },
    { ...kept, ...inBucket(bucket, `${objects}.tflock`), actions: ["s3:DeleteObject"] },
    ...promotions.map((object) => ({
      ...kept,
      ...inBucket(bucket, object),
      purpose: `the account of ${name} sees what stands on its foundation`,
      actions: ["s3:GetObject"],
    })),
  ];
}
