/**
 * One environment of one model, as typed values: what `parse.ts` makes of a `*.tfvars.json` file.
 * Nothing downstream reads the file again.
 */

import type { ModelDescription } from "../models/model";

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Twelve digits. */
export type AccountId = Branded<string, "AccountId">;
/** Any ARN, checked for its six parts. */
export type Arn = Branded<string, "Arn">;
/** The name of an S3 bucket. */
export type BucketName = Branded<string, "BucketName">;

/** How drift is found: our own Processing step, or Amazon's analyzer image (closed to new customers since 2026). */
export type Monitoring = "processing" | "model-monitor";
/** What starts a training: drift only, or (as in the blog) any failed inference execution. */
export type RetrainOn = "drift" | "any-failure";
/** What prepares the training data: one Python process, or Spark on any number of machines. */
export type ProcessingEngine = "pandas" | "spark";
/** What each machine that trains gets of the training split: all of it, or its share of the files. */
export type DataDistribution = "FullyReplicated" | "ShardedByS3Key";
/** As whom Terraform and the deploy script work in an environment's account: who deploys, or who only looks. */
export type Acting = "deploy" | "plan";
/**
 * Who may assume a role beside Jenkins: roles by their ARNs, or people of the workload account, as far as their own
 * policies let them, who are its administrators as a rule.
 */
export type Admitted = readonly Arn[] | "account";
/** How much the roles may do: what they need, or beside it all that the blog's managed policies allow. */
export type IamMode = "least-privilege" | "blog";

