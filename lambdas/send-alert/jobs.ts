import type {
  DescribeProcessingJobResponse,
  DescribeTrainingJobResponse,
  DescribeTransformJobResponse,
} from "@aws-sdk/client-sagemaker";
import { describeError } from "../function-error";
import type { StepEvent } from "../step-event";

/** The part of the SageMaker API that tells of jobs, each by its name. */
export interface JobReader {
  describeProcessingJob(
    name: string,
  ): Promise<Pick<DescribeProcessingJobResponse, "ExitMessage" | "FailureReason">>;
  describeTrainingJob(name: string): Promise<Pick<DescribeTrainingJobResponse, "FailureReason">>;
  describeTransformJob(name: string): Promise<Pick<DescribeTransformJobResponse, "FailureReason">>;
}

export interface Cause {
  /** Why the step failed, as far as anybody says. */
  readonly reason: string;
  /** The failed job; undefined where the step has none. */
  readonly job: FailedJob | undefined;
}

interface FailedJob {
  readonly kind: "processing" | "training" | "transform";
  readonly name: string;
  /** The log group of such jobs. */
  readonly logGroup: string;
}

/** What an event, or the list of an execution's steps, says of a step that failed. */
type FailedStep = Pick<StepEvent, "made" | "reason">;

/** Kinds by the event's member, and the log group that SageMaker writes such a job's output to. */
const KINDS = {
  processingJob: { kind: "processing", logGroup: "/aws/sagemaker/ProcessingJobs" },
  trainingJob: { kind: "training", logGroup: "/aws/sagemaker/TrainingJobs" },
  transformJob: { kind: "transform", logGroup: "/aws/sagemaker/TransformJobs" },
} as const;

/**
 * Asks the failed job itself. Of a processing job the event's reason, like the job's own FailureReason, is a fixed text:
 * what the script said is its ExitMessage (developer guide, "build-your-own-processing-container").
 */
export async function causeOf(jobs: JobReader, step: FailedStep): Promise<Cause> {
  const job = jobOf(step);
  const said = step.reason ?? "SageMaker does not say.";
  if (job === undefined) return { reason: said, job };
  try {
    const own = await messageOf(jobs, job);
    return { reason: own ?? said, job };
  } catch (error) {
    return { reason: `${said}\n(The job could not be asked for more: ${describeError(error)})`, job };
  }
}

/** The job of a step; undefined where it has none. */
export function jobOf({ made }: Pick<FailedStep, "made">): FailedJob | undefined {
  for (const [member, { kind, logGroup }] of Object.entries(KINDS)) {
    const name = made[member]?.split("/").at(-1);
    if (name !== undefined) return { kind, name, logGroup };
  }
  return undefined;
}

async function messageOf(jobs: JobReader, { kind, name }: FailedJob): Promise<string | undefined> {
  switch (kind) {
    case "processing": {
      const { ExitMessage, FailureReason } = await jobs.describeProcessingJob(name);
      return ExitMessage ?? FailureReason;
    }
    case "training":
      return (await jobs.describeTrainingJob(name)).FailureReason;
    case "transform":
      return (await jobs.describeTransformJob(name)).FailureReason;
  }
}
