import {
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  UpdateModelPackageCommand,
} from "@aws-sdk/client-sagemaker";
import { assert, assertDefined } from "../assert";
import type { Chapter, Facts } from "../chapter";
import type { Log } from "../log";
import type { World } from "../world";

/** Approves the newest version, in the registry's account, as the person who may. */
export async function approveVersion(world: World, version: number, tell: Log): Promise<Facts> {
  const approver = await world.people.approver();
  const page = await approver.clients.sagemaker.send(
    new ListModelPackagesCommand({ ModelPackageGroupName: world.prod.modelPackageGroup.name }),
  );
  const found = (page.ModelPackageSummaryList ?? []).find(
    (summary) => summary.ModelPackageVersion === version,
  );
  const arn = assertDefined(found?.ModelPackageArn, `version ${version} in the registry`);
  await approver.clients.sagemaker.send(
    new UpdateModelPackageCommand({
      ModelPackageArn: arn,
      ModelApprovalStatus: "Approved",
      ApprovalDescription: `Reviewed in the rehearsal: version ${version}`,
    }),
  );
  const after = await approver.clients.sagemaker.send(
    new DescribeModelPackageCommand({ ModelPackageName: arn }),
  );
  assert(
    after.ModelApprovalStatus === "Approved",
    `version ${version} to be approved`,
    after.ModelApprovalStatus,
  );
  const commit = after.CustomerMetadataProperties;
  assert(commit !== undefined, "an approval to keep the version's metadata", "none");
  tell(`version ${version} is Approved: ${arn}`);
  return { modelPackageArn: arn, approvalStatus: "Approved", metadata: { ...commit } };
}

export const approve: Chapter = {
  id: 5,
  title: "Approve",
  shows: "a person approves version 1 in the registry's account; dev and prod could not",
  async run(world, tell) {
    const scientist = await world.people.scientist(world.dev);
    const arn = `arn:${world.prod.partition}:sagemaker:${world.prod.region}:${world.registryAccount}:model-package/${world.prod.modelPackageGroup.name}/1`;
    const refusal = await scientist.clients.sagemaker
      .send(new UpdateModelPackageCommand({ ModelPackageArn: arn, ModelApprovalStatus: "Approved" }))
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    const name = refusal instanceof Error ? refusal.name : "approved";
    assert(/^AccessDenied/.test(name), "dev's execution role to be refused an approval", name);
    tell("dev's execution role tried to approve its own model: AccessDenied");
    return approveVersion(world, 1, tell);
  },
};
