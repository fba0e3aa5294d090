import { disagreements, holders } from "./agreement";
import { arnResourceName } from "sagemaker-promotion-core/arn";
import { checkArns } from "./arn-rules";
import type { SoundTfvars } from "./draft";
import type { Remark } from "./finding";
import { adviseScaling, checkScaling } from "./scaling";
import { explainSchedule } from "./schedule";

/** What is wrong across the keys of one file. A key that is missing or faulty takes no part. */
export function checkRules(sound: SoundTfvars): Remark[] {
  return [
    ...checkArns(sound),
    ...checkPipelineNames(sound),
    ...checkBuckets(sound),
    ...checkSchedule(sound),
    ...checkExisting(sound),
    ...checkScaling(sound),
  ];
}

/** What deserves a second look, but works. */
export function checkAdvice(sound: SoundTfvars): Remark[] {
  return [...adviseBuckets(sound), ...adviseScaling(sound)];
}

function adviseBuckets(sound: SoundTfvars): Remark[] {
  return (["default_bucket", "model_artifacts_bucket"] as const).flatMap((key) => {
    const bucket = sound[key];
    if (bucket === undefined || bucket.includes("sagemaker")) return [];
    return {
      pointer: `/${key}`,
      // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSageMakerFullAccess.html
      expected:
        'a name with "sagemaker" in it: AmazonSageMakerFullAccess grants access to objects of such buckets only',
      found: JSON.stringify(bucket),
      mend: "rename the bucket, or grant the execution role access to it",
    };
  });
}

/** Every key that the list can name has a default but this one. */
function checkExisting({ existing_resources: keys = [], events_role: role }: SoundTfvars): Remark[] {
  const index = keys.findIndex((key) => key === "events_role");
  if (index < 0 || role !== undefined) return [];
  return [
    {
      pointer: `/existing_resources/${index}`,
      expected: "a key of this file",
      found: '"events_role", which the file lacks: pipelines are started as each one\'s own role_arn',
      mend: "add events_role, or take it out of the list",
    },
  ];
}

function checkPipelineNames(sound: SoundTfvars): Remark[] {
  const remarks = (["train", "inference"] as const).flatMap((kind) => {
    const names = holders([
      [`/${kind}_pipeline_name`, sound[`${kind}_pipeline_name`]],
      [`/${kind}_pipeline/name`, sound[`${kind}_pipeline`]?.name],
    ]);
    const arn = sound[`${kind}_pipeline`]?.arn;
    const named = arn && arnResourceName(arn);
    if (named === undefined) return [...disagreements(names, "name"), ...checkArn(kind, sound)];
    // SageMaker may write the names in its ARNs in lower case (https://github.com/boto/boto3/issues/4606).
    const same = names.find(({ value }) => value.toLowerCase() === named.toLowerCase());
    return disagreements(
      [...names, { pointer: `/${kind}_pipeline/arn`, value: same?.value ?? named }],
      "name",
    );
  });
  if (remarks.length > 0 || sound.train_pipeline_name === undefined) return remarks;
  if (sound.train_pipeline_name !== sound.inference_pipeline_name) return [];
  return [
    {
      pointer: "/inference_pipeline_name",
      expected: "a name other than the train pipeline's",
      found: JSON.stringify(sound.inference_pipeline_name),
      mend: "give the two pipelines two names",
    },
  ];
}

/** A pipeline's ARN may be left out where its name leaves no doubt how SageMaker writes it. */
function checkArn(kind: "train" | "inference", sound: SoundTfvars): Remark[] {
  const name = sound[`${kind}_pipeline`]?.name;
  if (name === undefined || name === name.toLowerCase()) return [];
  return [
    {
      pointer: `/${kind}_pipeline/arn`,
      expected: `the ARN as SageMaker writes it, which may be in lower case, unlike "${name}"`,
      found: "no such key",
      mend: `add "arn", or write the name in lower case`,
    },
  ];
}

/** Names of buckets are unique in a partition, and these lie in different accounts. */
function checkBuckets(sound: SoundTfvars): Remark[] {
  const artifacts = sound.model_artifacts_bucket;
  return (["default_bucket", "terraform_state_bucket"] as const)
    .filter((key) => artifacts !== undefined && sound[key] === artifacts)
    .map((key) => ({
      pointer: `/${key}`,
      expected: "a bucket other than /model_artifacts_bucket, which lies in the registry's account",
      found: JSON.stringify(artifacts),
      mend: "write the bucket of this account",
    }));
}

function checkSchedule(sound: SoundTfvars): Remark[] {
  const schedule = sound.inference_pipeline?.cron_schedule;
  const fault = schedule === undefined ? undefined : explainSchedule(schedule);
  return fault === undefined ? [] : [{ pointer: "/inference_pipeline/cron_schedule", ...fault }];
}
