/**
 * The content of a `*.tfvars.json` file, as `environment.schema.json` describes it key by key.
 * Only this room sees it: everything downstream works on `Environment`.
 */
export interface Tfvars {
  readonly $schema?: string;
  readonly env_group: string;
  readonly aws_region: string;
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
  readonly monitoring?: "processing" | "model-monitor";
  readonly retrain_on?: "drift" | "any-failure";
  readonly auc_threshold?: number;
  readonly terraform_state_role_arn?: string;
  readonly terraform_state_lock_table?: string;
}

export interface TfvarsPipeline {
  readonly name: string;
  readonly arn: string;
  readonly role_arn: string;
}
