import { parseArn } from "sagemaker-promotion-core/arn";
import type { Environment } from "../../../environments/environment";
import { scenarioFor } from "../../../rehearsal/story/scenario";
import { planWriterRole, regionalArn } from "../../../stacks/arns";
import { alertKeyAlias } from "../../../stacks/names";

/** Who makes a call, and whom a reader sees in its place. */
export interface Who {
  readonly name: string;
  readonly principal: string;
  readonly account: string;
}

export const { dev, prod } = scenarioFor(undefined, "");
export const REGISTRY = prod.modelPackageGroup.account;
/** An account that has nothing to do with us, and whose administrators may everything there. */
export const STRANGER_ACCOUNT = "444444444444";

const arn = (service: string, account: string, resource: string): string =>
  `arn:${prod.partition}:${service}::${account}:${resource}`;

export const sessionOf = (name: string, roleArn: string): Who => {
  const { account = "", resource = "" } = parseArn(roleArn) ?? {};
  const role = resource.slice(resource.lastIndexOf("/") + 1);
  return { name, account, principal: arn("sts", account, `assumed-role/${role}/session`) };
};
const administrator = (name: string, account: string): Who => ({
  name,
  account,
  principal: arn("iam", account, "root"),
});
const service = (name: string, principal: string): Who => ({
  name,
  principal: `${principal}.amazonaws.com`,
  account: prod.account,
});

export const devExecution = sessionOf("dev's execution role", dev.trainPipeline.roleArn);
export const devScientist = sessionOf("a data scientist of dev", dev.scientistRole ?? "");
export const prodExecution = sessionOf("prod's execution role", prod.trainPipeline.roleArn);
export const prodLambda = sessionOf("prod's Lambda role", prod.lambdaRole);
export const devLambda = sessionOf("dev's Lambda role", dev.lambdaRole);
export const prodEvents = sessionOf("prod's events role", prod.eventsRole ?? "");
export const devDeploy = sessionOf("dev's deploy role", dev.deployRole);
export const prodDeploy = sessionOf("prod's deploy role", prod.deployRole);
export const devPlan = sessionOf("dev's plan role", dev.planRole);
export const prodPlan = sessionOf("prod's plan role", prod.planRole);
export const registryPlan = sessionOf("the registry's plan role", prod.registryPlanRole);
export const devState = sessionOf("the role that keeps dev's state", dev.state.roleArn);
export const devStatePlan = sessionOf("the role that reads dev's state", dev.state.planRoleArn);
export const planWriter = sessionOf("the role that stores plans", planWriterRole(prod));
export const jenkins = sessionOf("the Jenkins server", prod.jenkinsRole);
export const planNode = sessionOf("a Jenkins node that plans", prod.jenkinsPlanRole);
export const approver = sessionOf("the approver", prod.approverRole);
export const devAdministrator = administrator("an administrator of dev", dev.account);
export const prodAdministrator = administrator("an administrator of prod", prod.account);
export const registryAdministrator = administrator("an administrator of the registry", REGISTRY);
/** A user of the registry's account who may everything there. */
export const registryUser: Who = {
  name: "a user of the registry",
  account: REGISTRY,
  principal: arn("iam", REGISTRY, "user/eve"),
};
export const stranger = administrator("an unrelated account", STRANGER_ACCOUNT);
export const eventBridge = service("EventBridge", "events");
export const cloudWatch = service("CloudWatch", "cloudwatch");
export const sageMaker = service("SageMaker", "sagemaker");
export const lambda = service("Lambda", "lambda");
export const ec2 = service("EC2", "ec2");

export const model = prod.modelName;
export const dataOf = ({ dataBucket }: Environment, key?: string): string => inBucket(dataBucket, key);
export const artifacts = (key?: string): string => inBucket(prod.artifactsBucket, key);
export const states = (key?: string): string => inBucket(prod.state.bucket, key);
const inBucket = (bucket: string, key?: string): string =>
  `arn:${prod.partition}:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;

export const alertKeyOf = (environment: Environment): string =>
  regionalArn(environment, "kms", alertKeyAlias(environment));
export const sageMakerOf = (environment: Environment, resource: string): string =>
  regionalArn(environment, "sagemaker", resource);
export const functionOf = (environment: Environment, name: string): string =>
  regionalArn(environment, "lambda", `function:${name}`);
/** The log group of a function of that name. */
export const logGroupOf = (environment: Environment, name: string): string =>
  regionalArn(environment, "logs", `log-group:/aws/lambda/${name}`);
export const ruleOf = (environment: Environment, name: string): string =>
  regionalArn(environment, "events", `rule/${name}`);
export const queueOf = (environment: Environment, name: string): string =>
  regionalArn(environment, "sqs", name);
export const alarmOf = (environment: Environment, name: string): string =>
  regionalArn(environment, "cloudwatch", `alarm:${name}`);

const registryArn = (resource: string): string =>
  `arn:${prod.partition}:sagemaker:${prod.region}:${REGISTRY}:${resource}`;
export const version = registryArn(`model-package/${prod.modelPackageGroup.name}/1`);
export const versionOfOthers = registryArn("model-package/another-group/1");
