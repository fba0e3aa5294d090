import type { JsonObject } from "sagemaker-pipeline-definitions";

/**
 * What the report shows, as JSON. A member that is missing was not recorded, or could not be seen: the report says so in its
 * place. Times are ISO 8601.
 */
export interface ReportData {
  readonly model: string;
  /** The command line that makes the report again. */
  readonly command: string;
  /** Of the sources that were at work. */
  readonly commit?: string;
  readonly environments: readonly EnvironmentData[];
  /** Of a rehearsal. */
  readonly story?: StoryData;
  /** Mails as their subscribers got them, oldest first. */
  readonly alerts?: readonly AlertData[];
  readonly permissions?: readonly PermissionData[];
  /** Texts of files that executions and versions left, by their S3 addresses. */
  readonly files?: Readonly<Record<string, string>>;
  /** What could not be looked at, and why, a sentence each. */
  readonly unseen?: readonly string[];
}

/** One environment, as who only reads sees it. */
export interface EnvironmentData {
  readonly name: string;
  /** Such as `dev`: whose versions it registers. */
  readonly group: string;
  readonly account: string;
  readonly region: string;
  /** Account of the model package group. */
  readonly registry: string;
  /** The version that the next inference takes; null where there is none. */
  readonly live: { readonly version: number } | null;
  readonly passedOver: readonly { readonly version: number; readonly because: string }[];
  /** What the last inference that looked found in its batch. */
  readonly drift: {
    readonly found: boolean;
    readonly execution: string;
    readonly what: string | null;
  } | null;
  readonly waits: readonly { readonly on: string; readonly text: string }[];
  readonly nextRun: {
    readonly at: string | null;
    readonly schedule: string;
    readonly enabled: boolean;
  } | null;
  readonly pipelines: Readonly<Record<PipelineKind, PipelineData>>;
  /** Newest first. */
  readonly versions: readonly VersionData[];
  /** Of both pipelines, newest first. */
  readonly runs: readonly RunData[];
  /** What executions ran, by what `RunData.definition` calls it. */
  readonly definitions: Readonly<Record<string, JsonObject>>;
}

/** The two pipelines. */
export type PipelineKind = "inference" | "train";

/** A pipeline as it is deployed, against what the sources make. */
export interface PipelineData {
  readonly state: "same" | "differs" | "missing";
  readonly commit: string | null;
  readonly by: string | null;
  /** Steps in which the sources differ from what is deployed. */
  readonly changed?: readonly string[];
}

/** A version of the model. */
export interface VersionData {
  readonly version: number;
  readonly arn: string;
  readonly approval: string;
  readonly createdAt: string;
  readonly judgedBy: string | null;
  readonly judgedAt: string | null;
  readonly reason: string | null;
  /** The env_group that trained it. */
  readonly trainedBy: string | null;
  readonly execution: string | null;
  readonly commit: string | null;
  readonly data: string | null;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly artifact?: string;
  /** S3 addresses of what its evaluation and its baseline say. */
  readonly evaluation?: string;
  readonly statistics?: string;
  readonly constraints?: string;
  /** The content of its model card, JSON of a model package's own schema. */
  readonly card?: string;
}

/** An execution of a pipeline. */
export interface RunData {
  readonly id: string;
  readonly pipeline: PipelineKind;
  readonly status: string;
  readonly startedAt: string;
  /** Null while it is not over. */
  readonly seconds: number | null;
  readonly startedBy: string | null;
  readonly failedStep: string | null;
  readonly reason: string | null;
  /** Those that it came to, in the order in which they started. */
  readonly steps: readonly StepData[];
  /** Only of executions that are shown in full. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly definition?: string;
}

/** A step that an execution started. */
export interface StepData {
  readonly name: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly seconds: number | null;
  readonly reason: string | null;
  readonly cached: boolean;
  /** Of a Lambda step, what the function answered. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly job?: JobData;
}

/** A job of a step: what it was given, and what it left. */
export interface JobData {
  readonly kind: "processing" | "training" | "transform";
  readonly name: string;
  readonly image?: string;
  /** Such as `1 × ml.m5.xlarge`. */
  readonly machines?: string;
  readonly arguments: readonly string[];
  /** Hyperparameters of a training, environment variables of others. */
  readonly settings: Readonly<Record<string, string>>;
  readonly inputs: readonly Channel[];
  readonly outputs: readonly Channel[];
  /** What the job said at its end. */
  readonly message: string | null;
  /** The end of its log. */
  readonly log: readonly string[];
}

/** A name, and the S3 address behind it. */
export interface Channel {
  readonly name: string;
  readonly uri: string;
}

/** The story of a rehearsal. */
export interface StoryData {
  readonly ok: boolean;
  readonly seconds: number;
  readonly chapters: readonly ChapterData[];
}

/** A chapter of the story. */
export interface ChapterData {
  readonly id: number;
  readonly title: string;
  readonly shows: string;
  readonly ok: boolean;
  readonly startedAt: string;
  readonly seconds: number;
  readonly error?: string;
  /** What happened, a line each. */
  readonly log: readonly string[];
  /** What was held, each text once. */
  readonly held: readonly string[];
  /** Calls that were refused. */
  readonly denials: readonly DenialData[];
}

/** A call that was refused, and how often. */
export interface DenialData {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly times: number;
}

/** A mail. */
export interface AlertData {
  /** The environment whose alerts it belongs to. */
  readonly environment: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}

/** What a role may do by its own policies, and what it did. */
export interface PermissionData {
  readonly role: string;
  readonly account: string;
  readonly granted: readonly string[];
  readonly used: readonly string[];
  readonly refused: readonly string[];
}
