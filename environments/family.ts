import { parseArn } from "sagemaker-promotion-core/arn";
import { withArns, workloadAccount } from "./complete";
import type { Draft } from "./draft";
import type { Finding, Remark } from "./finding";
import { stackName } from "./names";
import { missing } from "./schema";

/** The group whose account keeps the Terraform state of every environment of a model. */
export const STATE_GROUP = "prod";

/** Characters of an environment's name: it becomes a tag's value (256), a folder (255) and part of keys in S3. */
const LONGEST_NAME = 128;

/** What the environments of a model share: said in its prod file, it need not be said again in the others. */
const SHARED_KEYS = [
  "aws_region",
  "model_artifacts_bucket",
  "model_package_group_name",
  "terraform_state_bucket",
] as const;

/**
 * Fills in what files leave to their model's prod file, so that a change of what they share is a change in one file.
 * A faulty value is nothing left out.
 */
export function shareKeys(drafts: readonly Draft[]): Draft[] {
  return drafts.map((draft) => {
    const keeper = stateKeeper(draft, drafts);
    const shared = missingShared(draft).map((key) => [key, keeper?.sound[key]] as const);
    const said = shared.filter(([, value]) => value !== undefined);
    return { ...draft, sound: { ...draft.sound, ...Object.fromEntries(said) } };
  });
}

/**
 * What is wrong with a file in the company of others: state without a home in its family, a pipeline or a stack that
 * another file, of whatever model, has as well.
 */
export function checkAmongOthers(draft: Draft, family: readonly Draft[], all: readonly Draft[]): Finding[] {
  const others = all.filter((other) => other !== draft);
  const remarks = [
    ...checkState(draft, family),
    ...checkPipelines(draft, others),
    ...checkStackName(draft, others),
  ];
  return remarks.map(draft.locate);
}

/** What a file and its model's prod file say differently: dev trains what prod is to use. */
export function adviseAmongOthers(draft: Draft, family: readonly Draft[]): Finding[] {
  const keeper = stateKeeper(draft, family);
  return (["model_package_group_name", "model_artifacts_bucket"] as const).flatMap((key) => {
    const [own, prod] = [draft.sound[key], keeper?.sound[key]];
    if (own === undefined || prod === undefined || own === prod) return [];
    return draft.locate({
      pointer: `/${key}`,
      expected: `"${prod}", as in ${keeper?.file.path}: what is trained here is promoted to there`,
      found: JSON.stringify(own),
      mend: "give both files the same, unless nothing is to be promoted",
    });
  });
}

/**
 * The prod environment of the draft's model, which says where the state lies: the one with the draft's own state bucket
 * where a model has several. Undefined for prod itself and for a model without prod.
 */
export function stateKeeper(draft: Draft, family: readonly Draft[]): Draft | undefined {
  const { model_name: model, env_group: group, terraform_state_bucket: bucket } = draft.sound;
  if (model === undefined || group === STATE_GROUP) return undefined;
  const keepers = family.filter(({ sound }) => sound.model_name === model && sound.env_group === STATE_GROUP);
  return keepers.find(({ sound }) => sound.terraform_state_bucket === bucket) ?? keepers[0];
}

/** Whether nothing says where the state of a draft lies: not itself, and no prod file of its family. */
export function lacksKeeper(draft: Draft, family: readonly Draft[]): boolean {
  const { env_group: group, model_name: model, terraform_state_role_arn: role } = draft.sound;
  const faulty = draft.findings.some(({ pointer }) => pointer === "/terraform_state_role_arn");
  if (group === undefined || model === undefined || group === STATE_GROUP || role !== undefined || faulty)
    return false;
  // The keeper may be a file whose faults hide its model: those are reported already.
  return stateKeeper(draft, family) === undefined && !family.some(hidesModel);
}

/** Whether a file's faults hide whose it is. */
export function hidesModel({ sound }: Draft): boolean {
  return sound.model_name === undefined || sound.env_group === undefined;
}

