import { createHash } from "node:crypto";
import type { StartPipelineExecutionRequest } from "@aws-sdk/client-sagemaker";
import type { ModelVersion } from "../model-versions";
import type { Settings } from "./settings";

/** What there is when a training is asked for. */
export interface Situation {
  /** The highest approved version of the environments whose versions are run. */
  readonly inUse: ModelVersion | undefined;
  /** The highest version, whoever trained it and whatever became of it. */
  readonly newest: ModelVersion | undefined;
  /** ARN of the training that was started last, whoever started it. */
  readonly latestTraining: string | undefined;
}

/** What a training is started with. */
export interface TrainingRequest extends StartPipelineExecutionRequest {
  readonly PipelineName: string;
  readonly PipelineExecutionDisplayName: string;
}

/** Begins the display names of trainings that this function starts. */
const NAME = "retraining-";
/** Characters of the hash in the display name: enough to tell trainings apart. */
const HASH_CHARACTERS = 12;

/**
 * The request for a training, the same whoever asks in the same situation: of n drifted executions at once each sends
 * the same token, and SageMaker starts one training. Name and description follow from the situation too, because a
 * token stands for one request. The latest training is part of it: SageMaker answers a known token with the execution
 * that it started, and a training that failed must not be the answer to the next drift.
 */
export function trainingRequest(settings: Settings, situation: Situation): TrainingRequest {
  const { inUse, newest, latestTraining } = situation;
  const { trainPipelineName, modelPackageGroupArn, environment } = settings;
  const token = createHash("sha256")
    .update(
      JSON.stringify([
        trainPipelineName,
        modelPackageGroupArn,
        environment,
        inUse?.arn ?? null,
        newest?.arn ?? null,
        latestTraining ?? null,
      ]),
    )
    .digest("hex");
  const used = inUse === undefined ? "no version is approved" : `version ${inUse.version} is in use`;
  return {
    PipelineName: trainPipelineName,
    PipelineExecutionDisplayName: `${NAME}${token.slice(0, HASH_CHARACTERS)}`,
    PipelineExecutionDescription: `Started because inference of ${environment} found drift or failed while ${used}`,
    // 64 characters, of the 32 to 128 that the API takes.
    ClientRequestToken: token,
  };
}

/** Whether a training of that display name was started by this function. */
export function isRetraining(displayName: string | undefined): boolean {
  return displayName?.startsWith(NAME) ?? false;
}
