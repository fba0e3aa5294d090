import { arnResourceName, parseArn } from "sagemaker-promotion-core/arn";
import type { ModelDescription } from "../models/model";
import type { CompleteFile } from "./complete";
import type { AccountId, Admitted, Arn, BucketName, Environment, TerraformState } from "./environment";
import { ownRoleName } from "./names";
import { existingResources } from "./resources";
import { STATE_GROUP } from "./state-owner";
import { DEFAULTS, RETENTION_DEFAULTS, type Tfvars, type TfvarsPipeline } from "./tfvars";

/** The role of Jenkins's nodes that deploy, in the prod account unless `jenkins_role_arn` says otherwise. */
const JENKINS_ROLE = "jenkins-server-role";
/** The role of Jenkins's nodes that plan, beside the one of those that deploy. */
const JENKINS_PLAN_ROLE = "jenkins-plan-role";
/** The role that approves versions, in the registry's account. */
const APPROVER_ROLE = "model-approver-role";
/** The environment that trains what prod runs, where prod's file says nothing else. */
const TRAINING_GROUP = "dev";
/** The branch whose merges deploy the prod environment, as in the blog. */
const PROD_BRANCH = "main";

/** The content of a file with the roles that it may leave out. */
type Complete = Tfvars & Required<Pick<Tfvars, "deploy_role_arn" | "plan_role_arn">>;

/**
 * The typed values of a file without findings.
 * @param stateOwner the prod file of its model, which keeps its state; undefined for that file itself
 * @param description its model
 */
export function assemble(
  file: CompleteFile,
  stateOwner: CompleteFile | undefined,
  description: ModelDescription,
): Environment {
  // A file without findings has passed the schema: nothing was taken out of its content.
  const content = { ...DEFAULTS, ...(file.complete as Complete) };
  const owner = stateOwner && (stateOwner.complete as Complete);
  const { partition, account } = partsOf(content.lambda_role);
  const role = (owner: string, name: string): Arn => arn(`arn:${partition}:iam::${owner}:role/${name}`);
  const group = partsOf(content.model_package_group_name);

  const stateRole = content.terraform_state_role_arn ?? owner?.terraform_state_role_arn;
  const ownerAccount = stateRole === undefined ? undefined : partsOf(stateRole).account;
  const prodAccount = ownerAccount ?? partsOf((owner ?? content).lambda_role).account;
  const jenkinsRole = content.jenkins_role_arn ?? owner?.jenkins_role_arn ?? role(prodAccount, JENKINS_ROLE);
  const jenkinsPlanRole = content.jenkins_plan_role_arn ?? owner?.jenkins_plan_role_arn;
  const jenkinsExternalId = content.jenkins_external_id ?? owner?.jenkins_external_id;
  const sameGroup = owner?.model_package_group_name === content.model_package_group_name;
  const inRegistry = (key: "approver_role_arn" | "registry_plan_role_arn", name: string): Arn => {
    const said = content[key] ?? (sameGroup ? owner?.[key] : undefined);
    return said === undefined ? role(group.account, name) : arn(said);
  };
  const besideState = account === prodAccount;
  const admitted = (roles: readonly string[] | undefined): Admitted =>
    roles?.map(arn) ?? (content.env_group === STATE_GROUP || besideState ? [] : "account");
  const stateRoles = (): Pick<TerraformState, "roleArn" | "planRoleArn" | "isForeign" | "externalId"> => {
    const { deploy_role_arn: own, plan_role_arn: plan, model_name: model, env_group: env } = content;
    const isForeign = ![undefined, own, owner?.deploy_role_arn].includes(stateRole);
    const said = isForeign || besideState ? stateRole : undefined;
    const madeFor = (part: "state" | "state-plan"): Arn => role(prodAccount, ownRoleName(model, env, part));
    return {
      roleArn: arn(said ?? (besideState ? own : madeFor("state"))),
      planRoleArn: besideState ? arn(plan) : madeFor("state-plan"),
      isForeign,
      externalId: said === undefined ? jenkinsExternalId : (owner ?? content).jenkins_external_id,
    };
  };

  const environment = {
    name: file.source.name,
    group: content.env_group,
    copy: undefined,
    branch: content.branch ?? (content.env_group === STATE_GROUP ? PROD_BRANCH : undefined),
    partition,
    region: content.aws_region,
    account: account as AccountId,
    alertTopicName: content.pipelines_alert_topic_name,
    email: content.email,
    lambdaRole: arn(content.lambda_role),
    eventsRole: content.events_role === undefined ? undefined : arn(content.events_role),
    deployRole: arn(content.deploy_role_arn),
    planRole: arn(content.plan_role_arn),
    scientistRole: scientistRole(content),
    registryPlanRole: inRegistry("registry_plan_role_arn", DEFAULTS.plan_role_arn),
    deployers: admitted(content.deployers),
    planners: admitted(content.planners),
    jenkinsRole: arn(jenkinsRole),
    jenkinsPlanRole:
      jenkinsPlanRole === undefined
        ? role(partsOf(jenkinsRole).account, JENKINS_PLAN_ROLE)
        : arn(jenkinsPlanRole),
    jenkinsExternalId,
    jenkinsLogGroup:
      file.complete.jenkins_log_group ?? owner?.jenkins_log_group ?? DEFAULTS.jenkins_log_group,
    approverRole: inRegistry("approver_role_arn", APPROVER_ROLE),
    iamMode: content.iam_mode,
    dataBucket: bucket(content.default_bucket),
    artifactsBucket: bucket(content.model_artifacts_bucket),
    kmsKey: arn(content.kms_key),
    volumeKmsKey: volumeKey(content),
    modelName: content.model_name,
    description,
    modelPackageGroup: {
      arn: arn(content.model_package_group_name),
      account: group.account as AccountId,
      name: arnResourceName(content.model_package_group_name),
    },
    trainPipeline: pipeline(content.train_pipeline),
    inferencePipeline: {
      ...pipeline(content.inference_pipeline),
      schedule: content.inference_pipeline.cron_schedule,
    },
    readsVersionsOf: content.reads_versions_of ?? defaultReads(content.env_group),
    batchDatasetFilename: content.batch_dataset_filename,
    monitoring: content.monitoring,
    retrainOn: content.retrain_on,
    processingEngine: content.processing_engine,
    processingInstanceCount: content.processing_instance_count,
    trainingInstanceCount: content.training_instance_count,
    trainingDataDistribution:
      content.training_data_distribution ??
      (content.training_instance_count > 1 ? "ShardedByS3Key" : "FullyReplicated"),
    transformInstanceCount: content.transform_instance_count,
    metricThreshold: content.metric_threshold ?? description.metric.threshold,
    budget: content.budget,
    requireEvidence: content.require_evidence,
    maxParallelSteps: content.max_parallel_steps,
    vpc: content.vpc && {
      subnets: content.vpc.subnets,
      securityGroupIds: content.vpc.security_group_ids,
    },
    isolation: {
      network: content.isolation?.network_isolation ?? false,
      trafficEncryption: content.isolation?.inter_container_traffic_encryption ?? false,
    },
    retentionDays: { ...RETENTION_DEFAULTS, ...content.retention_days },
    state: {
      bucket: bucket(content.terraform_state_bucket),
      region: (owner ?? content).aws_region,
      ...stateRoles(),
      prefix: `${content.model_name}/${content.env_group}`,
      lockTable: content.terraform_state_lock_table ?? owner?.terraform_state_lock_table,
    },
  };
  return { ...environment, existing: existingResources(environment, content.existing_resources ?? []) };
}

