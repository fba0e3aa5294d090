import { DeleteModelPackageCommand, ListModelPackagesCommand } from "@aws-sdk/client-sagemaker";
import { DeleteBucketCommand } from "@aws-sdk/client-s3";
import type { Environment } from "../../../environments/environment";
import { hold } from "../chapter";
import type { Chapter, Tell } from "../chapter";
import { foundations } from "../foundations";
import { count, takeInventory } from "../inventory";
import type { World } from "../world";

/** A model package group can only be deleted once it is empty. */
async function deleteVersions(world: World): Promise<number> {
  const { clients } = await world.people.administrator(world.registryAccount);
  const page = await clients.sagemaker.send(
    new ListModelPackagesCommand({ ModelPackageGroupName: world.prod.modelPackageGroup.name }),
  );
  for (const { ModelPackageArn } of page.ModelPackageSummaryList ?? []) {
    await clients.sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: ModelPackageArn }));
  }
  return page.ModelPackageSummaryList?.length ?? 0;
}

async function destroyEnvironment(world: World, environment: Environment, tell: Tell): Promise<void> {
  await world.destroyDefinitions(environment);
  const result = await world.stacks.destroyPromotion(environment);
  world.kept.push(...result.kept);
  tell(`${environment.name}: both pipelines, and ${result.changes.length} resources`);
}

/** What protects data: AWS refuses to delete a bucket that holds something, until somebody empties it on purpose. */
async function holdProtection(world: World, account: string, bucket: string, tell: Tell): Promise<void> {
  const { clients } = await world.people.administrator(account);
  const refusal = await clients.s3.send(new DeleteBucketCommand({ Bucket: bucket })).then(
    () => "deleted",
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
  hold(refusal === "BucketNotEmpty", `${bucket} to be protected by what it holds`, refusal);
  tell(`s3://${bucket} holds data and is refused (${refusal}): emptied on purpose below`);
}

export const cleanUp: Chapter = {
  id: 11,
  title: "Clean up",
  shows: "data is refused until it is purged; then nothing is left but what AWS itself keeps for a while",
  async run(world, tell) {
    for (const environment of [world.prod, world.dev]) await destroyEnvironment(world, environment, tell);
    tell(`${await deleteVersions(world)} model versions`);
    for (const { account, dataBucket } of [world.prod, world.dev]) {
      await holdProtection(world, account, dataBucket, tell);
    }
    await holdProtection(world, world.registryAccount, world.prod.artifactsBucket, tell);
    await holdProtection(world, world.prod.account, world.prod.state.bucket, tell);
    for (const { stack, account } of foundations(world).reverse()) {
      const result = await world.stacks.destroyFoundation(stack, account);
      world.kept.push(...result.kept);
      tell(`${stack}: ${result.changes.length} resources`);
    }
    for (const line of world.kept) tell(`AWS keeps: ${line}`);
    let left = 0;
    for (const account of new Set([world.dev.account, world.prod.account, world.registryAccount])) {
      const inventory = await takeInventory((await world.people.administrator(account)).clients);
      hold(count(inventory) === 0, `nothing left in ${account}`, inventory);
      left += count(inventory);
    }
    tell("job and execution records stay as SageMaker's history");
    return { left, kept: world.kept };
  },
};
