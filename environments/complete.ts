import { parseArn } from "./arn";
import type { Draft, SoundTfvars } from "./draft";
import { SHARED_KEYS, stateKeeper } from "./family";
import { partitionOf } from "./partition";

/**
 * Fills in what files leave out: the values that a model's environments share, from its prod file, and ARNs all of
 * whose parts are known. So a change of an account, a Region or a bucket is a change in one file. A faulty value is
 * nothing left out.
 */
export function complete(drafts: readonly Draft[]): Draft[] {
  return drafts.map((draft) => {
    const keeper = stateKeeper(draft, drafts);
    const faulty = new Set(draft.findings.map(({ pointer }) => pointer));
    let { sound } = draft;
    for (const key of SHARED_KEYS) {
      const value = keeper?.sound[key];
      if (value !== undefined && sound[key] === undefined && !faulty.has(`/${key}`))
        sound = { ...sound, [key]: value };
    }
    return { ...draft, sound: withArns(sound, faulty) };
  });
}

function withArns(sound: SoundTfvars, faulty: ReadonlySet<string>): SoundTfvars {
  const { aws_region: region, lambda_role: role, model_name: model } = sound;
  const account = role === undefined ? undefined : parseArn(role)?.account;
  if (account === undefined || region === undefined) return sound;
  const arn = (service: string, resource: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
  const pipelines = (["train_pipeline", "inference_pipeline"] as const).flatMap((key) => {
    const pipeline = sound[key];
    if (pipeline?.name === undefined || pipeline.arn !== undefined || faulty.has(`/${key}/arn`)) return [];
    return [[key, { ...pipeline, arn: arn("sagemaker", `pipeline/${pipeline.name}`) }] as const];
  });
  const key =
    sound.kms_key !== undefined || model === undefined || faulty.has("/kms_key")
      ? {}
      : { kms_key: arn("kms", `alias/${model}`) };
  return { ...sound, ...Object.fromEntries(pipelines), ...key };
}
