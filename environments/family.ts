import { parseArn } from "./arn";
import type { Draft } from "./draft";
import type { Finding, Remark } from "./finding";
import { stackName } from "./names";

/** The group whose account keeps the Terraform state of every environment of a model. */
export const STATE_GROUP = "prod";

/** What is wrong with a file in the company of the others: state without a home, one pipeline deployed twice, stacks of one name. */
export function checkAmongOthers(draft: Draft, all: readonly Draft[]): Finding[] {
  const others = all.filter((other) => other !== draft);
  return [...checkState(draft, all), ...checkPipelines(draft, others), ...checkStackName(draft, others)].map(
    draft.locate,
  );
}

/**
 * The prod environment of the draft's model, which says where the state lies: the one with the draft's own state bucket
 * where a model has several. Undefined for prod itself and for a model without prod.
 */
export function stateKeeper(draft: Draft, all: readonly Draft[]): Draft | undefined {
  const { model_name: model, env_group: group, terraform_state_bucket: bucket } = draft.sound;
  if (model === undefined || group === STATE_GROUP) return undefined;
  const keepers = all.filter(({ sound }) => sound.model_name === model && sound.env_group === STATE_GROUP);
  return keepers.find(({ sound }) => sound.terraform_state_bucket === bucket) ?? keepers[0];
}

function checkState(draft: Draft, all: readonly Draft[]): Remark[] {
  const { sound } = draft;
  if (sound.env_group === undefined || sound.model_name === undefined) return [];
  const keeper = sound.env_group === STATE_GROUP ? draft : stateKeeper(draft, all);
  if (keeper === undefined) {
    // The keeper may be a file whose faults hide its group or model: those are reported already.
    const hidden = all.some(
      (other) => other.sound.env_group === undefined || other.sound.model_name === undefined,
    );
    const faulty = draft.findings.some(({ pointer }) => pointer === "/terraform_state_role_arn");
    if (hidden || faulty || sound.terraform_state_role_arn !== undefined) return [];
    return [
      {
        pointer: "/terraform_state_role_arn",
        expected: `the role in the ${STATE_GROUP} account that keeps the Terraform state, since no other file has env_group "${STATE_GROUP}" and model_name "${sound.model_name}"`,
        found: "no such key",
        mend: `add "terraform_state_role_arn", or the model's ${STATE_GROUP} file`,
      },
    ];
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
  const account = keeper.sound.lambda_role && parseArn(keeper.sound.lambda_role)?.account;
  const stated = sound.terraform_state_role_arn && parseArn(sound.terraform_state_role_arn)?.account;
  if (account !== undefined && stated !== undefined && account !== stated) {
    remarks.push({
      pointer: "/terraform_state_role_arn",
      expected: `a role in account ${account}, the ${STATE_GROUP} account of ${keeper.file.path}`,
      found: `account ${stated}`,
      mend: `name a role of account ${account}, or leave the key out`,
    });
  }
  return remarks;
}

function checkPipelines(draft: Draft, others: readonly Draft[]): Remark[] {
  return (["train_pipeline", "inference_pipeline"] as const).flatMap((key) => {
    const arn = draft.sound[key]?.arn;
    const twin = others.find(
      ({ sound }) =>
        arn !== undefined && [sound.train_pipeline?.arn, sound.inference_pipeline?.arn].includes(arn),
    );
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
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*(?:\/[A-Za-z0-9][A-Za-z0-9_-]*)*$/.test(name)) {
    return [
      {
        ...remark,
        expected: "a path of letters, digits, hyphens and underscores, since stacks are named after it",
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
