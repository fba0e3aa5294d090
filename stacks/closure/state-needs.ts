import type { Environment, Model } from "../../environments/environment";
import { accountOf, bucketArn } from "../arns";
import { accountPrincipal } from "../constructs/policy-document";
import { registryAccounts } from "../registry-account";
import { foundationStateFolder, promotionStateKey } from "../stack-names";
import { inBucket, type Need } from "./need";

/** Terraform's states: of the promotions, kept by a role beside them, and of the foundations, by other accounts. */
export function stateNeeds(model: Model): Need[] {
  const ours = new Set<string>(model.environments.map(({ deployRole }) => deployRole));
  const workloads = model.environments.map((environment) => foundationNeeds(environment, [environment]));
  const registries = registryAccounts(model).map(({ account, environments }) =>
    foundationNeeds({ ...environments[0], name: "the registry", account }, environments),
  );
  return [
    // Another role is somebody else's, who sees to what it may.
    ...model.environments.filter(({ state }) => ours.has(state.roleArn)).flatMap(promotionNeeds),
    ...[...workloads, ...registries].flat(),
  ];
}

function promotionNeeds(environment: Environment): Need[] {
  const { name, partition, state } = environment;
  const kept = { purpose: `a deployment of ${name} keeps its state`, principal: state.roleArn };
  const bucket = bucketArn(partition, state.bucket);
  const object = `${bucket}/${promotionStateKey(environment)}`;
  const lock = `${object}.tflock`;
  return [
    { ...kept, ...inBucket(bucket, bucket), actions: ["s3:ListBucket"] },
    { ...kept, ...inBucket(bucket, object), actions: ["s3:GetObject", "s3:PutObject"] },
    { ...kept, ...inBucket(bucket, lock), actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"] },
  ].map((need) => ({ ...need, guard: { ...need.guard, mayBeSilent: true } }));
}

interface Foundation {
  readonly name: string;
  readonly account: string;
  readonly modelName: string;
  readonly partition: string;
}

/** Of an account that lies elsewhere, kept by its administrators, who see whether a promotion stands on it. */
function foundationNeeds(
  { name, account, modelName, partition }: Foundation,
  above: readonly [Environment, ...Environment[]],
): Need[] {
  const [{ state }] = above;
  if (account === accountOf(state.roleArn)) return [];
  const kept = {
    purpose: `the account of ${name} keeps its foundation's state`,
    principal: accountPrincipal(partition, account).AWS,
  };
  const bucket = bucketArn(partition, state.bucket);
  const promotions = above.map((environment) => `${bucket}/${promotionStateKey(environment)}`);
  const objects = `${bucket}/${foundationStateFolder(modelName, account)}/*`;
  return [
    { ...kept, ...inBucket(bucket, bucket), actions: ["s3:ListBucket"] },
    { ...kept, ...inBucket(bucket, objects), actions: ["s3:GetObject", "s3:PutObject"] },
    { ...kept, ...inBucket(bucket, `${objects}.tflock`), actions: ["s3:DeleteObject"] },
    ...promotions.map((object) => ({
      ...kept,
      ...inBucket(bucket, object),
      purpose: `the account of ${name} sees what stands on its foundation`,
      actions: ["s3:GetObject"],
    })),
  ];
}
