import { join } from "node:path";
import type { Environment, Model } from "../../environments/environment";
import { environmentsFolder, readEnvironmentFile } from "../../environments/load";
import { ownRoleName, shortened } from "../../environments/names";
import { STATE_GROUP } from "../../environments/state-owner";
import { layOut } from "./json-layout";

/** An environment's file to be: its path below the environments' folder and its content. */
export interface NewFile {
  /** `prices/dev.tfvars.json`. */
  readonly path: string;
  readonly text: string;
}

/** Keys that say something of an account, its people or its network rather than of a model. */
const OF_THE_ACCOUNT = [
  "email",
  "terraform_state_bucket",
  "terraform_state_role_arn",
  "terraform_state_lock_table",
  "reads_versions_of",
  "deployers",
  "planners",
  "jenkins_role_arn",
  "jenkins_plan_role_arn",
  "jenkins_external_id",
  "jenkins_log_group",
  "iam_mode",
  "monitoring",
  "budget",
  "require_evidence",
  "retention_days",
  "vpc",
  "isolation",
] as const;

/** Names of buckets are at most so long (S3 user guide, "General purpose bucket naming rules"). */
const LONGEST_BUCKET = 63;

/**
 * The files of a further model in a model's accounts: one for each of its environments. Accounts, Region, people, network
 * and the bucket of the states are the same; what the stacks create has the new model's name.
 */
export function environmentFilesOf(modelName: string, { environments }: Model): NewFile[] {
  const hasProd = environments.some(({ group }) => group === STATE_GROUP);
  return environments.map((environment) => {
    const source = readEnvironmentFile(join(environmentsFolder(), `${environment.name}.tfvars.json`));
    const content = fileOf(modelName, environment, JSON.parse(source) as Said, hasProd);
    const base = environment.name.slice(environment.name.lastIndexOf("/") + 1);
    return { path: `${modelName}/${base}.tfvars.json`, text: layOut(content) };
  });
}

/** An environment's file as it is written. */
type Said = Readonly<Record<string, unknown>>;

function fileOf(modelName: string, environment: Environment, said: Said, hasProd: boolean): object {
  const { group, account, partition, inferencePipeline, modelPackageGroup } = environment;
  const region = environment.region;
  const registry = modelPackageGroup.account;
  const keep = (...keys: readonly string[]): Said =>
    Object.fromEntries(keys.flatMap((key) => (said[key] === undefined ? [] : [[key, said[key]]])));
  // What all share stands in the prod file, or in each where there is none.
  const shares = group === STATE_GROUP || !hasProd;
  const role = (part: Parameters<typeof ownRoleName>[2]): string => ownRoleName(modelName, group, part);
  const bucket = (end: string): string =>
    shortened(`${modelName.toLowerCase()}-sagemaker-${end}`, LONGEST_BUCKET);
  const registryRole = (part: string): string =>
    `arn:${partition}:iam::${registry}:role/${modelName}-${part}`;
  const pipeline = (kind: "train" | "inference"): string => `${modelName.toLowerCase()}-${kind}-pipeline`;
  const execution = role("execution");
  return {
    $schema: "../environment.schema.json",
    env_group: group,
    ...keep("branch"),
    account_id: account,
    ...(shares ? { aws_region: region } : {}),
    event_bus_name: "default",
    pipelines_alert_topic_name: `${modelName}-notification`,
    ...keep("email"),
    lambda_role: role("lambda"),
    events_role: role("events"),
    deploy_role_arn: role("deploy"),
    plan_role_arn: role("plan"),
    default_bucket: bucket(`${group}-${account}`),
    ...(shares
      ? {
          model_artifacts_bucket: bucket(`artifacts-${registry}`),
          model_name: modelName,
          model_package_group_name: `arn:${partition}:sagemaker:${region}:${registry}:model-package-group/${modelName}-model-package`,
          approver_role_arn: registryRole("approver"),
          registry_plan_role_arn: registryRole("registry-plan"),
        }
      : {}),
    train_pipeline_name: pipeline("train"),
    inference_pipeline_name: pipeline("inference"),
    batch_dataset_filename: `${modelName}-batch-dataset`,
    ...keep(...OF_THE_ACCOUNT.filter((key) => key !== "email")),
    train_pipeline: { name: pipeline("train"), role_arn: execution },
    inference_pipeline: {
      name: pipeline("inference"),
      ...(inferencePipeline.schedule === undefined ? {} : { cron_schedule: inferencePipeline.schedule }),
      role_arn: execution,
    },
  };
}
