import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { DescribeModelPackageCommand } from "@aws-sdk/client-sagemaker";
import type { DescribeModelPackageCommandOutput } from "@aws-sdk/client-sagemaker";
import { metricTitle } from "../../../models/metrics";
import { metricsOf } from "../../results/findings";
import { assert, assertDefined } from "../assert";
import type { Chapter } from "../chapter";
import { execute, holdStatus, stepFacts, stepOf } from "../executions";
import type { EndedExecution } from "../executions";
import type { Actor } from "../actors";
import { bucketAndKey, holdDataManifest } from "../data-manifest";
import { lookAround } from "../look-around";
import type { StoryContext } from "../context";

/** The version that a training registered, as the registry's own account sees it. */
export async function registeredVersion(
  context: StoryContext,
  execution: EndedExecution,
): Promise<DescribeModelPackageCommandOutput> {
  const { clients } = await context.actors.administrator(context.registryAccount);
  const arn = assertDefined(
    stepOf(execution, "RegisterModel").Metadata?.RegisterModel?.Arn,
    "a registered version",
  );
  return clients.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
}

/** The metric of a version that decides on it, from the report that its registration names; saves the report. */
export async function metricOf(
  context: StoryContext,
  actor: Actor,
  version: DescribeModelPackageCommandOutput,
): Promise<number> {
  const uri = assertDefined(
    version.ModelMetrics?.ModelQuality?.Statistics?.S3Uri,
    "model quality statistics",
  );
  const answer = await actor.clients.s3.send(new GetObjectCommand(bucketAndKey(uri)));
  const text = assertDefined(await answer.Body?.transformToString(), "evaluation.json");
  context.saveFile(`reports/evaluation-of-version-${version.ModelPackageVersion}.json`, text);
  const report = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const metrics = metricsOf(report);
  context.findings.metrics.set(`version ${version.ModelPackageVersion}`, metrics);
  const { name } = context.dev.description.metric;
  return assertDefined(metrics[name], `${metricTitle(name)} in evaluation.json`).value;
}

export const trainInDev: Chapter = {
  id: 3,
  title: "Train in dev",
  shows:
    "dev's stack and pipelines deployed by people of dev, the model trained, version 1 waiting in the registry's account",
  async run(context, log) {
    await context.plan(context.dev, log);
    await context.deploy(context.dev, log);
    const scientist = await context.actors.scientist(context.dev);
    const execution = await execute(scientist, context.dev.trainPipeline.name, {}, log);
    holdStatus(execution, "Succeeded");
    const version = await registeredVersion(context, execution);
    assert(version.ModelPackageVersion === 1, "version 1", version.ModelPackageVersion);
    const status = version.ModelApprovalStatus;
    assert(status === "PendingManualApproval", "version 1 to wait for approval", status);
    const metric = await metricOf(context, scientist, version);
    const artifact = assertDefined(
      version.InferenceSpecification?.Containers?.[0]?.ModelDataUrl,
      "an artifact",
    );
    assert(
      artifact.startsWith(`s3://${context.dev.artifactsBucket}/`),
      `an artifact in the registry's bucket ${context.dev.artifactsBucket}`,
      artifact,
    );
    await scientist.clients.s3.send(new HeadObjectCommand(bucketAndKey(artifact)));
    await holdDataManifest(scientist, version, context.dataset.part1Rows);
    await lookAround(scientist, context.dev, execution);
    await context.settled();
    const mails = await context.mails(context.dev);
    assert(
      mails.length === 1 && mails[0]?.subject?.startsWith("Version 1 waits for approval") === true,
      "one mail that asks for the approval of version 1",
      mails,
    );
    log(
      `${metricTitle(context.dev.description.metric.name)} ${metric.toFixed(3)}; version 1 waits for approval: ${version.ModelPackageArn}`,
    );
    return {
      steps: stepFacts(execution),
      metric,
      modelPackageArn: version.ModelPackageArn ?? "",
      approvalStatus: status ?? "",
      artifact,
    };
  },
};