/** Whose versions a group runs where its file does not say: models go from dev to prod and not back. */
export function defaultReads(group: string): readonly string[] {
  return group === STATE_GROUP ? [TRAINING_GROUP, group] : [group];
}

/** People start nothing in prod by hand, unless its file names a role for them. */
function scientistRole({
  scientist_role_arn: said,
  env_group: group,
  ...content
}: Complete): Arn | undefined {
  if (said !== undefined) return arn(said);
  if (group === STATE_GROUP) return undefined;
  const { partition, account } = partsOf(content.lambda_role);
  return arn(
    `arn:${partition}:iam::${account}:role/${ownRoleName(content.model_name, group, "data-scientist")}`,
  );
}

/** SageMaker documents ids and ARNs of keys for these volumes, and no alias (API reference, ResourceConfig). */
function volumeKey({ volume_kms_key: said, kms_key: key }: Tfvars): Arn | undefined {
  const isAlias = parseArn(key)?.resource.startsWith("alias/") === true;
  if (said !== undefined) return arn(said);
  return isAlias ? undefined : arn(key);
}

function pipeline(content: TfvarsPipeline): Environment["trainPipeline"] {
  return { name: content.name, arn: arn(content.arn), roleArn: arn(content.role_arn) };
}

// The schema has checked the form of these values: here they get their types.
const arn = (text: string): Arn => text as Arn;
const bucket = (text: string): BucketName => text as BucketName;

function partsOf(text: string): { partition: string; account: string } {
  return parseArn(text) ?? { partition: "", account: "" };
}
