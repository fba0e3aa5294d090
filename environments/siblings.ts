import { describeText, quote } from "sagemaker-promotion-core/characters";
import { parseArn } from "sagemaker-promotion-core/arn";
import { workloadAccount, type CompleteFile } from "./complete";
import type { Finding, Remark } from "sagemaker-promotion-core/finding";
import { copySuffix, stackName } from "./names";
import { missing } from "./schema";
import { missingShared } from "./shared-keys";
import { hidesModel, lacksStateOwner, STATE_GROUP, stateOwnerOf } from "./state-owner";

const PIPELINES = ["train_pipeline", "inference_pipeline"] as const;

/** Characters of an environment's name: it becomes a tag's value (256), a folder (255) and part of keys in S3. */
const LONGEST_NAME = 128;

/**
 * What is wrong with a file beside others: a state that no file of its model keeps, a pipeline or a stack that another
 * file, of whatever model, has as well.
 * @param siblings the files of its model, itself among them
 */
export function checkAmongOthers(
  file: CompleteFile,
  siblings: readonly CompleteFile[],
  all: readonly CompleteFile[],
): Finding[] {
  const others = all.filter((other) => other !== file);
  const remarks = [
    ...checkState(file, siblings),
    ...checkNamespace(file, all),
    ...checkPipelines(file, others),
    ...checkCopies(file, all),
    ...checkStackName(file, others),
  ];
  return remarks.map(file.locate);
}

/** What a file says that its model's other files do not bear out. */
export function adviseAmongOthers(file: CompleteFile, siblings: readonly CompleteFile[]): Finding[] {
  return [...adviseShared(file, siblings), ...adviseReading(file, siblings)];
}

/** Nobody trains the versions of a group that no file describes: its name may be mistyped. */
function adviseReading(file: CompleteFile, siblings: readonly CompleteFile[]): Finding[] {
  const groups = [...new Set(siblings.flatMap(({ sound }) => sound.env_group ?? []))];
  return (file.sound.reads_versions_of ?? []).flatMap((group, index) =>
    groups.includes(group)
      ? []
      : file.locate({
          pointer: `/reads_versions_of/${index}`,
          expected: `the env_group of one of the model's files: ${groups.join(", ")}`,
          found: JSON.stringify(group),
          fix: "correct the name, or add the file of that environment, which the policies need to let this one read",
        }),
  );
}

/** What a file and its model's prod file say differently: dev trains what prod is to use. */
function adviseShared(file: CompleteFile, siblings: readonly CompleteFile[]): Finding[] {
  const owner = stateOwnerOf(file, siblings);
  return (["model_package_group_name", "model_artifacts_bucket"] as const).flatMap((key) => {
    const [own, prod] = [file.sound[key], owner?.sound[key]];
    if (own === undefined || prod === undefined || own === prod) return [];
    return file.locate({
      pointer: `/${key}`,
      expected: `"${prod}", as in ${owner?.source.path}: what is trained here is promoted to there`,
      found: JSON.stringify(own),
      fix: "give both files the same, unless nothing is to be promoted",
    });
  });
}

function checkState(file: CompleteFile, siblings: readonly CompleteFile[]): Remark[] {
  const { sound } = file;
  if (lacksStateOwner(file, siblings)) {
    return [
      {
        pointer: "/terraform_state_role_arn",
        expected: `the role in the ${STATE_GROUP} account that keeps the Terraform state, since no other file has env_group "${STATE_GROUP}" and model_name "${sound.model_name}"`,
        found: "no such key",
        fix: `add "terraform_state_role_arn", or the model's ${STATE_GROUP} file`,
      },
      ...missingShared(file).map((key) => missing(key)),
    ];
  }
  const owner = sound.env_group === STATE_GROUP ? file : stateOwnerOf(file, siblings);
  // A file that hides its model may be the one that shares: its faults are reported already.
  if (owner === undefined) {
    return [file, ...siblings].some(hidesModel) ? [] : missingShared(file).map((key) => missing(key));
  }
  const remarks: Remark[] = [];
  const bucket = owner.sound.terraform_state_bucket;
  if (
    bucket !== undefined &&
    sound.terraform_state_bucket !== undefined &&
    sound.terraform_state_bucket !== bucket
  ) {
    remarks.push({
      pointer: "/terraform_state_bucket",
      expected: `"${bucket}", the bucket of ${owner.source.path}, which keeps the state of every environment of the model`,
      found: JSON.stringify(sound.terraform_state_bucket),
      fix: `leave the key out, or correct it in ${owner.source.path}`,
    });
  }
  const account = workloadAccount(owner.sound);
  const stated = sound.terraform_state_role_arn && parseArn(sound.terraform_state_role_arn)?.account;
  if (account !== undefined && stated !== undefined && account !== stated) {
    remarks.push({
      pointer: "/terraform_state_role_arn",
      expected: `a role in account ${account}, the ${STATE_GROUP} account of ${owner.source.path}`,
      found: `account ${stated}`,
      fix: `name a role of account ${account}, or leave the key out`,
    });
  }
  if (
    account !== workloadAccount(sound) &&
    sound.terraform_state_role_arn !== undefined &&
    sound.terraform_state_role_arn === owner.complete.deploy_role_arn
  ) {
    remarks.push({
      pointer: "/terraform_state_role_arn",
      expected: `a role other than the one that deploys ${STATE_GROUP}: who deploys this environment would deploy that one too`,
      found: JSON.stringify(sound.terraform_state_role_arn),
      fix: "leave the key out: the stack with the states makes a role for this environment's state alone",
    });
  }
  return remarks;
}