/** A private network, by ids of one VPC's: at least one of each. */
export interface Vpc {
  readonly subnets: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** How jobs and models are cut off from the network. */
interface Isolation {
  /** Containers make no network call, not even to AWS. Default false. */
  readonly network: boolean;
  /** Machines of one job encrypt what they send each other. Default false. */
  readonly trafficEncryption: boolean;
}

/** Days after which what piles up is deleted. */
interface RetentionDays {
  /** Default 365. */
  readonly predictions: number;
  /** What steps of an execution leave for its other steps. Default 90. */
  readonly work: number;
  /** What the inference pipeline makes, one in each execution. Default 30. */
  readonly models: number;
  /** Of the functions. Default 365. */
  readonly logs: number;
}

interface ModelPackageGroup {
  readonly arn: Arn;
  /** The central model registry's account. */
  readonly account: AccountId;
  readonly name: string;
}

export interface PipelineSettings {
  readonly name: string;
  readonly arn: Arn;
  /** The SageMaker execution role: the pipeline and its jobs run as this role. */
  readonly roleArn: Arn;
}

/** Where Terraform keeps this environment's state: always the prod account (design §2). */
export interface TerraformState {
  readonly bucket: BucketName;
  readonly region: string;
  /**
   * The role in the prod account that reads and writes the state: the deploy role where that lies there, otherwise one
   * that reaches this state and no other.
   */
  readonly roleArn: Arn;
  /** The role in the prod account that only reads it: the plan role, or one for this state, likewise. */
  readonly planRoleArn: Arn;
  /** `roleArn` is somebody else's, as `terraform_state_role_arn` says: no stack makes it. */
  readonly isForeign: boolean;
  /** The external id that `roleArn` asks for. */
  readonly externalId: string | undefined;
  /** Folder of the state object of this environment's promotion, `<model>/<env_group>`. */
  readonly prefix: string;
  /** DynamoDB table for locks, for Terraform older than 1.10; otherwise S3's own lock file is used. */
  readonly lockTable: string | undefined;
}

/** Somebody's own copy of an environment. */
interface Copy {
  /** The environment's name. */
  readonly of: string;
  /** Its env_group. */
  readonly group: string;
  /** Whose it is. */
  readonly as: string;
}

export interface Environment {
  /**
   * The file's path below `environments/` without `.tfvars.json`, with `/` between folders: `prod`, `fraud/prod`.
   * The bare file name for a file elsewhere.
   */
  readonly name: string;
  /** `env_group`: `dev`, `prod`, … Who trained a version is told by it. */
  readonly group: string;
  /** Whose copy it is of an environment (`personal-copy.ts`); undefined for what a file describes. */
  readonly copy: Copy | undefined;
  /** The git branch that deploys this environment; undefined where none does. Default: main for prod. */
  readonly branch: string | undefined;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** The workload account, `account_id`, or the one of `lambda_role`. */
  readonly account: AccountId;
  readonly alertTopicName: string;
  readonly email: string;
  readonly lambdaRole: Arn;
  /** The role EventBridge starts pipelines with. Default, as in the blog: each pipeline's own role. */
  readonly eventsRole: Arn | undefined;
  /** The role the deployment assumes in the workload account. Default: `cross-account-jenkins-role`. */
  readonly deployRole: Arn;
  /** The role that a plan assumes in the workload account: it reads only. Default: `plan-role`. */
  readonly planRole: Arn;
  /**
   * The role of people who work with the pipelines: they start and follow them, and bring data. Default:
   * `<model>-<env_group>-data-scientist`, and none for prod.
   */
  readonly scientistRole: Arn | undefined;
  /** The role that a plan assumes in the registry's account: it reads only. Default: `plan-role`. */
  readonly registryPlanRole: Arn;
  /** Who may deploy beside Jenkins. Default: nobody for prod, the workload account's people elsewhere. */
  readonly deployers: Admitted;
  /** Who may plan beside Jenkins and those who may deploy. Default: as for `deployers`. */
  readonly planners: Admitted;
  /** The role of Jenkins's nodes that plan, which may assume `planRole`. Default: `jenkins-plan-role` beside `jenkinsRole`. */
  readonly jenkinsPlanRole: Arn;
  /** The role of Jenkins's nodes that deploy, which may assume `deployRole`. Default: prod's, `jenkins-server-role` in its account. */
  readonly jenkinsRole: Arn;
  /** What `deployRole` and `planRole` ask of Jenkins (STS's ExternalId); undefined where it asks nothing. */
  readonly jenkinsExternalId: string | undefined;
  /** The log group that Jenkins writes its builds' logs to, in the account that keeps the state. Default: `jenkins-log`. */
  readonly jenkinsLogGroup: string;
  /** The role that approves versions, in the registry's account. Default: `model-approver-role`. */
  readonly approverRole: Arn;
  readonly iamMode: IamMode;
  /**
   * ARNs and names of what is there already, each as the environment gives it elsewhere: a foundation uses these and
   * does not create them. A key that is named by its id is always one of them.
   */
  readonly existing: readonly string[];
  /** `default_bucket`: data, code and predictions of this environment. */
  readonly dataBucket: BucketName;
  /** `model_artifacts_bucket`, in the registry's account: artifacts, baselines and medians of every version. */
  readonly artifactsBucket: BucketName;
  /** ARN of the key, or of an alias of it, that encrypts what this environment writes. */
  readonly kmsKey: Arn;
  /** ARN of the key for the volumes of processing and training jobs; undefined where only an alias is known. */
  readonly volumeKmsKey: Arn | undefined;
  readonly modelName: string;
  /** What is particular to the model, wherever it is. */
  readonly description: ModelDescription;
  readonly modelPackageGroup: ModelPackageGroup;
  readonly trainPipeline: PipelineSettings;
  readonly inferencePipeline: PipelineSettings & {
    /** An EventBridge schedule expression, such as `cron(0 23 * * ? *)`. UTC. Undefined where nothing starts it by the clock. */
    readonly schedule: string | undefined;
  };
  /** The groups whose versions it runs. Default: dev's and its own for prod, elsewhere its own. */
  readonly readsVersionsOf: readonly string[];
  /** Name of the daily batch file without `.csv`. */
  readonly batchDatasetFilename: string;
  readonly monitoring: Monitoring;
  readonly retrainOn: RetrainOn;
  readonly processingEngine: ProcessingEngine;
  /** Machines that prepare the training data, 1 to 100. Default 1; with engine `pandas` always 1. */
  readonly processingInstanceCount: number;
  /** Machines that train, 1 to 100. Default 1. */
  readonly trainingInstanceCount: number;
  /** Of the training split; `ShardedByS3Key` wherever more than one machine trains. */
  readonly trainingDataDistribution: DataDistribution;
  /** Machines that predict a batch, 1 to 100. Default 1. */
  readonly transformInstanceCount: number;
  /** A version is registered only when its metric on held-out rows reaches this. Default: what its model says. */
  readonly metricThreshold: number;
  /** USD that one execution of either pipeline may cost at most; undefined where nothing is said. */
  readonly budget: number | undefined;
  /** Only definitions that have run in an environment before this one are planned and applied. Default false. */
  readonly requireEvidence: boolean;
  /** Most steps of one execution that run at once; undefined where nothing is said: all that can. */
  readonly maxParallelSteps: number | undefined;
  /** The private network of every job and function; undefined where they run in networks of AWS. */
  readonly vpc: Vpc | undefined;
  readonly isolation: Isolation;
  readonly retentionDays: RetentionDays;
  readonly state: TerraformState;
}

/** A model's environments, found together because they share `model_name`. */
export interface Model {
  readonly name: string;
  /** Sorted by name. */
  readonly environments: readonly Environment[];
}
