import { disagreements, placesOf } from "./consistency";
import { arnResourceName, parseArn } from "sagemaker-promotion-core/arn";
import { checkArns } from "./arn-rules";
import type { SoundTfvars } from "./parsed-file";
import type { Remark } from "sagemaker-promotion-core/finding";
import { DEFAULTS } from "./tfvars";
import { overdueWindow } from "./overdue";
import { explainSchedule } from "./schedule";

/** What is wrong across the keys of one file. A key that is missing or invalid takes no part. */
export function checkRules(sound: SoundTfvars): Remark[] {
  return [
    ...checkArns(sound),
    ...checkPipelineNames(sound),
    ...checkBuckets(sound),
    ...checkSchedule(sound),
    ...checkExisting(sound),
    ...checkScaling(sound),
    ...checkIsolation(sound),
  ];
}

/** What deserves a second look, but works. */
export function checkAdvice(sound: SoundTfvars): Remark[] {
  return [
    ...adviseBuckets(sound),
    ...adviseVolumes(sound),
    ...adviseSchedule(sound),
    ...adviseScaling(sound),
  ];
}

/** An alias is all that is known of a key before its foundation is there. */
function adviseVolumes({
  kms_key: key,
  model_name: model,
  volume_kms_key: volumeKey,
}: SoundTfvars): Remark[] {
  const resource = key === undefined ? `alias/${model ?? ""}` : (parseArn(key)?.resource ?? "");
  if (volumeKey !== undefined || !resource.startsWith("alias/")) return [];
  return [
    {
      pointer: "/volume_kms_key",
      expected:
        "the ARN of the environment's key: SageMaker documents no alias for volumes of processing and training",
      found: "no such key: SageMaker encrypts these volumes with a key of its own",
      fix: `once the account's stack is deployed, add it: aws kms describe-key --key-id ${resource} prints it as Arn`,
    },
  ];
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
      fix: "rename the bucket, or grant the execution role access to it",
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
      fix: "add events_role, or take it out of the list",
    },
  ];
}

function checkPipelineNames(sound: SoundTfvars): Remark[] {
  const remarks = (["train", "inference"] as const).flatMap((kind) => {
    const names = placesOf([
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
      fix: "give the two pipelines two names",
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
      fix: `add "arn", or write the name in lower case`,
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
      fix: "write the bucket of this account",
    }));
}

function checkSchedule(sound: SoundTfvars): Remark[] {
  const schedule = sound.inference_pipeline?.cron_schedule;
  const fault = schedule === undefined ? undefined : explainSchedule(schedule);
  return fault === undefined ? [] : [{ pointer: "/inference_pipeline/cron_schedule", ...fault }];
}

/** A schedule of which nobody is told that it no longer strikes. */
function adviseSchedule(sound: SoundTfvars): Remark[] {
  const schedule = sound.inference_pipeline?.cron_schedule;
  if (schedule === undefined || explainSchedule(schedule) !== undefined) return [];
  if (overdueWindow(schedule) !== undefined) return [];
  return [
    {
      pointer: "/inference_pipeline/cron_schedule",
      expected:
        "a strike every three and a half days at least: an alarm looks back seven days, and tells where nothing ran in two intervals",
      found: `${JSON.stringify(schedule)}, for which no alarm can tell that no inference succeeded`,
      fix: "strike more often, or look at the executions by other means",
    },
  ];
}

/** Numbers of machines that would give wrong results, or the same result several times. */
function checkScaling(sound: SoundTfvars): Remark[] {
  const remarks: Remark[] = [];
  const {
    processing_engine: engine,
    processing_instance_count: processing,
    training_instance_count: training,
  } = { ...DEFAULTS, ...sound };
  if (processing > 1 && engine !== "spark") {
    remarks.push({
      pointer: "/processing_instance_count",
      expected:
        '1 with processing_engine "pandas", which is one process: another machine would do the same work again, or, given a part of the data, fit medians and splits to that part',
      found: String(processing),
      fix: 'set "processing_engine": "spark", or take the key out',
    });
  }
  // XGBoost adds up what the machines found. With all of the data on each, every row counts once a machine, against
  // min_child_weight, gamma and lambda, and nothing is faster.
  if (training > 1 && sound.training_data_distribution === "FullyReplicated") {
    remarks.push({
      pointer: "/training_data_distribution",
      expected: `"ShardedByS3Key" for ${training} machines: each would count every row again, and the training would be no faster`,
      found: '"FullyReplicated"',
      fix: "take the key out",
    });
  }
  return remarks;
}

/** Machines that have to reach each other, and may not. */
function checkIsolation(sound: SoundTfvars): Remark[] {
  const { processing_instance_count: processing } = { ...DEFAULTS, ...sound };
  if (sound.isolation?.network_isolation !== true || processing === 1) return [];
  return [
    {
      pointer: "/isolation/network_isolation",
      // API reference: EnableNetworkIsolation of CreateTrainingJob lets peers through "for distributed training";
      // that of NetworkConfig, for processing jobs, excepts nobody.
      expected: `false with ${processing} processing machines: isolated ones cannot reach each other (API reference, NetworkConfig), and Spark's have to`,
      found: "true",
      fix: "prepare on one machine, or take the key out and limit the traffic by the security groups of vpc",
    },
  ];
}

/** A number of machines of which all but one may have nothing to do. */
function adviseScaling(sound: SoundTfvars): Remark[] {
  const { transform_instance_count: transform } = { ...DEFAULTS, ...sound };
  if (transform === 1) return [];
  return [
    {
      pointer: "/transform_instance_count",
      // https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform.html, "Use batch transform to get inferences from
      // large datasets": one instance processes one file, the other another.
      expected:
        "1 while a batch is one file: batch transform hands out whole files, and further machines wait",
      found: String(transform),
      fix: "take the key out, unless executions are given a folder of files as transform_input",
    },
  ];
}
