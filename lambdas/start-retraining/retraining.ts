import type {
  DescribeModelPackageInput,
  DescribeModelPackageOutput,
  ListPipelineExecutionsRequest,
  ListPipelineExecutionsResponse,
  PipelineExecutionSummary,
  StartPipelineExecutionRequest,
  StartPipelineExecutionResponse,
} from "@aws-sdk/client-sagemaker";
import {
  isTrainedBy,
  listModelVersions,
  newest,
  newestFirst,
  type ModelVersion,
  type VersionLister,
} from "../model-versions";
import type { FailedRun } from "./failed-run";
import type { Settings } from "./settings";
import { isRetraining, trainingRequest, type TrainingRequest } from "./training-request";

/** The part of the SageMaker API that decides on and starts a training. */
export interface TrainingStarter extends VersionLister {
  describeModelPackage(
    input: DescribeModelPackageInput,
  ): Promise<Pick<DescribeModelPackageOutput, "CustomerMetadataProperties">>;
  listPipelineExecutions(input: ListPipelineExecutionsRequest): Promise<ListPipelineExecutionsResponse>;
  startPipelineExecution(input: StartPipelineExecutionRequest): Promise<StartPipelineExecutionResponse>;
}

export type Decision =
  /** A training was started for this failure, and for all others at the same time. */
  | { readonly kind: "started"; readonly trainingArn: string }
  /** Held back: a training that was started before runs. */
  | { readonly kind: "training-runs"; readonly trainingArn: string; readonly status: string }
  /** Held back: a version of this environment, newer than the version in use, waits for approval. */
  | { readonly kind: "version-waits"; readonly versionArn: string; readonly version: number };

/** What an alert tells of. */
export type AlertedOutcome = Decision | { readonly kind: "failed"; readonly error: unknown };

/** What came of one delivery. */
export type Outcome =
  | AlertedOutcome
  /** The alert was sent before. */
  | { readonly kind: "duplicate" };

/** Starts one training for all executions that drift at once, however often their events are delivered. */
export async function retrain(
  sagemaker: TrainingStarter,
  settings: Settings,
  failed: FailedRun,
): Promise<Decision> {
  const trainings = await listTrainings(sagemaker, settings.trainPipelineName);
  const answer = trainings.find((training) => answers(training, failed));
  if (answer) return { kind: "started", trainingArn: answer.arn };

  const running = trainings.find(({ status }) => status === "Executing" || status === "Stopping");
  if (running) return { kind: "training-runs", trainingArn: running.arn, status: running.status };

  const versions = await listModelVersions(sagemaker, settings.modelPackageGroupArn);
  const inUse = await versionInUse(sagemaker, settings.readsVersionsOf, versions);
  const waiting = await waitingVersion(sagemaker, settings.environment, versions, inUse);
  if (waiting) return { kind: "version-waits", versionArn: waiting.arn, version: waiting.version };

  const latestTraining = latest(trainings)?.arn;
  const situation = { inUse, newest: newest(versions), latestTraining };
  return start(sagemaker, trainingRequest(settings, situation));
}

/** The one that inference takes, as the step LatestApprovedModel: the highest approved of the environments that are read. */
async function versionInUse(
  sagemaker: TrainingStarter,
  readsVersionsOf: readonly string[],
  versions: readonly ModelVersion[],
): Promise<ModelVersion | undefined> {
  for (const version of newestFirst(versions.filter(({ approval }) => approval === "Approved"))) {
    const trainer = await trainerOf(sagemaker, version);
    if (trainer === undefined || isTrainedBy(trainer, readsVersionsOf)) return version;
  }
  return undefined;
}

async function trainerOf(sagemaker: TrainingStarter, { arn }: ModelVersion): Promise<string | undefined> {
  const model = await sagemaker.describeModelPackage({ ModelPackageName: arn });
  return model.CustomerMetadataProperties?.["environment"];
}

/**
 * The newest version that waits for approval and holds a training back. Environments share the group: a version that
 * another one trained says nothing about this one's data.
 */
async function waitingVersion(
  sagemaker: TrainingStarter,
  environment: string,
  versions: readonly ModelVersion[],
  inUse: ModelVersion | undefined,
): Promise<ModelVersion | undefined> {
  const waiting = versions.filter(
    ({ approval, version }) => approval === "PendingManualApproval" && version > (inUse?.version ?? 0),
  );
  for (const version of newestFirst(waiting)) {
    if ((await trainerOf(sagemaker, version)) === environment) return version;
  }
  return undefined;
}

async function start(sagemaker: TrainingStarter, request: TrainingRequest): Promise<Decision> {
  const answer = await settled(sagemaker.startPipelineExecution(request));
  // Asked again after success and failure alike: an error may be a lost answer, or the token that another delivery has
  // just used. Where this fails, the first answer stands.
  const listed = await settled(listTrainings(sagemaker, request.PipelineName));
  const name = request.PipelineExecutionDisplayName;
  const training = "value" in listed ? listed.value.find((one) => one.name === name) : undefined;
  if (training) return { kind: "started", trainingArn: training.arn };
  if ("error" in answer) throw answer.error;
  return { kind: "started", trainingArn: answer.value.PipelineExecutionArn ?? name };
}

interface Training {
  readonly arn: string;
  readonly name: string | undefined;
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly started: number;
}

/** All pages. */
async function listTrainings(sagemaker: TrainingStarter, pipeline: string): Promise<readonly Training[]> {
  const summaries: PipelineExecutionSummary[] = [];
  let token: string | undefined;
  do {
    const page = await sagemaker.listPipelineExecutions({
      PipelineName: pipeline,
      MaxResults: 100,
      NextToken: token,
    });
    summaries.push(...(page.PipelineExecutionSummaries ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return summaries.map((summary) => ({
    arn: summary.PipelineExecutionArn ?? "",
    name: summary.PipelineExecutionDisplayName,
    status: summary.PipelineExecutionStatus ?? "",
    started: summary.StartTime?.getTime() ?? 0,
  }));
}

/** Whether a training was started by this function since the failure: for it, or for another at the same time. */
function answers({ name, started }: Training, { ended }: FailedRun): boolean {
  return ended !== undefined && isRetraining(name) && started >= Date.parse(ended);
}

function latest(trainings: readonly Training[]): Training | undefined {
  return trainings.reduce<Training | undefined>(
    (best, training) => (best === undefined || training.started > best.started ? training : best),
    undefined,
  );
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
