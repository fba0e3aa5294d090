import type { DataDistribution, IamMode, Monitoring, ProcessingEngine, RetrainOn } from "./environment";
import schema from "./environment.schema.json";
import type { ResourceKey } from "./resources";

/** A key of an environment file: `environment.schema.json` describes each. */
type Key = keyof typeof schema.properties;

const RETENTION = schema.properties.retention_days.properties;
type RetentionKey = keyof typeof RETENTION;

/** The keys whose value is no text. */
interface OtherValues {
  readonly train_pipeline: TfvarsPipeline;
  readonly inference_pipeline: TfvarsPipeline & { readonly cron_schedule?: string };
  readonly reads_versions_of: readonly string[];
  readonly deployers: readonly string[];
  readonly planners: readonly string[];
  readonly iam_mode: IamMode;
  readonly existing_resources: readonly ResourceKey[];
  readonly monitoring: Monitoring;
  readonly retrain_on: RetrainOn;
  readonly processing_engine: ProcessingEngine;
  readonly processing_instance_count: number;
  readonly training_instance_count: number;
  readonly training_data_distribution: DataDistribution;
  readonly transform_instance_count: number;
  readonly metric_threshold: number;
  readonly budget: number;
  readonly require_evidence: boolean;
  readonly max_parallel_steps: number;
  readonly retention_days: { readonly [Name in RetentionKey]?: number };
  readonly vpc: { readonly subnets: readonly string[]; readonly security_group_ids: readonly string[] };
  readonly isolation: {
    readonly network_isolation?: boolean;
    readonly inter_container_traffic_encryption?: boolean;
  };
}

/** What every file says, or leaves to its model's prod file or to a rule (complete.ts). */
type AlwaysThere =
  | "env_group"
  | "aws_region"
  | "pipelines_alert_topic_name"
  | "email"
  | "lambda_role"
  | "default_bucket"
  | "model_artifacts_bucket"
  | "kms_key"
  | "model_name"
  | "model_package_group_name"
  | "train_pipeline_name"
  | "inference_pipeline_name"
  | "batch_dataset_filename"
  | "terraform_state_bucket"
  | "train_pipeline"
  | "inference_pipeline";

type Values = { readonly [Name in Key]: Name extends keyof OtherValues ? OtherValues[Name] : string };

/**
 * The content of a `*.tfvars.json` file, with what it leaves out filled in. Only this room sees it: everything downstream
 * works on `Environment`.
 */
export type Tfvars = Pick<Values, AlwaysThere> & Partial<Values>;

export interface TfvarsPipeline {
  readonly name: string;
  readonly arn: string;
  readonly role_arn: string;
}

type WithDefault = {
  [Name in Key]: (typeof schema.properties)[Name] extends { readonly default: unknown } ? Name : never;
}[Key];

/** The values that the schema gives to keys that a file leaves out. */
export const DEFAULTS = Object.fromEntries(
  Object.entries(schema.properties).flatMap(([key, part]) =>
    "default" in part ? [[key, part.default] as const] : [],
  ),
) as { readonly [Name in WithDefault]: Values[Name] };

/** What the schema gives to members of `retention_days` that a file leaves out. */
export const RETENTION_DEFAULTS = Object.fromEntries(
  Object.entries(RETENTION).map(([key, part]) => [key, part.default]),
) as { readonly [Name in RetentionKey]: number };
