/** Whether what is to be applied has run before, in the environment before. */
import type { Environment, Model } from "../environments/environment";
import { isProtected } from "../environments/protected";
import type { PipelineKind, Sources } from "./desired";
import type { Metric } from "../pipeline-defs/version-metric";
import type { Progress } from "./ports";

/** An execution that succeeded with the definition that this checkout makes for its environment. */
export interface Ran {
  readonly execution: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Of a training that registered one: the version, and what it is worth where that is known. */
  readonly version: number | null;
  readonly metric: Metric | null;
}

/** What was found in an environment before. */
export interface RanThere {
  readonly environment: string;
  readonly account: string;
  /** Null where no such execution is among the last. */
  readonly train: Ran | null;
  readonly inference: Ran | null;
  /** Keys of the environments' files that shape the definitions, and have another value there. */
  readonly differs: readonly string[];
  /** Why it could not be looked at; null where it was. */
  readonly unseen: string | null;
}

/** The version that the next inference takes. */
export interface LiveVersion {
  readonly version: number;
  readonly metric: Metric | null;
  readonly trainedBy: string | null;
}

/** What is known of definitions before they are applied. */
export interface Evidence {
  /** Whether the environment's file asks for it. */
  readonly required: boolean;
  readonly before: readonly RanThere[];
  /** Live after the apply; null where none is, or nobody looked. */
  readonly live: LiveVersion | null;
  /** Live now, by the definition that is deployed; null where none is, or nobody looked. */
  readonly liveNow: LiveVersion | null;
  /** Numbers of newer versions that wait for approval, and would be live then. */
  readonly waiting: readonly number[];
  /** Why nobody knows which is live; null where it is known. */
  readonly liveUnseen: string | null;
}

/** Looks for evidence, where the environment is one that wants any. */
export type FindEvidence = (
  /** What the environment's definitions are made of. */
  sources: Sources,
  model: Model,
  how: {
    /** Whether versions are looked at as well, which lie in the registry's account. */
    readonly versions: boolean;
    /** JSON text of the inference definition that is deployed, where there is one. */
    readonly deployed?: string | undefined;
    readonly progress: Progress;
  },
) => Promise<Evidence>;

/** Whether a plan tells of evidence. */
export function wantsEvidence(environment: Environment): boolean {
  return environment.requireEvidence || isProtected(environment);
}

/** What shapes definitions beside the names of an environment's own accounts, buckets, keys, roles and functions. */
const SETTINGS: Readonly<Record<string, (environment: Environment) => unknown>> = {
  monitoring: ({ monitoring }) => monitoring,
  processing_engine: ({ processingEngine }) => processingEngine,
  processing_instance_count: ({ processingInstanceCount }) => processingInstanceCount,
  training_instance_count: ({ trainingInstanceCount }) => trainingInstanceCount,
  training_data_distribution: ({ trainingDataDistribution }) => trainingDataDistribution,
  transform_instance_count: ({ transformInstanceCount }) => transformInstanceCount,
  metric_threshold: ({ metricThreshold }) => metricThreshold,
  batch_dataset_filename: ({ batchDatasetFilename }) => batchDatasetFilename,
  max_parallel_steps: ({ maxParallelSteps }) => maxParallelSteps,
  // Which one is the environment's own.
  vpc: ({ vpc }) => vpc !== undefined,
  isolation: ({ isolation }) => JSON.stringify(isolation),
};

/** The keys by which two environments' definitions differ for another reason than where they are. */
export function differingSettings(one: Environment, other: Environment): string[] {
  return Object.keys(SETTINGS).filter((key) => SETTINGS[key]?.(one) !== SETTINGS[key]?.(other));
}

/** The pipelines, in the order in which they are told. */
export const EVIDENCE_KINDS = ["train", "inference"] as const satisfies readonly PipelineKind[];
