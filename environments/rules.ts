import { arnResourceName, parseArn } from "./arn";
import type { SoundTfvars } from "./draft";
import type { Remark } from "./finding";
import { partitionOf } from "./partition";
import { adviseScaling, checkScaling } from "./scaling";
import { explainSchedule } from "./schedule";
import { missing } from "./schema";

/** A value and the place that holds it, where several places must hold the same. */
interface Holder {
  readonly pointer: string;
  readonly value: string;
}

/** What is wrong across the keys of one file. A key that is missing or faulty takes no part. */
export function checkRules(sound: SoundTfvars): Remark[] {
  const regions = checkRegions(sound);
  const flagged = new Set(regions.map((remark) => remark.pointer));
  return [
    ...checkAccountId(sound),
    ...disagreements(workloadAccounts(sound), "account"),
    ...regions,
    ...checkPartitions(sound).filter((remark) => !flagged.has(remark.pointer)),
    ...checkRegistryAccount(sound),
    ...checkApprover(sound),
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

/** A role that is named without an account is one of `account_id`. */
function checkAccountId({ account_id: id, lambda_role: role }: SoundTfvars): Remark[] {
  if (id !== undefined || role === undefined || parseArn(role) !== undefined) return [];
  return [
    {
      ...missing("account_id"),
      expected: `the account of lambda_role, which "${role}" does not say`,
    },
  ];
}

/** Every ARN of the workload account, `lambda_role` first: without `account_id` it says which account that is. */
function workloadArns(sound: SoundTfvars): Holder[] {
  return holders([
    ["/lambda_role", sound.lambda_role],
    ["/events_role", sound.events_role],
    ["/deploy_role_arn", sound.deploy_role_arn],
    ["/kms_key", sound.kms_key],
    ["/train_pipeline/arn", sound.train_pipeline?.arn],
    ["/train_pipeline/role_arn", sound.train_pipeline?.role_arn],
    ["/inference_pipeline/arn", sound.inference_pipeline?.arn],
    ["/inference_pipeline/role_arn", sound.inference_pipeline?.role_arn],
    // A role may be given by its name.
  ]).filter(({ value }) => parseArn(value) !== undefined);
}

function workloadAccounts(sound: SoundTfvars): Holder[] {
  return [
    ...holders([["/account_id", sound.account_id]]),
    ...workloadArns(sound).map(({ pointer, value }) => ({ pointer, value: accountOf(value) })),
  ];
}

function checkRegions(sound: SoundTfvars): Remark[] {
  const arns = [
    ...workloadArns(sound),
    ...holders([["/model_package_group_name", sound.model_package_group_name]]),
  ];
  const regions = arns.map(({ pointer, value }) => ({ pointer, value: parseArn(value)?.region ?? "" }));
  // IAM's ARNs have no region.
  return disagreements(
    [...holders([["/aws_region", sound.aws_region]]), ...regions.filter(({ value }) => value !== "")],
    "region",
  );
}

function checkPartitions(sound: SoundTfvars): Remark[] {
  if (sound.aws_region === undefined) return [];
  const expected = partitionOf(sound.aws_region);
  const arns = [
    ...workloadArns(sound),
    ...holders([
      ["/model_package_group_name", sound.model_package_group_name],
      ["/approver_role_arn", sound.approver_role_arn],
      ["/jenkins_role_arn", sound.jenkins_role_arn],
      ["/terraform_state_role_arn", sound.terraform_state_role_arn],
    ]),
  ];
  return arns
    .filter(({ value }) => parseArn(value)?.partition !== expected)
    .map(({ pointer, value }) => ({
      pointer,
      expected: `partition ${expected}, the one of ${sound.aws_region}`,
      found: `partition ${parseArn(value)?.partition}`,
      mend: `begin the ARN with arn:${expected}:`,
    }));
}

function checkRegistryAccount(sound: SoundTfvars): Remark[] {
  const workload = agreed(workloadAccounts(sound))?.value;
  const registry = sound.model_package_group_name && accountOf(sound.model_package_group_name);
  if (registry === undefined || registry !== workload) return [];
  return [
    {
      pointer: "/model_package_group_name",
      expected: "the model registry in an account of its own",
      found: `${registry}, the environment's own account`,
      mend: "write the central model registry's account",
    },
  ];
}

function checkApprover({ approver_role_arn: role, model_package_group_name: group }: SoundTfvars): Remark[] {
  if (role === undefined || group === undefined || accountOf(role) === accountOf(group)) return [];
  return [
    {
      pointer: "/approver_role_arn",
      expected: `a role of account ${accountOf(group)}, the model registry's`,
      found: `account ${accountOf(role)}`,
      mend: `name a role of account ${accountOf(group)}, or leave the key out`,
    },
  ];
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

/** The places that do not hold what was agreed. */
function disagreements(places: readonly Holder[], what: string): Remark[] {
  const right = agreed(places);
  if (right === undefined) return [];
  const more = places.filter(({ value }) => value === right.value).length - 1;
  return places
    .filter(({ value }) => value !== right.value)
    .map(({ pointer, value }) => ({
      pointer,
      expected: `${what} ${right.value}, as in ${right.pointer}${more > 0 ? ` and ${more} more` : ""}`,
      found: `${what} ${value}`,
      mend: `write ${right.value} in place of ${value}`,
    }));
}

/**
 * The first place that holds what most hold, so that one slip among many places is reported where it happened,
 * whichever place that is. The first place is the authority when no value is held more often than another.
 */
function agreed(places: readonly Holder[]): Holder | undefined {
  const count = (wanted: string): number => places.filter(({ value }) => value === wanted).length;
  const most = Math.max(0, ...places.map(({ value }) => count(value)));
  return places.find(({ value }) => count(value) === most);
}

function holders(entries: readonly (readonly [string, string | undefined])[]): Holder[] {
  return entries.flatMap(([pointer, value]) => (value === undefined ? [] : [{ pointer, value }]));
}

function accountOf(arn: string): string {
  return parseArn(arn)?.account ?? "";
}
