import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DescribeModelPackageCommand } from "@aws-sdk/client-sagemaker";
import { LATEST_APPROVED_MODEL_STEP } from "../../../pipeline-defs/step-names";
import { assert, assertDefined } from "../assert";
import type { Facts } from "../chapter";
import type { StoryContext } from "../context";
import { holdStatus, stepOf, type EndedExecution } from "../executions";
import type { Log } from "../log";
import { bucketAndKey } from "../data-manifest";

/**
 * Whoever trained the approved version may still write where its artifact lies: the next run stops and says so, and runs
 * again once the registry's administrator has taken the new one away.
 * @param run lets prod's inference run once
 */
export async function overwriteApproved(
  context: StoryContext,
  modelPackageArn: string,
  run: () => Promise<EndedExecution>,
  log: Log,
): Promise<Facts> {
  const { dev, prod } = context;
  const registry = await context.actors.administrator(context.registryAccount);
  const version = await registry.clients.sagemaker.send(
    new DescribeModelPackageCommand({ ModelPackageName: modelPackageArn }),
  );
  const artifact = assertDefined(
    version.InferenceSpecification?.Containers?.[0]?.ModelDataUrl,
    "an artifact",
  );
  const mailsBefore = (await context.mails(prod)).length;

  const trainer = await context.actors.job(dev);
  const { VersionId } = await trainer.clients.s3.send(
    new PutObjectCommand({
      ...bucketAndKey(artifact),
      Body: "another model",
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: dev.kmsKey,
    }),
  );
  log(`a job of dev's overwrites ${artifact}`);
  const stopped = await run();
  holdStatus(stopped, "Failed");
  await context.settled();
  assert(stopped.steps.length === 1, "no step after LatestApprovedModel", stopped.steps.length);
  const reason = stepOf(stopped, LATEST_APPROVED_MODEL_STEP).FailureReason ?? "";
  const told = [modelPackageArn, artifact, assertDefined(VersionId, "a version in S3")];
  const mails = (await context.mails(prod)).slice(mailsBefore);
  assert(mails.length === 1, "one alert", mails);
  const alert = mails[0]?.body ?? "";
  for (const text of told) {
    assert(reason.includes(text), `a reason that names ${text}`, reason);
    assert(alert.includes(text), `an alert that names ${text}`, alert);
  }
  for (const line of alert.trimEnd().split("\n")) log(`| ${line}`);

  await registry.clients.s3.send(new DeleteObjectCommand({ ...bucketAndKey(artifact), VersionId }));
  log("the registry's administrator deletes it: the artifact that was approved is there again");
  return { failureReason: reason, alert };
}
