import { parseArn } from "./arn";
import type { Draft, SoundTfvars } from "./draft";
import { partitionOf } from "./partition";

/**
 * A draft's sound values with the ARNs that its file leaves out, all of whose parts it says. Rules across keys judge the
 * file without them: repeating a slip, they would outvote the places that are right.
 */
export function withArns({ sound, findings }: Draft): SoundTfvars {
  const faulty = new Set(findings.map(({ pointer }) => pointer));
  const { aws_region: region, lambda_role: role, model_name: model } = sound;
  const account = role === undefined ? undefined : parseArn(role)?.account;
  if (account === undefined || region === undefined) return sound;
  const arn = (service: string, resource: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
  const pipelines = (["train_pipeline", "inference_pipeline"] as const).flatMap((key) => {
    const pipeline = sound[key];
    if (pipeline?.name === undefined || pipeline.arn !== undefined || faulty.has(`/${key}/arn`)) return [];
    // SageMaker may write the names in its ARNs in lower case (https://github.com/boto/boto3/issues/4606).
    if (pipeline.name !== pipeline.name.toLowerCase()) return [];
    return [[key, { ...pipeline, arn: arn("sagemaker", `pipeline/${pipeline.name}`) }] as const];
  });
  const key =
    sound.kms_key !== undefined || model === undefined || faulty.has("/kms_key")
      ? {}
      : { kms_key: arn("kms", `alias/${model}`) };
  return { ...sound, ...Object.fromEntries(pipelines), ...key };
}
