import { GetModelPackageGroupPolicyCommand } from "@aws-sdk/client-sagemaker";
import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { Environment } from "../../../environments/environment";
import { assert, assertDefined } from "../assert";
import type { Chapter, Facts } from "../chapter";
import { accountsOf, foundations } from "../foundations";
import type { Foundation } from "../foundations";
import { takeInventory } from "../inventory";
import type { Inventory } from "../inventory";
import type { StoryContext } from "../context";

async function holdBucket(context: StoryContext, account: string, bucket: string): Promise<void> {
  const { clients } = await context.actors.administrator(account);
  const versioning = await clients.s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  assert(versioning.Status === "Enabled", `versioning on ${bucket}`, versioning.Status);
  const encryption = await clients.s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }));
  const rules = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
  assert(rules.length > 0, `default encryption on ${bucket}`, rules);
  const block = await clients.s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }));
  const blocked = block.PublicAccessBlockConfiguration;
  const isPrivate =
    blocked?.BlockPublicAcls === true &&
    blocked.BlockPublicPolicy === true &&
    blocked.IgnorePublicAcls === true &&
    blocked.RestrictPublicBuckets === true;
  assert(isPrivate, `no public access to ${bucket}`, blocked);
}

async function holdGroupPolicy(context: StoryContext): Promise<void> {
  const { clients } = await context.actors.administrator(context.registryAccount);
  const answer = await clients.sagemaker.send(
    new GetModelPackageGroupPolicyCommand({ ModelPackageGroupName: context.prod.modelPackageGroup.name }),
  );
  const policy = assertDefined(answer.ResourcePolicy, "a policy on the model package group");
  for (const { account } of [context.dev, context.prod])
    assert(policy.includes(account), `${account} in the policy`, policy);
  assert(!policy.includes("UpdateModelPackage"), "nobody outside the registry's account to approve", policy);
}

/** The roles that the story's actors and pipelines assume, and the key that encrypts what they write. */
function holdWorkload(environment: Environment, inventory: Inventory): void {
  const { lambdaRole, deployRole, trainPipeline, eventsRole } = environment;
  for (const arn of [lambdaRole, deployRole, trainPipeline.roleArn, eventsRole ?? trainPipeline.roleArn]) {
    const name = arn.split("/").at(-1) ?? "";
    assert(inventory["roles"]?.includes(name) === true, `the role ${name}`, inventory["roles"]);
  }
  assert(inventory["keys"]?.length !== 0, `a key in ${environment.account}`, inventory["keys"]);
}

export const accounts: Chapter = {
  id: 1,
  title: "Accounts",
  shows: "the three accounts' foundations stand: keys, buckets, roles, model package group, state bucket",
  async run(context, log) {
    for (const line of await context.stacks.synthesize()) log(line);
    const facts: Record<string, Facts> = {};
    const lay = async (foundation: Foundation): Promise<void> => {
      const { changes } = await context.stacks.applyFoundation(foundation);
      log(`${foundation.stack}: ${changes.length} resources in ${foundation.account}`);
    };
    const [first, ...others] = foundations(context);
    await lay(first);
    await Promise.all(others.map(lay));
    for (const account of accountsOf(context)) {
      const inventory = await takeInventory((await context.actors.administrator(account)).clients);
      for (const environment of [context.dev, context.prod]) {
        if (environment.account === account) holdWorkload(environment, inventory);
      }
      facts[account] = Object.fromEntries(Object.entries(inventory).filter(([, list]) => list.length > 0));
    }
    await holdBucket(context, context.dev.account, context.dev.dataBucket);
    await holdBucket(context, context.prod.account, context.prod.dataBucket);
    await holdBucket(context, context.prod.account, context.prod.state.bucket);
    await holdBucket(context, context.registryAccount, context.prod.artifactsBucket);
    await holdGroupPolicy(context);
    return facts;
  },
};
