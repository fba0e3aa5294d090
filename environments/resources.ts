import { parseArn } from "sagemaker-promotion-core/arn";
import type { Environment } from "./environment";

type Named = Omit<Environment, "existing">;
type ResourceName = (environment: Named) => string | undefined;

/**
 * The keys that name a resource of the foundations, by kind, and what the environment calls each: an ARN, or the name of
 * a bucket or log group. A foundation creates it unless `existing_resources` lists its key.
 */
export const RESOURCES = {
  bucket: {
    default_bucket: ({ dataBucket }) => dataBucket,
    model_artifacts_bucket: ({ artifactsBucket }) => artifactsBucket,
    terraform_state_bucket: ({ state }) => state.bucket,
  },
  key: { kms_key: ({ kmsKey }) => kmsKey },
  role: {
    lambda_role: ({ lambdaRole }) => lambdaRole,
    events_role: ({ eventsRole }) => eventsRole,
    "train_pipeline.role_arn": ({ trainPipeline }) => trainPipeline.roleArn,
    "inference_pipeline.role_arn": ({ inferencePipeline }) => inferencePipeline.roleArn,
    deploy_role_arn: ({ deployRole }) => deployRole,
    plan_role_arn: ({ planRole }) => planRole,
    scientist_role_arn: ({ scientistRole }) => scientistRole,
    approver_role_arn: ({ approverRole }) => approverRole,
    registry_plan_role_arn: ({ registryPlanRole }) => registryPlanRole,
    jenkins_role_arn: ({ jenkinsRole }) => jenkinsRole,
    jenkins_plan_role_arn: ({ jenkinsPlanRole }) => jenkinsPlanRole,
  },
  group: { model_package_group_name: ({ modelPackageGroup }) => modelPackageGroup.arn },
  logGroup: { jenkins_log_group: ({ jenkinsLogGroup }) => jenkinsLogGroup },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ResourceName>>>>;

export type ResourceKind = keyof typeof RESOURCES;
type KeyOf<Kind> = Kind extends ResourceKind ? keyof (typeof RESOURCES)[Kind] : never;
/** A key whose resource may be there already. */
export type ResourceKey = KeyOf<ResourceKind>;

const NAMES: Readonly<Record<ResourceKey, ResourceName>> = {
  ...RESOURCES.bucket,
  ...RESOURCES.key,
  ...RESOURCES.role,
  ...RESOURCES.group,
  ...RESOURCES.logGroup,
};

/** What an environment calls its resources of a kind, by key. */
export function resourceNames(
  environment: Named,
  kind: ResourceKind,
): (readonly [ResourceKey, string | undefined])[] {
  return (Object.keys(RESOURCES[kind]) as ResourceKey[]).map(
    (key) => [key, NAMES[key](environment)] as const,
  );
}

/** ARNs and names of what is there already, in the order of the list, then a key that is named by its id. */
export function existingResources(environment: Named, keys: readonly ResourceKey[]): string[] {
  const listed = keys.flatMap((key) => NAMES[key](environment) ?? []);
  const { kmsKey } = environment;
  const byId = parseArn(kmsKey)?.resource.startsWith("alias/") !== true;
  return [...new Set(byId ? [...listed, kmsKey] : listed)];
}
