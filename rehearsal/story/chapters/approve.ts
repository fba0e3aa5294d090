import { DescribeModelPackageCommand, UpdateModelPackageCommand } from "@aws-sdk/client-sagemaker";
import { METRIC } from "../../../pipeline-defs/version-files";
import { APPROVER } from "../actors";
import { assert } from "../assert";
import type { Chapter, Facts } from "../chapter";
import type { Log } from "../log";
import type { StoryContext } from "../context";

/** Approves a version, as a person of the registry's account does. */
export async function approveVersion(context: StoryContext, version: number, log: Log): Promise<Facts> {
  const { arn, approval, judgedBy, reason } = await context.approve(version);
  const named = judgedBy?.startsWith(`${APPROVER} as `) === true;
  assert(approval === "Approved" && named, `version ${version} to be approved by ${APPROVER}`, {
    approval,
    judgedBy,
  });
  const { clients } = await context.actors.approver();
  const after = await clients.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
  const metadata = after.CustomerMetadataProperties;
  assert(metadata !== undefined, "an approval to keep the version's metadata", "none");
  const metric = metadata[METRIC] ?? "";
  const told = measuredIn(after.ModelCard?.ModelCardContent, metric);
  assert(
    told.some((value) => String(value) === metadata[metric]),
    `the model card of version ${version} to tell the ${metric} that it was registered with`,
    { told, registered: metadata[metric] },
  );
  log(`npm run deploy -- approve ${version}: ${approval} by ${APPROVER}: ${reason}`);
  return { modelPackageArn: arn, approvalStatus: approval, metadata: { ...metadata } };
}

/** The values that a model card tells of a metric. */
function measuredIn(content: string | undefined, metric: string): readonly unknown[] {
  const { evaluation_details: evaluations = [] } = JSON.parse(content ?? "{}") as {
    readonly evaluation_details?: readonly {
      readonly metric_groups: readonly {
        readonly metric_data: readonly { readonly name: string; readonly value: unknown }[];
      }[];
    }[];
  };
  return evaluations
    .flatMap(({ metric_groups: groups }) => groups.flatMap(({ metric_data: data }) => data))
    .filter(({ name }) => name === metric)
    .map(({ value }) => value);
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
