import type { Environment, Model } from "../../environments/environment";
import { accountOf } from "sagemaker-promotion-core/arn";
import { bucketArn, planWriterRole } from "../arns";
import { accountPrincipal } from "../constructs/policy-document";
import { ONCE, PLANS_FOLDER } from "../policies/plan-writer-role";
import { registryAccounts } from "../accounts";
import { foundationStateFolder, promotionStateKey } from "../stack-names";
import { inBucket, type Need } from "./need";

/** Terraform's states: of the promotions, by roles beside them, and of the foundations, by other accounts. */
export function stateNeeds(model: Model): Need[] {
  const workloads = model.environments.map((environment) => foundationNeeds(environment, [environment]));
  const registries = registryAccounts(model).map(({ account, environments }) =>
    foundationNeeds({ ...environments[0], name: "the registry", account }, environments),
  );
  return [
    // Another role is somebody else's, who sees to what it may.
    ...model.environments.filter(({ state }) => !state.isForeign).flatMap(keptState),
    ...model.environments.flatMap((environment) => [...readState(environment), storePlan(environment)]),
    ...[...workloads, ...registries].flat(),
  ];
}

function keptState(environment: Environment): Need[] {
  const { name, state } = environment;
  const kept = { purpose: `a deployment of ${name} keeps its state`, principal: state.roleArn };
  const { bucket, object, lock } = statePlaces(environment);
  return [
    { ...kept, ...bucket, actions: ["s3:ListBucket"] },
    { ...kept, ...object, actions: ["s3:GetObject", "s3:PutObject"] },
    { ...kept, ...lock, actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"] },
  ];
}

function readState(environment: Environment): Need[] {
  const { name, state } = environment;
  const read = { purpose: `a plan of ${name} reads its state`, principal: state.planRoleArn };
  const { bucket, object } = statePlaces(environment);
  return [
    { ...read, ...bucket, actions: ["s3:ListBucket"] },
    { ...read, ...object, actions: ["s3:GetObject"] },
  ];
}

function storePlan(environment: Environment): Need {
  const bucket = bucketArn(environment.partition, environment.state.bucket);
  const plans = `${bucket}/${PLANS_FOLDER}/*`;
  return {
    purpose: `a plan of ${environment.name} is stored, once`,
    principal: planWriterRole(environment),
    actions: ["s3:PutObject"],
    resource: plans,
    scope: { Resource: plans, Condition: ONCE },
    context: { "s3:if-none-match": "*" },
    guard: { kind: "bucket", subject: bucket, mayBeSilent: true },
  };
}

/** Whoever uses them is of the bucket's own account. */
function statePlaces(environment: Environment) {
  const bucket = bucketArn(environment.partition, environment.state.bucket);
  const object = `${bucket}/${promotionStateKey(environment)}`;
  const place = (resource: string) => ({
    ...inBucket(bucket, resource),
    guard: { kind: "bucket", subject: bucket, mayBeSilent: true } as const,
  });
  return { bucket: place(bucket), object: place(object), lock: place(`${object}.tflock`) };
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
