import type { Environment, Vpc } from "../environments/environment";
import { accountOf, parseArn } from "sagemaker-promotion-core/arn";
import { anyCopy } from "../environments/personal-copy";
import { deadLetterQueueName, deployLockKey, ruleNames } from "./names";

export function bucketArn(partition: string, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

/** ARN of a resource in the environment's own account and region. */
export function regionalArn(environment: Environment, service: string, resource: string): string {
  return `arn:${environment.partition}:${service}:${environment.region}:${environment.account}:${resource}`;
}

export function topicArn(environment: Environment): string {
  return regionalArn(environment, "sns", environment.alertTopicName);
}

export function deadLetterQueueArn(environment: Environment): string {
  return regionalArn(environment, "sqs", deadLetterQueueName(environment));
}

export function ruleArns(environment: Environment): string[] {
  return ruleNames(environment).map((name) => regionalArn(environment, "events", `rule/${name}`));
}

/** A VPC's subnets, of whatever account: a VPC may be shared by the one that owns it. Their ids are unique. */
export function subnetArns({ partition, region }: Environment, { subnets }: Vpc): string[] {
  return subnets.map((id) => `arn:${partition}:ec2:${region}:*:subnet/${id}`);
}

/** Security groups, of whatever account, likewise. */
export function securityGroupArns({ partition, region }: Environment, { securityGroupIds }: Vpc): string[] {
  return securityGroupIds.map((id) => `arn:${partition}:ec2:${region}:*:security-group/${id}`);
}

/** The streams of the log group that Jenkins writes to, which lies beside the state. */
export function jenkinsLogArn({ partition, state, jenkinsLogGroup }: Environment): string {
  return `arn:${partition}:logs:${state.region}:${accountOf(state.roleArn)}:log-group:${jenkinsLogGroup}:*`;
}

/** The role that stores plans, beside the state; one for all that keep theirs there. */
export function planWriterRole({ partition, state }: Environment): string {
  return `arn:${partition}:iam::${accountOf(state.roleArn)}:role/plan-writer-role`;
}

/** Every version of the model package group. */
export function modelPackagesArn(environment: Environment): string {
  const { region } = groupLocation(environment);
  const { account, name } = environment.modelPackageGroup;
  return `arn:${environment.partition}:sagemaker:${region}:${account}:model-package/${name}/*`;
}

/** The registry's account and region, which the model package group's ARN names. */
export function groupLocation(environment: Environment): {
  readonly account: string;
  readonly region: string;
} {
  const { account } = environment.modelPackageGroup;
  return { account, region: parseArn(environment.modelPackageGroup.arn)?.region ?? environment.region };
}

/** The two pipelines, and those of everybody's copies where there may be some. */
export function pipelineArns(environment: Environment): string[] {
  return withCopies(environment).flatMap(({ trainPipeline, inferencePipeline }) => [
    trainPipeline.arn,
    inferencePipeline.arn,
  ]);
}

/** What `deploy apply` holds of an environment, and of everybody's copies where there may be some. */
export function deployLockArns(environment: Environment): string[] {
  const bucket = bucketArn(environment.partition, environment.state.bucket);
  return withCopies(environment).map((one) => `${bucket}/${deployLockKey(one)}`);
}

function withCopies(environment: Environment): Environment[] {
  const copies = anyCopy(environment);
  return copies === undefined ? [environment] : [environment, copies];
}

/** The roles that the two pipelines and their jobs run as: one, as a rule. */
export function executionRoles(environment: Environment): readonly string[] {
  return [...new Set([environment.trainPipeline.roleArn, environment.inferencePipeline.roleArn])];
}

/** The role that EventBridge starts pipelines with. */
export function eventsRole(environment: Environment): string {
  return environment.eventsRole ?? environment.inferencePipeline.roleArn;
}
