import type { ObservedPipeline, PipelineVersion } from "../deploy/ports";
import type { Cause } from "../lambdas/send-alert/jobs";
import type { JobData } from "../report/data";

/**
 * What looking asks of AWS, narrow enough to be faked in memory. `aws/` holds the real one. It only reads, and every
 * method rejects with a Problem.
 */
export interface Look {
  /** The environment's account. */
  readonly workload: Workload;
  /** The account of the model package group. */
  readonly registry: Registry;
}

/** An execution of a pipeline. */
export interface Run {
  readonly arn: string;
  readonly pipeline: string;
  readonly id: string;
  readonly displayName: string | undefined;
  /** As SageMaker says it: Executing, Stopping, Stopped, Failed, Succeeded. */
  readonly status: string;
  readonly started: Date;
  /** When it last changed: of one that is over, its end or a later note. */
  readonly changed: Date;
  /** ARN of whoever started it. */
  readonly startedBy: string | undefined;
  readonly failureReason: string | undefined;
  /** Which version of the pipeline it runs. */
  readonly pipelineVersion: number | undefined;
}

/** A step that an execution has started. */
export interface Step {
  readonly name: string;
  readonly status: string;
  readonly started: Date | undefined;
  readonly ended: Date | undefined;
  readonly reason: string | undefined;
  readonly cached: boolean;
  /** ARNs of what the step made, by their kind as events name it: `processingJob`, `registerModel`, … */
  readonly made: Readonly<Record<string, string>>;
  /** Of a Lambda step, what the function answered. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Who is to receive the alerts. */
export interface Subscription {
  readonly endpoint: string;
  readonly confirmed: boolean;
}

/** A rule that starts the inference pipeline by the clock. */
export interface Schedule {
  readonly expression: string;
  readonly enabled: boolean;
}

/** A job of a step, and where its output goes. */
export type Job = NonNullable<Cause["job"]>;

/** A job without its log. */
export type JobReport = Omit<JobData, "log">;

export interface Workload {
  /** Undefined where there is none. */
  pipeline(name: string): Promise<ObservedPipeline | undefined>;
  /** Every version of a pipeline, newest first; none where there is no such pipeline. */
  versions(pipeline: string): Promise<readonly PipelineVersion[]>;
  /** The newest executions, of those before a moment where one is given, newest first; none where there is no such pipeline. */
  runs(pipeline: string, limit: number, before?: Date): Promise<readonly Run[]>;
  run(arn: string): Promise<Run>;
  /** In the order in which they started. */
  steps(arn: string): Promise<readonly Step[]>;
  /** What an execution was started with, defaults included. */
  parameters(arn: string): Promise<Readonly<Record<string, string>>>;
  /** The JSON text of the definition that an execution ran. */
  definition(arn: string): Promise<string>;
  /** Asks the job of a failed step. */
  cause(step: Step): Promise<Cause>;
  /** What a job was given, and what it said at its end. */
  job(job: Job): Promise<JobReport>;
  /** The last lines of a job's output, of all its machines; none where it has no log. */
  logTail(job: Job, lines: number): Promise<readonly string[]>;
  /** None where there is no such topic. */
  subscriptions(topicArn: string): Promise<readonly Subscription[]>;
  /** Undefined where there is no such rule. */
  schedule(rule: string): Promise<Schedule | undefined>;
}

/** What acting on executions asks of AWS. */
export interface Act {
  readonly workload: Workload;
  /** Starts a pipeline; the execution's ARN. */
  start(pipeline: string, parameters: Readonly<Record<string, string>>): Promise<string>;
  /** Asks for the execution's stop; does not wait for it. */
  stop(arn: string): Promise<void>;
  /** Lets an execution that failed or was stopped go on where it did. */
  retry(arn: string): Promise<void>;
}

/** A version of the model. */
export interface Version {
  readonly arn: string;
  readonly number: number;
  /** Approved, Rejected or PendingManualApproval. */
  readonly approval: string;
  readonly created: Date;
  /** When it was last changed, and by whom: as a rule, approved or rejected. Undefined where it never was. */
  readonly changed: Date | undefined;
  readonly changedBy: string | undefined;
  /** What whoever changed it gave as a reason. */
  readonly reason: string | undefined;
  /** Such as `environment`, `execution_id`, `git_commit`, `data`, `metric`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly image: string | undefined;
  readonly artifact: string | undefined;
  readonly evaluation: string | undefined;
  readonly statistics: string | undefined;
  readonly constraints: string | undefined;
  /** The content of its model card, JSON. */
  readonly card: string | undefined;
}

export interface Registry {
  /** Every version of the group, newest first. */
  versions(group: string): Promise<readonly Version[]>;
}

/** What a person can say of a version, as SageMaker spells it. */
export type Decision = "Approved" | "Rejected";

/** The registry, as who approves versions in it. */
export interface Approver extends Registry {
  /** Records a judgement with its reason; the version as it is then. */
  judge(version: Version, decision: Decision, reason: string): Promise<Version>;
}

/** An object of the data bucket. */
export interface StoredData {
  readonly key: string;
  readonly bytes: number;
  readonly changed: Date | undefined;
}

/** The data bucket, as who may bring data. */
export interface DataStore {
  /** As whom it works. */
  readonly principal: string;
  /** What lies below a key prefix. */
  list(folder: string): Promise<readonly StoredData[]>;
  put(key: string, content: Uint8Array): Promise<void>;
}
