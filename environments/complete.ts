import { parseArn, partitionOf } from "sagemaker-promotion-core/arn";
import type { ParsedFile, SoundTfvars } from "./parsed-file";
import { DEFAULTS } from "./tfvars";

/** A file with what it leaves out to rules and to its model's prod file. */
export interface CompleteFile extends ParsedFile {
  /**
   * Its valid values, with ARNs for its roles' names and with the ARNs that it leaves out where it says all their parts.
   * Rules across keys do not use these: an ARN made of a wrong part would count as one more place that is right.
   */
  readonly complete: SoundTfvars;
}

/** The account that a file's environment lies in: `account_id`, or the one of `lambda_role` where that is an ARN. */
export function workloadAccount({ account_id: id, lambda_role: role }: SoundTfvars): string | undefined {
  return id ?? (role === undefined ? undefined : parseArn(role)?.account);
}

/** Adds the values that follow from others. */
export function completeFile(file: ParsedFile): CompleteFile {
  return { ...file, complete: withArns(file) };
}

function withArns({ sound, findings }: ParsedFile): SoundTfvars {
  const invalid = new Set(findings.map(({ pointer }) => pointer));
  const { aws_region: region, model_name: model } = sound;
  const account = workloadAccount(sound);
  if (account === undefined || region === undefined) return sound;
  const partition = partitionOf(region);
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const role = (named: string | undefined): string | undefined =>
    named === undefined || parseArn(named) !== undefined
      ? named
      : `arn:${partition}:iam::${account}:role/${named}`;
  const pipelineArn = (key: "train_pipeline" | "inference_pipeline"): string | undefined => {
    const { arn: said, name } = sound[key] ?? {};
    if (said !== undefined || name === undefined || invalid.has(`/${key}/arn`)) return said;
    // SageMaker may write the names in its ARNs in lower case (https://github.com/boto/boto3/issues/4606).
    return name === name.toLowerCase() ? arn("sagemaker", `pipeline/${name}`) : undefined;
  };
  const { train_pipeline: train, inference_pipeline: inference, kms_key: key } = sound;
  return {
    ...sound,
    lambda_role: role(sound.lambda_role),
    events_role: role(sound.events_role),
    deploy_role_arn: role(sound.deploy_role_arn ?? DEFAULTS.deploy_role_arn),
    plan_role_arn: role(sound.plan_role_arn ?? DEFAULTS.plan_role_arn),
    scientist_role_arn: role(sound.scientist_role_arn),
    kms_key:
      key ?? (model === undefined || invalid.has("/kms_key") ? undefined : arn("kms", `alias/${model}`)),
    train_pipeline: train && {
      ...train,
      arn: pipelineArn("train_pipeline"),
      role_arn: role(train.role_arn),
    },
    inference_pipeline: inference && {
      ...inference,
      arn: pipelineArn("inference_pipeline"),
      role_arn: role(inference.role_arn),
    },
  };
}
