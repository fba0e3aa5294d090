import { parseArn } from "sagemaker-promotion-core/arn";
import type { Draft, SoundTfvars } from "./draft";
import { partitionOf } from "sagemaker-promotion-core/arn";

/** The role that a deployment assumes, named as in the blog. */
const DEPLOY_ROLE = "cross-account-jenkins-role";
/** The role that a plan assumes, in a workload's account and in the registry's. */
export const PLAN_ROLE = "plan-role";

/** The account that a file's environment lies in: `account_id`, or the one of `lambda_role` where that is an ARN. */
export function workloadAccount({ account_id: id, lambda_role: role }: SoundTfvars): string | undefined {
  return id ?? (role === undefined ? undefined : parseArn(role)?.account);
}

/**
 * A draft's sound values with ARNs for its roles' names, and with the ARNs that its file leaves out, all of whose parts
 * it says. Rules across keys judge the file without them: repeating a slip, they would outvote the places that are right.
 */
export function withArns({ sound, findings }: Draft): SoundTfvars {
  const faulty = new Set(findings.map(({ pointer }) => pointer));
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
    if (said !== undefined || name === undefined || faulty.has(`/${key}/arn`)) return said;
    // SageMaker may write the names in its ARNs in lower case (https://github.com/boto/boto3/issues/4606).
    return name === name.toLowerCase() ? arn("sagemaker", `pipeline/${name}`) : undefined;
  };
  const { train_pipeline: train, inference_pipeline: inference, kms_key: key } = sound;
  return {
    ...sound,
    lambda_role: role(sound.lambda_role),
    events_role: role(sound.events_role),
    deploy_role_arn: role(sound.deploy_role_arn ?? DEPLOY_ROLE),
    plan_role_arn: role(sound.plan_role_arn ?? PLAN_ROLE),
    kms_key:
      key ?? (model === undefined || faulty.has("/kms_key") ? undefined : arn("kms", `alias/${model}`)),
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
