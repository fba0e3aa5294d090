import { arnResourceName, parseArn } from "sagemaker-promotion-core/arn";
import { PLAN_ROLE, withArns } from "./complete";
import type { Draft } from "./draft";
import schema from "./environment.schema.json";
import type { AccountId, Admitted, Arn, BucketName, Environment, TerraformState } from "./environment";
import { STATE_GROUP } from "./family";
import { existing } from "./existing";
import { stateRoleName } from "./names";
import type { Tfvars, TfvarsPipeline } from "./tfvars";

/** The role of Jenkins's nodes that deploy, in the prod account unless `jenkins_role_arn` says otherwise. */
const JENKINS_ROLE = "jenkins-server-role";
/** The role of Jenkins's nodes that plan, beside the one of those that deploy. */
const JENKINS_PLAN_ROLE = "jenkins-plan-role";
/** The role that approves versions, in the registry's account. */
const APPROVER_ROLE = "model-approver-role";
/** The log group of Jenkins, named as in the blog. */
const JENKINS_LOG_GROUP = "jenkins-log";
/** The branch whose merges deploy the prod environment, as in the blog. */
const PROD_BRANCH = "main";
const AUC_THRESHOLD = schema.properties.auc_threshold.default;

/** The content of a file with the roles that it may leave out. */
type Complete = Tfvars & Required<Pick<Tfvars, "deploy_role_arn" | "plan_role_arn">>;

/** The typed values of a draft without findings. `keeper` is the prod environment that keeps its state, itself excepted. */
export function assemble(draft: Draft, keeper: Draft | undefined): Environment {
  // A draft without findings has passed the schema: nothing was taken out of its content.
  const content = withArns(draft) as Complete;
  const keeperContent = keeper && (withArns(keeper) as Complete);
  const { partition, account } = partsOf(content.lambda_role);
  const role = (owner: string, name: string): Arn => arn(`arn:${partition}:iam::${owner}:role/${name}`);
  const group = partsOf(content.model_package_group_name);

  const stateRole = content.terraform_state_role_arn ?? keeperContent?.terraform_state_role_arn;
  const keeperAccount = stateRole === undefined ? undefined : partsOf(stateRole).account;
  const prodAccount = keeperAccount ?? partsOf((keeperContent ?? content).lambda_role).account;
  const jenkinsRole =
    content.jenkins_role_arn ?? keeperContent?.jenkins_role_arn ?? role(prodAccount, JENKINS_ROLE);
  const jenkinsPlanRole = content.jenkins_plan_role_arn ?? keeperContent?.jenkins_plan_role_arn;
  const jenkinsExternalId = content.jenkins_external_id ?? keeperContent?.jenkins_external_id;
  const sameGroup = keeperContent?.model_package_group_name === content.model_package_group_name;
  const inRegistry = (key: "approver_role_arn" | "registry_plan_role_arn", name: string): Arn => {
    const said = content[key] ?? (sameGroup ? keeperContent?.[key] : undefined);
    return said === undefined ? role(group.account, name) : arn(said);
  };
  const besideState = account === prodAccount;
  const admitted = (roles: readonly string[] | undefined): Admitted =>
    roles?.map(arn) ?? (content.env_group === STATE_GROUP || besideState ? [] : "account");
  const stateRoles = (): Pick<TerraformState, "roleArn" | "planRoleArn" | "isForeign" | "externalId"> => {
    const { deploy_role_arn: own, plan_role_arn: plan, model_name: model, env_group: env } = content;
    const isForeign = ![undefined, own, keeperContent?.deploy_role_arn].includes(stateRole);
    const said = isForeign || besideState ? stateRole : undefined;
    const madeFor = (part: "state" | "state-plan"): Arn => role(prodAccount, stateRoleName(model, env, part));
    return {
      roleArn: arn(said ?? (besideState ? own : madeFor("state"))),
      planRoleArn: besideState ? arn(plan) : madeFor("state-plan"),
      isForeign,
      externalId: said === undefined ? jenkinsExternalId : (keeperContent ?? content).jenkins_external_id,
    };
  };

  const environment = {
    name: draft.file.name,
    group: content.env_group,
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
    registryPlanRole: inRegistry("registry_plan_role_arn", PLAN_ROLE),
    deployers: admitted(content.deployers),
    planners: admitted(content.planners),
    jenkinsRole: arn(jenkinsRole),
    jenkinsPlanRole:
      jenkinsPlanRole === undefined
        ? role(partsOf(jenkinsRole).account, JENKINS_PLAN_ROLE)
        : arn(jenkinsPlanRole),
    jenkinsExternalId,
    jenkinsLogGroup: content.jenkins_log_group ?? keeperContent?.jenkins_log_group ?? JENKINS_LOG_GROUP,
    approverRole: inRegistry("approver_role_arn", APPROVER_ROLE),
    iamMode: content.iam_mode ?? "least-privilege",
    dataBucket: bucket(content.default_bucket),
    artifactsBucket: bucket(content.model_artifacts_bucket),
    kmsKey: arn(content.kms_key),
    modelName: content.model_name,
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
    batchDatasetFilename: content.batch_dataset_filename,
    monitoring: content.monitoring ?? "processing",
    retrainOn: content.retrain_on ?? "drift",
    processingEngine: content.processing_engine ?? "pandas",
    processingInstanceCount: content.processing_instance_count ?? 1,
    trainingInstanceCount: content.training_instance_count ?? 1,
    trainingDataDistribution:
      content.training_data_distribution ??
      ((content.training_instance_count ?? 1) > 1 ? "ShardedByS3Key" : "FullyReplicated"),
    transformInstanceCount: content.transform_instance_count ?? 1,
    aucThreshold: content.auc_threshold ?? AUC_THRESHOLD,
    budget: content.budget,
    maxParallelSteps: content.max_parallel_steps,
    state: {
      bucket: bucket(content.terraform_state_bucket),
      region: (keeperContent ?? content).aws_region,
      ...stateRoles(),
      prefix: `${content.model_name}/${content.env_group}`,
      lockTable: content.terraform_state_lock_table ?? keeperContent?.terraform_state_lock_table,
    },
  };
  return { ...environment, existing: existing(environment, content.existing_resources ?? []) };
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
