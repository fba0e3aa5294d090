import type { DescribeModelPackageOutput } from "@aws-sdk/client-sagemaker";
import { parseSageMakerArn } from "../arn";
import { section, sagemakerConsole, toSubject, type Mail } from "../mail";
import type { StepEvent } from "../step-event";
import { truncate } from "../text";
import type { Cause } from "./jobs";

/** SageMaker cuts messages at 1,024 characters; an event's reason is not bounded by anything. */
const REASON_LIMIT = 2_000;

/** What a mail says of a registered version. */
export type RegisteredVersion = Pick<
  DescribeModelPackageOutput,
  "CustomerMetadataProperties" | "ModelApprovalStatus" | "ModelPackageGroupName" | "ModelPackageVersion"
> &
  Partial<Pick<DescribeModelPackageOutput, "ModelPackageArn">>;

/** Tells of a step that failed: where, why, and what to do. */
export function failureMail(event: StepEvent, { reason, job }: Cause): Mail {
  const { executionId, executionArn, pipelineName, account, region, partition } = event;
  const step = event.stepName ?? "a step";
  const when = event.time === undefined ? "" : ` at ${event.time}`;
  const pipelines = sagemakerConsole(partition, region);
  return {
    Subject: toSubject(`Failure at ${step}: ${pipelineName}`),
    Message: [
      `Execution ${executionId} of ${pipelineName} (account ${account}, ${region}) failed at ${step}${when}.`,
      section("Why", truncate(reason, REASON_LIMIT)),
      section(
        "Next step",
        "Fix the cause, then start the pipeline again; or let this execution go on where it failed: " +
          `aws sagemaker retry-pipeline-execution --region ${region} --pipeline-execution-arn ${executionArn}`,
      ),
      section(
        "Where to look",
        ...(pipelines ? [`Pipelines (account ${account}, SageMaker Studio): ${pipelines}`] : []),
        ...(job === undefined
          ? []
          : [
              `The job's log: aws logs tail ${job.logGroup} --region ${region} --since 1d ` +
                `--log-stream-name-prefix ${job.name}`,
            ]),
        `The execution's steps: aws sagemaker list-pipeline-execution-steps --region ${region} ` +
          `--pipeline-execution-arn ${executionArn}`,
      ),
    ].join("\n\n"),
  };
}

/** Asks for the approval of a version that was registered. */
export function approvalMail(event: StepEvent, version: RegisteredVersion): Mail {
  const arn = version.ModelPackageArn ?? event.made["registerModel"] ?? "";
  const registry = parseSageMakerArn("registerModel.arn", arn);
  const number = version.ModelPackageVersion ?? registry.resource.at(-1) ?? "?";
  const metadata = Object.entries(version.CustomerMetadataProperties ?? {});
  const console = sagemakerConsole(registry.partition, registry.region);
  const update = (status: string) =>
    `aws sagemaker update-model-package --region ${registry.region} --model-package-arn ${arn} ` +
    `--model-approval-status ${status} --approval-description "why"`;
  return {
    Subject: toSubject(`Version ${number} waits for approval: ${version.ModelPackageGroupName ?? "model"}`),
    Message: [
      `Execution ${event.executionId} of ${event.pipelineName} (account ${event.account}, ${event.region}) ` +
        `registered version ${number}: ${arn}.`,
      section("What is known of it", ...metadata.map(([key, value]) => `${key}: ${value}`)),
      section(
        "Next step",
        `Compare it with the version in use, then, in the registry account ${registry.account}:`,
        update("Approved"),
        update("Rejected"),
        "The next inference execution uses the highest approved version.",
      ),
      ...(console ? [section("Where to look", `Model registry (SageMaker Studio): ${console}`)] : []),
    ].join("\n\n"),
  };
}
