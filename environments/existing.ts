import { parseArn } from "sagemaker-promotion-core/arn";
import type { Environment } from "./environment";
import type { ResourceKey } from "./tfvars";

type Named = Omit<Environment, "existing">;

/** What a key's resource is called: an ARN, or the name of a bucket or log group. */
const NAMES: Readonly<Record<ResourceKey, (environment: Named) => string | undefined>> = {
  default_bucket: ({ dataBucket }) => dataBucket,
  kms_key: ({ kmsKey }) => kmsKey,
  lambda_role: ({ lambdaRole }) => lambdaRole,
  events_role: ({ eventsRole }) => eventsRole,
  "train_pipeline.role_arn": ({ trainPipeline }) => trainPipeline.roleArn,
  "inference_pipeline.role_arn": ({ inferencePipeline }) => inferencePipeline.roleArn,
  deploy_role_arn: ({ deployRole }) => deployRole,
  plan_role_arn: ({ planRole }) => planRole,
  model_artifacts_bucket: ({ artifactsBucket }) => artifactsBucket,
  model_package_group_name: ({ modelPackageGroup }) => modelPackageGroup.arn,
  approver_role_arn: ({ approverRole }) => approverRole,
  registry_plan_role_arn: ({ registryPlanRole }) => registryPlanRole,
  terraform_state_bucket: ({ state }) => state.bucket,
  jenkins_role_arn: ({ jenkinsRole }) => jenkinsRole,
  jenkins_plan_role_arn: ({ jenkinsPlanRole }) => jenkinsPlanRole,
  jenkins_log_group: ({ jenkinsLogGroup }) => jenkinsLogGroup,
};

/** ARNs and names of what is there already, in the order of the list, a key that is named by its id last. */
export function existing(environment: Named, keys: readonly ResourceKey[]): string[] {
  const listed = keys.flatMap((key) => NAMES[key](environment) ?? []);
  const { kmsKey } = environment;
  const byId = parseArn(kmsKey)?.resource.startsWith("alias/") !== true;
  return [...new Set(byId ? [...listed, kmsKey] : listed)];
}
