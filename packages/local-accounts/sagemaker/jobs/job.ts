import { wireTime } from "../clock";
import type { RetryableException } from "sagemaker-pipeline-definitions";
import { compact, objectAt, text, textAt } from "../json";
import type { JsonObject } from "../json";
import type { Scope } from "../scope";

export type JobKind = "processing" | "training" | "transform";
type JobStatus = "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";

/** A job as its API calls speak of it. */
interface KindOfJob {
  /** `ProcessingJob`, as in CreateProcessingJob, ProcessingJobName, ProcessingJobArn. */
  readonly noun: string;
  /** Kind of its ARN: `processing-job/<name>`. */
  readonly resource: string;
  /** `ProcessingStartTime`, `ProcessingEndTime`. */
  readonly verb: string;
  /** The log group of such jobs. */
  readonly logGroup: string;
  /** The order of its List call where none is asked for. */
  readonly order: "Ascending" | "Descending";
}

export const JOB_KINDS: Readonly<Record<JobKind, KindOfJob>> = {
  processing: {
    noun: "ProcessingJob",
    resource: "processing-job",
    verb: "Processing",
    logGroup: "/aws/sagemaker/ProcessingJobs",
    order: "Ascending",
  },
  training: {
    noun: "TrainingJob",
    resource: "training-job",
    verb: "Training",
    logGroup: "/aws/sagemaker/TrainingJobs",
    order: "Ascending",
  },
  transform: {
    noun: "TransformJob",
    resource: "transform-job",
    verb: "Transform",
    logGroup: "/aws/sagemaker/TransformJobs",
    order: "Descending",
  },
};

/** A job that was created; its state changes until `done` resolves. */
export interface Job {
  readonly kind: JobKind;
  readonly name: string;
  readonly arn: string;
  readonly scope: Scope;
  /** The role whose permissions the job has, and no others. */
  readonly roleArn: string;
  /** The Create request without tags. */
  readonly request: JsonObject;
  readonly created: number;
  /** Resolves when the job has ended, however it ended; never rejects. */
  readonly done: Promise<void>;
  readonly stop: () => void;
  status: JobStatus;
  /** Training only: what it is doing. */
  secondary: string;
  started: number | undefined;
  ended: number | undefined;
  modified: number;
  failureReason: string | undefined;
  /** What a retry policy may retry of the failure. */
  exception: RetryableException | undefined;
  /** What a container left in /opt/ml/output/message. */
  exitMessage: string | undefined;
  /** Training only: the S3 URI of model.tar.gz. */
  artifact: string | undefined;
}

/** What the Describe call of the job's kind answers. */
export function describeJob(job: Job): JsonObject {
  const { noun, verb } = JOB_KINDS[job.kind];
  return compact({
    ...job.request,
    [`${noun}Arn`]: job.arn,
    [`${noun}Status`]: job.status,
    FailureReason: job.failureReason,
    CreationTime: wireTime(job.created),
    [`${verb}StartTime`]: wireTime(job.started),
    [`${verb}EndTime`]: wireTime(job.ended),
    ...(job.kind === "transform" ? {} : { LastModifiedTime: wireTime(job.modified) }),
    ...(job.kind === "processing" ? { ExitMessage: job.exitMessage } : {}),
    ...(job.kind === "training" ? trainingParts(job) : {}),
  });
}

function trainingParts(job: Job): JsonObject {
  const seconds =
    job.started === undefined || job.ended === undefined
      ? undefined
      : Math.max(1, Math.round((job.ended - job.started) / 1000));
  return {
    SecondaryStatus: job.secondary,
    ModelArtifacts: { S3ModelArtifacts: job.artifact ?? plannedArtifact(job) },
    TrainingTimeInSeconds: seconds,
    BillableTimeInSeconds: seconds,
  };
}

/** Where a training job's model will lie: `<S3OutputPath>/<job>/output/model.tar.gz`. */
export function plannedArtifact(job: Pick<Job, "name" | "request">): string {
  const path = text(job.request, "OutputDataConfig", "S3OutputPath").replace(/\/+$/u, "");
  return `${path}/${job.name}/output/model.tar.gz`;
}

/** What the List call of the job's kind says of it. */
export function summarizeJob(job: Job): JsonObject {
  const { noun, verb } = JOB_KINDS[job.kind];
  return compact({
    [`${noun}Name`]: job.name,
    [`${noun}Arn`]: job.arn,
    [`${noun}Status`]: job.status,
    CreationTime: wireTime(job.created),
    [`${verb}EndTime`]: wireTime(job.ended),
    LastModifiedTime: wireTime(job.modified),
    ...(job.kind === "training" ? {} : { FailureReason: job.failureReason }),
  });
}

/** Longest run of a job that names no limit: a day (CreateProcessingJob, StoppingCondition). */
const DEFAULT_SECONDS = 86_400;

/** How many seconds a job may run. */
export function maxRuntime(job: Pick<Job, "request">): number {
  const limit = objectAt(job.request, "StoppingCondition")["MaxRuntimeInSeconds"];
  return typeof limit === "number" ? limit : DEFAULT_SECONDS;
}

/** The environment that a job's request gives its container. */
export function environmentOf(job: Pick<Job, "request">): Record<string, string> {
  return Object.fromEntries(
    Object.keys(objectAt(job.request, "Environment")).map((name) => [
      name,
      textAt(job.request, "Environment", name) ?? "",
    ]),
  );
}
