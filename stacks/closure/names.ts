import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SagemakerModelPackageGroup } from "@cdktf/provider-aws/lib/sagemaker-model-package-group";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import type { IConstruct } from "constructs";
import type { Environment } from "../../environments/environment";
import type { ResourceKey } from "../../environments/tfvars";
import { topicArn } from "../arns";

/** Keys of an environment file that name something, beside those of what may be there already. */
export type NamingKey = ResourceKey | "model_name" | "pipelines_alert_topic_name";

/** A sort of resource whose name can be there once. */
export interface NamedKind {
  /** Within what: IAM knows no Region, and a bucket's name is one for all accounts. */
  readonly within: "partition" | "account" | "region";
  /** Undefined for resources of another kind. */
  readonly nameOf: (resource: IConstruct) => string | undefined;
  /** What an environment's file names of this kind: ARNs and names, by key. What is named after the model is not here. */
  readonly named: (environment: Environment) => readonly (readonly [NamingKey, string | undefined])[];
}

function kind<Resource extends IConstruct>(
  resources: new (...args: never[]) => Resource,
  nameOf: (resource: Resource) => string | undefined,
  within: NamedKind["within"],
  named: NamedKind["named"] = () => [],
): NamedKind {
  return {
    within,
    named,
    nameOf: (resource) => (resource instanceof resources ? nameOf(resource) : undefined),
  };
}

const roles: NamedKind["named"] = (environment) => [
  ["lambda_role", environment.lambdaRole],
  ["events_role", environment.eventsRole],
  ["train_pipeline.role_arn", environment.trainPipeline.roleArn],
  ["inference_pipeline.role_arn", environment.inferencePipeline.roleArn],
  ["deploy_role_arn", environment.deployRole],
  ["plan_role_arn", environment.planRole],
  ["approver_role_arn", environment.approverRole],
  ["registry_plan_role_arn", environment.registryPlanRole],
  ["jenkins_role_arn", environment.jenkinsRole],
  ["jenkins_plan_role_arn", environment.jenkinsPlanRole],
];

/** Every kind of resource that the stacks create by a name of our choosing. */
export const NAMED_KINDS: readonly NamedKind[] = [
  kind(
    S3Bucket,
    ({ bucketInput }) => bucketInput,
    "partition",
    ({ dataBucket, artifactsBucket, state }) => [
      ["default_bucket", dataBucket],
      ["model_artifacts_bucket", artifactsBucket],
      ["terraform_state_bucket", state.bucket],
    ],
  ),
  kind(IamRole, ({ nameInput }) => nameInput, "account", roles),
  kind(IamInstanceProfile, ({ nameInput }) => nameInput, "account", roles),
  kind(
    KmsAlias,
    ({ nameInput }) => nameInput,
    "region",
    ({ kmsKey }) => [["kms_key", kmsKey]],
  ),
  kind(
    SagemakerModelPackageGroup,
    ({ modelPackageGroupNameInput }) => modelPackageGroupNameInput,
    "region",
    ({ modelPackageGroup }) => [["model_package_group_name", modelPackageGroup.arn]],
  ),
  kind(
    CloudwatchLogGroup,
    ({ nameInput }) => nameInput,
    "region",
    ({ jenkinsLogGroup }) => [["jenkins_log_group", jenkinsLogGroup]],
  ),
  kind(
    SnsTopic,
    ({ nameInput }) => nameInput,
    "region",
    (environment) => [["pipelines_alert_topic_name", topicArn(environment)]],
  ),
  kind(LambdaFunction, ({ functionNameInput }) => functionNameInput, "region"),
  kind(CloudwatchEventRule, ({ nameInput }) => nameInput, "region"),
];
