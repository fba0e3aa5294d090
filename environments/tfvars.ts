/**
 * The content of a `*.tfvars.json` file, as `environment.schema.json` describes it key by key, with what the file may
 * leave out to its model's prod file or to a rule filled in (complete.ts).
 * Only this room sees it: everything downstream works on `Environment`.
 */
export interface Tfvars {
  readonly $schema?: string;
  readonly env_group: string;
  readonly aws_region: string;
  readonly account_id?: string;
  readonly event_bus_name: "default";
  readonly pipelines_alert_topic_name: string;
  readonly email: string;
  readonly lambda_role: string;
  readonly default_bucket: string;
  readonly model_artifacts_bucket: string;
  readonly kms_key: string;
  readonly model_name: string;
  readonly model_package_group_name: string;
  readonly train_pipeline_name: string;
  readonly inference_pipeline_name: string;
  readonly batch_dataset_filename: string;
  readonly terraform_state_bucket: string;
  readonly train_pipeline: TfvarsPipeline;
  readonly inference_pipeline: TfvarsPipeline & { readonly cron_schedule: string };
  readonly branch?: string;
  readonly events_role?: string;
  readonly jenkins_role_arn?: string;
  readonly jenkins_external_id?: string;
  readonly jenkins_log_group?: string;
  readonly deploy_role_arn?: string;
  readonly plan_role_arn?: string;
  readonly registry_plan_role_arn?: string;
  readonly jenkins_plan_role_arn?: string;
  readonly deployers?: readonly string[];
  readonly planners?: readonly string[];
  readonly approver_role_arn?: string;
  readonly iam_mode?: "least-privilege" | "blog";
  readonly existing_resources?: readonly ResourceKey[];
  readonly monitoring?: "processing" | "model-monitor";
  readonly retrain_on?: "drift" | "any-failure";
  readonly processing_engine?: "pandas" | "spark";
  readonly processing_instance_count?: number;
  readonly training_instance_count?: number;
  readonly training_data_distribution?: "FullyReplicated" | "ShardedByS3Key";
  readonly transform_instance_count?: number;
  readonly auc_threshold?: number;
  readonly budget?: number;
  readonly max_parallel_steps?: number;
  readonly terraform_state_role_arn?: string;
  readonly terraform_state_lock_table?: string;
}

/** The keys whose resource a foundation creates, unless `existing_resources` lists them. */
export type ResourceKey =
  | "default_bucket"
  | "kms_key"
  | "lambda_role"
  | "events_role"
  | "train_pipeline.role_arn"
  | "inference_pipeline.role_arn"
  | "deploy_role_arn"
  | "plan_role_arn"
  | "model_artifacts_bucket"
  | "model_package_group_name"
  | "approver_role_arn"
  | "registry_plan_role_arn"
  | "terraform_state_bucket"
  | "jenkins_role_arn"
  | "jenkins_plan_role_arn"
  | "jenkins_log_group";

export interface TfvarsPipeline {
  readonly name: string;
  readonly arn: string;
  readonly role_arn: string;
}