function checkState(draft: Draft, family: readonly Draft[]): Remark[] {
  const { sound } = draft;
  if (lacksKeeper(draft, family)) {
    return [
      {
        pointer: "/terraform_state_role_arn",
        expected: `the role in the ${STATE_GROUP} account that keeps the Terraform state, since no other file has env_group "${STATE_GROUP}" and model_name "${sound.model_name}"`,
        found: "no such key",
        mend: `add "terraform_state_role_arn", or the model's ${STATE_GROUP} file`,
      },
      ...missingShared(draft).map((key) => missing(key)),
    ];
  }
  const keeper = sound.env_group === STATE_GROUP ? draft : stateKeeper(draft, family);
  // A file that hides its model may be the one that shares: its faults are reported already.
  if (keeper === undefined) {
    return [draft, ...family].some(hidesModel) ? [] : missingShared(draft).map((key) => missing(key));
  }
  const remarks: Remark[] = [];
  const bucket = keeper.sound.terraform_state_bucket;
  if (
    bucket !== undefined &&
    sound.terraform_state_bucket !== undefined &&
    sound.terraform_state_bucket !== bucket
  ) {
    remarks.push({
      pointer: "/terraform_state_bucket",
      expected: `"${bucket}", the bucket of ${keeper.file.path}, which keeps the state of every environment of the model`,
      found: JSON.stringify(sound.terraform_state_bucket),
      mend: `write "${bucket}"`,
    });
  }
  const account = workloadAccount(keeper.sound);
  const stated = sound.terraform_state_role_arn && parseArn(sound.terraform_state_role_arn)?.account;
  if (account !== undefined && stated !== undefined && account !== stated) {
    remarks.push({
      pointer: "/terraform_state_role_arn",
      expected: `a role in account ${account}, the ${STATE_GROUP} account of ${keeper.file.path}`,
      found: `account ${stated}`,
      mend: `name a role of account ${account}, or leave the key out`,
    });
  }
  if (
    account !== workloadAccount(sound) &&
    sound.terraform_state_role_arn !== undefined &&
    sound.terraform_state_role_arn === withArns(keeper).deploy_role_arn
  ) {
    remarks.push({
      pointer: "/terraform_state_role_arn",
      expected: `a role other than the one that deploys ${STATE_GROUP}: who deploys this environment would deploy that one too`,
      found: JSON.stringify(sound.terraform_state_role_arn),
      mend: "leave the key out: the stack with the states makes a role for this environment's state alone",
    });
  }
  return remarks;
}

function missingShared({ sound, findings }: Draft) {
  const faulty = new Set(findings.map(({ pointer }) => pointer));
  return SHARED_KEYS.filter((key) => sound[key] === undefined && !faulty.has(`/${key}`));
}

function checkPipelines(draft: Draft, others: readonly Draft[]): Remark[] {
  return (["train_pipeline", "inference_pipeline"] as const).flatMap((key) => {
    const arn = withArns(draft)[key]?.arn;
    const twin = others.find((other) => {
      const { train_pipeline: train, inference_pipeline: inference } = withArns(other);
      return arn !== undefined && [train?.arn, inference?.arn].includes(arn);
    });
    if (twin === undefined) return [];
    return {
      pointer: `/${key}/arn`,
      expected: "a pipeline that no other file deploys",
      found: `the one that ${twin.file.path} deploys as well`,
      mend: "give one of the two another account, region or name, or delete one of the files",
    };
  });
}

function checkStackName(draft: Draft, others: readonly Draft[]): Remark[] {
  const { name } = draft.file;
  const remark = { pointer: "", found: JSON.stringify(name), mend: "rename the file" };
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
        mend: `shorten it by ${name.length - LONGEST_NAME}`,
      },
    ];
  }
  if (/(?:^|\/|-)(?:delivery|account)$/.test(name)) {
    return [
      {
        ...remark,
        expected: "a name that does not end in delivery or account: stacks of the foundation are called so",
      },
    ];
  }
  const twin = others.find(
    (other) => stackName(other.file).toLowerCase() === stackName(draft.file).toLowerCase(),
  );
  if (twin === undefined) return [];
  return [{ ...remark, expected: `a name whose stack is not the one of ${twin.file.path}` }];
}
