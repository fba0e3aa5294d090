import type { BucketName } from "../environments/environment";
import type { CodeObject, DesiredPipeline, Tags } from "./desired";
import type { LabelTexts } from "./version-label";

/**
 * What the deployment asks of the outside world, narrow enough to be faked in memory. `aws/` holds the real ones.
 * Every method rejects with a Problem.
 */
export interface Aws {
  caller(): Promise<Caller>;
  readonly pipelines: Pipelines;
  readonly code: CodeStore;
  readonly functions: Functions;
  readonly lock: LockStore;
  readonly plans: PlanStore;
}

/** Who writes to an environment, as the lock says it. */
export interface Lock {
  readonly id: string;
  /** Names the build: its processes hold the lock together. */
  readonly build?: string;
  /** ARN of the caller. */
  readonly holder: string;
  readonly host: string;
  /** Where the build can be looked at. */
  readonly url?: string;
  readonly verb: string;
  /** ISO 8601. */
  readonly since: string;
}

/** The one lock of an environment. */
export interface LockStore {
  /** Where it lies, for messages. */
  readonly place: string;
  /** False where there is one already. */
  create(lock: Lock): Promise<boolean>;
  get(): Promise<Lock | undefined>;
  /** Takes it away where it is still that one. */
  delete(id: string): Promise<void>;
}

/** A plan that is stored. */
export interface PlanInStore {
  readonly name: string;
  /** When it was, as the store says: the plan itself could say anything. */
  readonly stored: Date;
}

/** An environment's plans beside the state, each in the folder of the git tree that it was made of. */
export interface PlanStore {
  /** Where a tree's lie, for messages. */
  place(tree: string): string;
  /** Writes a plan once; false where the name is taken. */
  put(tree: string, name: string, text: string): Promise<boolean>;
  /** Newest first. */
  list(tree: string): Promise<readonly PlanInStore[]>;
  /** @param limit the most bytes that are read */
  get(tree: string, name: string, limit: number): Promise<string>;
}

/** Who makes the calls, as STS GetCallerIdentity says. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  /** ARN of whoever took up the role; absent where none was taken up. */
  readonly by?: string;
}

export interface ObservedPipeline {
  readonly arn: string;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  readonly maxParallelSteps: number | undefined;
  /** The definition's JSON text. */
  readonly definition: string;
  /** Description of the version. */
  readonly label: string | undefined;
  readonly tags: Tags;
}

/** What one create or update made of a pipeline. It stays, until the pipeline is deleted. */
export interface PipelineVersion {
  /** 1, 2, 3, … */
  readonly id: number;
  readonly created: Date;
  /** Its description. */
  readonly label: string | undefined;
}

export interface Execution {
  readonly arn: string;
  /** As SageMaker says it: Executing, Stopping, Stopped, Failed, Succeeded, CompletedWithFailures. */
  readonly status: string;
}

export interface Pipelines {
  /** Undefined where there is none. @param version default: the newest */
  describe(name: string, version?: number): Promise<ObservedPipeline | undefined>;
  /** The newest first; none where there is no such pipeline. @param limit default: all */
  versions(name: string, limit?: number): Promise<readonly PipelineVersion[]>;
  create(pipeline: DesiredPipeline): Promise<void>;
  /** Everything but the tags, which UpdatePipeline does not take. @returns the version that it made */
  update(pipeline: DesiredPipeline): Promise<number>;
  /** Names and describes a version; a label that is there is replaced. */
  label(arn: string, version: number, label: LabelTexts): Promise<void>;
  /** Adds these tags or overwrites their values; others stay. */
  tag(arn: string, tags: Tags): Promise<void>;
  /** Deletes the pipeline and its executions' records; fine where there is none. */
  delete(name: string): Promise<void>;
  /** All executions of a pipeline; none where there is no such pipeline. */
  executions(name: string): Promise<readonly Execution[]>;
  execution(executionArn: string): Promise<Execution>;
  /** Asks for the execution's stop; does not wait for it. */
  stop(executionArn: string): Promise<void>;
  /** Names of the SageMaker models that the execution's steps created. */
  models(executionArn: string): Promise<readonly string[]>;
  /** Fine where there is none. */
  deleteModel(name: string): Promise<void>;
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
}

/** An object that is there. */
export interface StoredObject {
  readonly bytes: number;
  /** Another one after each write to the key: S3's version id, or the ETag where the bucket keeps no versions. */
  readonly version: string;
}

export interface CodeStore {
  /** Undefined where there is no such object. */
  find(bucket: BucketName, key: string): Promise<StoredObject | undefined>;
  /**
   * Stores the object; one that is there already stays, unless it is to be replaced.
   * @returns the version that lies there then
   */
  upload(object: CodeObject, options: { readonly replace: boolean }): Promise<string>;
  /** All versions below the prefix; none where there is no such bucket. */
  versions(bucket: BucketName, prefix: string): Promise<readonly ObjectVersion[]>;
  delete(bucket: BucketName, versions: readonly ObjectVersion[]): Promise<void>;
}

export interface Functions {
  /** Whether there is a Lambda function of this ARN. */
  exists(arn: string): Promise<boolean>;
}

/** Says what goes on, before each step; shown when a command takes long. What it throws ends the run there. */
export type Progress = (message: string) => void;

/** Resolves after so many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;
