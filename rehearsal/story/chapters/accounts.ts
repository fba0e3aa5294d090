import { GetModelPackageGroupPolicyCommand } from "@aws-sdk/client-sagemaker";
import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { hold, present } from "../chapter";
import type { Chapter, Facts } from "../chapter";
import { foundations } from "../foundations";
import type { Foundation } from "../foundations";
import { takeInventory } from "../inventory";
import type { World } from "../world";

async function holdBucket(world: World, account: string, bucket: string): Promise<void> {
  const { clients } = await world.people.administrator(account);
  const versioning = await clients.s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  hold(versioning.Status === "Enabled", `versioning on ${bucket}`, versioning.Status);
  const encryption = await clients.s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }));
  const rules = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
  hold(rules.length > 0, `default encryption on ${bucket}`, rules);
  const block = await clients.s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }));
  const isPrivate = Object.values(block.PublicAccessBlockConfiguration ?? {}).every(Boolean);
  hold(isPrivate, `no public access to ${bucket}`, block.PublicAccessBlockConfiguration);
}

async function holdGroupPolicy(world: World): Promise<void> {
  const { clients } = await world.people.administrator(world.registryAccount);
  const answer = await clients.sagemaker.send(
    new GetModelPackageGroupPolicyCommand({ ModelPackageGroupName: world.prod.modelPackageGroup.name }),
  );
  const policy = present(answer.ResourcePolicy, "a policy on the model package group");
  for (const { account } of [world.dev, world.prod])
    hold(policy.includes(account), `${account} in the policy`, policy);
  hold(!policy.includes("UpdateModelPackage"), "nobody outside the registry's account to approve", policy);
}

export const accounts: Chapter = {
  id: 1,
  title: "Accounts",
  shows: "the three accounts' foundations stand: keys, buckets, roles, model package group, state bucket",
  async run(world, tell) {
    for (const line of await world.stacks.synthesize()) tell(line);
    const facts: Record<string, Facts> = {};
    const lay = async ({ stack, account }: Foundation): Promise<void> => {
      const { changes } = await world.stacks.applyFoundation(stack, account);
      tell(`${stack}: ${changes.length} resources in ${account}`);
    };
    // The others keep their states in the bucket of the first, and know nothing of each other.
    const [first, ...others] = foundations(world);
    await lay(present(first, "a foundation"));
    await Promise.all(others.map(lay));
    for (const account of new Set([world.dev.account, world.prod.account, world.registryAccount])) {
      const inventory = await takeInventory((await world.people.administrator(account)).clients);
      facts[account] = Object.fromEntries(Object.entries(inventory).filter(([, list]) => list.length > 0));
    }
    await holdBucket(world, world.dev.account, world.dev.dataBucket);
    await holdBucket(world, world.prod.account, world.prod.dataBucket);
    await holdBucket(world, world.prod.account, world.prod.state.bucket);
    await holdBucket(world, world.registryAccount, world.prod.artifactsBucket);
    await holdGroupPolicy(world);
    return facts;
  },
};
