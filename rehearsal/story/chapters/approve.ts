import {
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  UpdateModelPackageCommand,
} from "@aws-sdk/client-sagemaker";
import { assert, assertDefined } from "../assert";
import type { Chapter, Facts } from "../chapter";
import type { Log } from "../log";
import type { StoryContext } from "../context";

/** Approves the newest version, in the registry's account, as the person who may. */
export async function approveVersion(context: StoryContext, version: number, log: Log): Promise<Facts> {
  const approver = await context.actors.approver();
  const page = await approver.clients.sagemaker.send(
    new ListModelPackagesCommand({ ModelPackageGroupName: context.prod.modelPackageGroup.name }),
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
  log(`version ${version} is Approved: ${arn}`);
  return { modelPackageArn: arn, approvalStatus: "Approved", metadata: { ...commit } };
}

export const approve: Chapter = {
  id: 5,
  title: "Approve",
  shows: "a person approves version 1 in the registry's account; dev and prod could not",
  async run(context, log) {
    const arn = `arn:${context.prod.partition}:sagemaker:${context.prod.region}:${context.registryAccount}:model-package/${context.prod.modelPackageGroup.name}/1`;
    for (const [who, actor] of [
      ["a data scientist of dev", await context.actors.scientist(context.dev)],
      ["dev's execution role", await context.actors.job(context.dev)],
    ] as const) {
      const refusal = await actor.clients.sagemaker
        .send(new UpdateModelPackageCommand({ ModelPackageArn: arn, ModelApprovalStatus: "Approved" }))
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      const name = refusal instanceof Error ? refusal.name : "approved";
      assert(/^AccessDenied/.test(name), `${who} to be refused an approval`, name);
      log(`${who} tried to approve dev's own model: AccessDenied`);
    }
    return approveVersion(context, 1, log);
  },
};