/** Keys whose bucket a foundation makes, unless `existing_resources` of any file lists it. */
const BUCKETS = ["default_bucket", "model_artifacts_bucket", "terraform_state_bucket"] as const;

/**
 * A bucket whose name ends so is made in its account's regional namespace alone, which aws_s3_bucket does not ask for:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
function checkNamespace(file: CompleteFile, all: readonly CompleteFile[]): Remark[] {
  const isThere = (bucket: string): boolean =>
    all.some(({ sound, findings }) =>
      BUCKETS.some(
        (key) =>
          sound[key] === bucket &&
          (sound.existing_resources?.includes(key) === true ||
            findings.some(({ pointer }) => pointer.startsWith("/existing_resources"))),
      ),
    );
  return BUCKETS.flatMap((key) => {
    const bucket = file.sound[key];
    if (bucket?.endsWith("-an") !== true || isThere(bucket)) return [];
    // Shared keys: the prod file is where it is said.
    if (stateOwnerOf(file, all)?.sound[key] === bucket) return [];
    return {
      pointer: `/${key}`,
      expected:
        "a name that does not end in -an: S3 makes such a bucket in its account's regional namespace alone, and the foundation does not",
      found: quote(bucket),
      fix: `list it in existing_resources, if it is there: "existing_resources": ["${key}"]; otherwise give it another name`,
    };
  });
}

function checkPipelines(file: CompleteFile, others: readonly CompleteFile[]): Remark[] {
  return PIPELINES.flatMap((key) => {
    const arn = file.complete[key]?.arn;
    const twin = others.find((other) => {
      const { train_pipeline: train, inference_pipeline: inference } = other.complete;
      return arn !== undefined && [train?.arn, inference?.arn].includes(arn);
    });
    if (twin === undefined) return [];
    return {
      pointer: `/${key}/arn`,
      expected: "a pipeline that no other file deploys",
      found: `the one that ${twin.source.path} deploys as well`,
      fix: "give one of the two another account, region or name, or delete one of the files",
    };
  });
}

/** Whoever works on a copy of an environment may define and start every pipeline that has a copy's name. */
function checkCopies(file: CompleteFile, all: readonly CompleteFile[]): Remark[] {
  return PIPELINES.flatMap((key) => {
    const arn = file.complete[key]?.arn;
    for (const other of all) {
      const original = PIPELINES.map((one) => other.complete[one]).find(
        (one) => one?.arn !== undefined && arn?.startsWith(one.arn + copySuffix("")) === true,
      );
      if (original === undefined) continue;
      return {
        pointer: `/${key}/name`,
        expected: `a name that no copy of ${other.source.path} may have: theirs begin with ${JSON.stringify(original.name + copySuffix(""))}`,
        found: JSON.stringify(file.complete[key]?.name),
        fix: "give the pipeline another name",
      };
    }
    return [];
  });
}

function checkStackName(file: CompleteFile, others: readonly CompleteFile[]): Remark[] {
  const { name } = file.source;
  const remark = { pointer: "", found: describeText(name), fix: "rename the file" };
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(name)) {
    return [
      {
        ...remark,
        expected: "a path of letters, digits, dots, hyphens and underscores, since stacks are named after it",
      },
    ];
  }
  if (name.length > LONGEST_NAME) {
    return [
      {
        ...remark,
        expected: `a path of at most ${LONGEST_NAME} characters: folders, tags and keys are made of it`,
        fix: `shorten it by ${name.length - LONGEST_NAME}`,
      },
    ];
  }
  if (/(?:^|\/|-)(?:delivery|account)$/i.test(name)) {
    return [
      {
        ...remark,
        expected: "a name that does not end in delivery or account: stacks of the foundation are called so",
      },
    ];
  }
  if (name === "all") {
    return [{ ...remark, expected: "another name: --env all stands for every environment" }];
  }
  const twin = others.find(
    (other) => stackName(other.source).toLowerCase() === stackName(file.source).toLowerCase(),
  );
  if (twin === undefined) return [];
  return [{ ...remark, expected: `a name whose stack is not the one of ${twin.source.path}` }];
}
