import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment, Model } from "../../environments/environment";
import { environmentsFolder } from "../../environments/load";
import { parseEnvironment, type EnvironmentFile } from "./parse";

type Json = { readonly [key: string]: unknown };
export type Overrides = Json;

/** The example's environments, in the order of their names. */
const EXAMPLES = ["dev", "prod"] as const;

/** An environment of the example (`dev`, `prod`), with some keys of its file replaced. */
export function exampleEnvironment(name: string = "prod", overrides: Overrides = {}): Environment {
  return exampleModel(name, overrides).environment;
}

/**
 * The example's model with all of its environments. A value that the example's files share (the model's name, the
 * registry's bucket …) is replaced in every file, as its user would.
 *
 * @example exampleModel("prod", { monitoring: "model-monitor" }).model.environments
 */
export function exampleModel(
  name: string = "prod",
  overrides: Overrides = {},
): { environment: Environment; model: Model } {
  const own = exampleFile(name);
  const files = EXAMPLES.map((example) => {
    const content = exampleFile(example);
    const shared = Object.entries(overrides).filter(
      ([key]) =>
        example === name || (key in own && JSON.stringify(content[key]) === JSON.stringify(own[key])),
    );
    return environmentFile(example, merge(content, Object.fromEntries(shared)));
  });
  return parseEnvironment(files, name);
}

/** The content of one of the example's files, which `run.setup.ts` makes the environments of every test. */
export function exampleFile(name: string = "prod"): Json {
  return JSON.parse(readFileSync(join(environmentsFolder(), `${name}.tfvars.json`), "utf8")) as Json;
}

/** One of the example's files as if it left out nothing: with every key of prod's, for its own account. */
export function unabridged(name: string): Json {
  const [own, prod] = [exampleFile(name), exampleFile()];
  const all = JSON.parse(JSON.stringify(prod).replaceAll(accountOf(prod), accountOf(own))) as Json;
  return merge({ ...all, terraform_state_bucket: prod["terraform_state_bucket"] }, own);
}

function accountOf({ account_id: id, lambda_role: role }: Json): string {
  return typeof id === "string" ? id : (String(role).split(":")[4] ?? "");
}

/** The blog's prod file with its `<placeholders>` filled, some keys replaced (`undefined` takes a key out). */
export function blogFile(overrides: Overrides = {}): Json {
  let text = JSON.stringify(BLOG_FILE);
  for (const [placeholder, value] of Object.entries(BLOG_VALUES))
    text = text.replaceAll(`<${placeholder}>`, value);
  return merge(JSON.parse(text) as Json, overrides);
}

/** A file's content as parseEnvironments takes it. */
export function environmentFile(name: string, content: unknown): EnvironmentFile {
  return { name, path: `${name}.tfvars.json`, text: JSON.stringify(content, null, 2) };
}

/** Objects are merged key by key, everything else is replaced. */
export function merge(base: Json, overrides: Overrides): Json {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const before = merged[key];
    merged[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const BLOG_VALUES = {
  "prod-account-id": "222222222222",
  "central-model-registry-account-id": "333333333333",
  "s3-bucket-in-prod-account": "sagemaker-mammography-prod",
  "s3-bucket-in-central-model-registry-account": "sagemaker-mammography-registry",
  "s3-bucket-terraform-state-in-prod-account": "mammography-terraform-state-prod",
  "kms-key-id-in-prod-account": "1234abcd-12ab-34cd-56ef-1234567890ab",
  "sagemaker-execution-role-in-prod-account": "AmazonSageMaker-ExecutionRole-20230601T120000",
};

/** The keys and values of the blog's prod.tfvars.json as printed there. */
export const BLOG_FILE = {
  env_group: "prod",
  aws_region: "us-east-1",
  event_bus_name: "default",
  pipelines_alert_topic_name: "mammography-model-notification",
  email: "admin@org.com",
  lambda_role: "arn:aws:iam::<prod-account-id>:role/lambda-sagemaker-role",
  default_bucket: "<s3-bucket-in-prod-account>",
  model_artifacts_bucket: "<s3-bucket-in-central-model-registry-account>",
  kms_key: "arn:aws:kms:us-east-1:<prod-account-id>:key/<kms-key-id-in-prod-account>",
  model_name: "mammography-severity-model",
  model_package_group_name:
    "arn:aws:sagemaker:us-east-1:<central-model-registry-account-id>:model-package-group/mammo-severity-model-package",
  train_pipeline_name: "mammo-severity-train-pipeline",
  inference_pipeline_name: "mammo-severity-inference-pipeline",
  batch_dataset_filename: "mammo-batch-dataset",
  terraform_state_bucket: "<s3-bucket-terraform-state-in-prod-account>",
  train_pipeline: {
    name: "mammo-severity-train-pipeline",
    arn: "arn:aws:sagemaker:us-east-1:<prod-account-id>:pipeline/mammo-severity-train-pipeline",
    role_arn: "arn:aws:iam::<prod-account-id>:role/service-role/<sagemaker-execution-role-in-prod-account>",
  },
  inference_pipeline: {
    name: "mammo-severity-inference-pipeline",
    arn: "arn:aws:sagemaker:us-east-1:<prod-account-id>:pipeline/mammo-severity-inference-pipeline",
    cron_schedule: "cron(0 23 * * ? *)",
    role_arn: "arn:aws:iam::<prod-account-id>:role/service-role/<sagemaker-execution-role-in-prod-account>",
  },
};
