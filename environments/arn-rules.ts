import { accountOf, parseArn, partitionOf } from "sagemaker-promotion-core/arn";
import { disagreements, majority, placesOf, type Place } from "./consistency";
import type { Remark } from "sagemaker-promotion-core/finding";
import type { SoundTfvars } from "./parsed-file";
import { missing } from "./schema";

/** What is wrong with the accounts, Regions and partitions of a file's ARNs among each other. */
export function checkArns(sound: SoundTfvars): Remark[] {
  const regions = checkRegions(sound);
  const flagged = new Set(regions.map((remark) => remark.pointer));
  return [
    ...checkAccountId(sound),
    ...disagreements(workloadAccounts(sound), "account"),
    ...regions,
    ...checkPartitions(sound).filter((remark) => !flagged.has(remark.pointer)),
    ...checkRegistryAccount(sound),
    ...checkRegistryRoles(sound),
    ...checkServiceRoles(sound),
  ];
}

/** IAM keeps this path for itself: https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
const SERVICE_ROLE = /(?:^|:role\/)aws-service-role\//;

/** Whatever key it stands in, such a role is made by a service and assumed by nobody else. */
function checkServiceRoles(value: unknown, pointer = ""): Remark[] {
  if (typeof value === "string") {
    if (!SERVICE_ROLE.test(value)) return [];
    return [
      {
        pointer,
        expected:
          "a role of your own: those below aws-service-role/ are linked to one service, which makes them and alone assumes them",
        found: JSON.stringify(value),
        fix: "name another role",
      },
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => checkServiceRoles(child, `${pointer}/${key}`));
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
function workloadArns(sound: SoundTfvars): Place[] {
  return placesOf([
    ["/lambda_role", sound.lambda_role],
    ["/events_role", sound.events_role],
    ["/deploy_role_arn", sound.deploy_role_arn],
    ["/plan_role_arn", sound.plan_role_arn],
    ["/scientist_role_arn", sound.scientist_role_arn],
    ["/kms_key", sound.kms_key],
    ["/volume_kms_key", sound.volume_kms_key],
    ["/train_pipeline/arn", sound.train_pipeline?.arn],
    ["/train_pipeline/role_arn", sound.train_pipeline?.role_arn],
    ["/inference_pipeline/arn", sound.inference_pipeline?.arn],
    ["/inference_pipeline/role_arn", sound.inference_pipeline?.role_arn],
    // A role may be given by its name.
  ]).filter(({ value }) => parseArn(value) !== undefined);
}

function workloadAccounts(sound: SoundTfvars): Place[] {
  return [
    ...placesOf([["/account_id", sound.account_id]]),
    ...workloadArns(sound).map(({ pointer, value }) => ({ pointer, value: accountOf(value) })),
  ];
}

function checkRegions(sound: SoundTfvars): Remark[] {
  const arns = [
    ...workloadArns(sound),
    ...placesOf([["/model_package_group_name", sound.model_package_group_name]]),
  ];
  const regions = arns.map(({ pointer, value }) => ({ pointer, value: parseArn(value)?.region ?? "" }));
  // IAM's ARNs have no region.
  return disagreements(
    [...placesOf([["/aws_region", sound.aws_region]]), ...regions.filter(({ value }) => value !== "")],
    "region",
  );
}

function checkPartitions(sound: SoundTfvars): Remark[] {
  if (sound.aws_region === undefined) return [];
  const expected = partitionOf(sound.aws_region);
  const arns = [
    ...workloadArns(sound),
    ...placesOf([
      ["/model_package_group_name", sound.model_package_group_name],
      ["/approver_role_arn", sound.approver_role_arn],
      ["/registry_plan_role_arn", sound.registry_plan_role_arn],
      ["/jenkins_role_arn", sound.jenkins_role_arn],
      ["/jenkins_plan_role_arn", sound.jenkins_plan_role_arn],
      ...(["deployers", "planners"] as const).flatMap((key) =>
        (sound[key] ?? []).map((role, index) => [`/${key}/${index}`, role] as const),
      ),
      ["/terraform_state_role_arn", sound.terraform_state_role_arn],
    ]),
  ];
  return arns
    .filter(({ value }) => parseArn(value)?.partition !== expected)
    .map(({ pointer, value }) => ({
      pointer,
      expected: `partition ${expected}, the one of ${sound.aws_region}`,
      found: `partition ${parseArn(value)?.partition}`,
      fix: `begin the ARN with arn:${expected}:`,
    }));
}

function checkRegistryAccount(sound: SoundTfvars): Remark[] {
  const workload = majority(workloadAccounts(sound))?.value;
  const registry = sound.model_package_group_name && accountOf(sound.model_package_group_name);
  if (registry === undefined || registry !== workload) return [];
  return [
    {
      pointer: "/model_package_group_name",
      expected: "the model registry in an account of its own",
      found: `${registry}, the environment's own account`,
      fix: "write the central model registry's account",
    },
  ];
}

function checkRegistryRoles(sound: SoundTfvars): Remark[] {
  const { model_package_group_name: group } = sound;
  return (["approver_role_arn", "registry_plan_role_arn"] as const).flatMap((key) => {
    const role = sound[key];
    if (role === undefined || group === undefined || accountOf(role) === accountOf(group)) return [];
    return [
      {
        pointer: `/${key}`,
        expected: `a role of account ${accountOf(group)}, the model registry's`,
        found: `account ${accountOf(role)}`,
        fix: `name a role of account ${accountOf(group)}, or leave the key out`,
      },
    ];
  });
}
