import type {
  ListPipelineExecutionsRequest,
  ListPipelineExecutionsResponse,
  PipelineExecutionSummary,
  StartPipelineExecutionRequest,
  StartPipelineExecutionResponse,
} from "@aws-sdk/client-sagemaker";
import { listModelVersions, newest, type VersionLister } from "../model-versions";
import type { FailedRun } from "./failed-run";
import type { Settings } from "./settings";

/** The part of the SageMaker API that decides on and starts a training. */
export interface TrainingStarter extends VersionLister {
  listPipelineExecutions(input: ListPipelineExecutionsRequest): Promise<ListPipelineExecutionsResponse>;
  startPipelineExecution(input: StartPipelineExecutionRequest): Promise<StartPipelineExecutionResponse>;
}

export type Decision =
  /** This invocation (or an earlier attempt at it) started the training. */
  | { readonly kind: "started"; readonly trainingArn: string }
  /** Another delivery of the same event started the training, and told of it. */
  | { readonly kind: "duplicate"; readonly trainingArn: string }
  /** Held back: a training for something else runs. */
  | { readonly kind: "training-runs"; readonly trainingArn: string; readonly status: string }
  /** Held back: a version newer than the newest approved one waits for approval. */
  | { readonly kind: "version-waits"; readonly versionArn: string; readonly version: number };

/** What came of one delivery: `duplicate` is the only one that sends no alert. */
export type Outcome = Decision | { readonly kind: "failed"; readonly error: unknown };

/**
 * Starts one training for a drifted execution, however often its event is delivered.
 *
 * A training bears the drifted execution's name and, in its description, the request that started it. So a later
 * delivery recognises it (and does not take it for somebody else's running training), and an attempt that Lambda
 * repeats because the alert failed recognises it as its own. Of deliveries at the same moment each asks for the
 * training with the same token: SageMaker starts one, and its description says whose it is.
 *
 * @param requestId `awsRequestId` of the invocation, the same in all of Lambda's attempts at it
 *   (https://repost.aws/knowledge-center/lambda-function-duplicate-invocations)
 */
export async function retrain(
  sagemaker: TrainingStarter,
  settings: Settings,
  failed: FailedRun,
  requestId: string,
): Promise<Decision> {
  const executions = await listExecutions(sagemaker, settings.trainPipelineName);
  const earlier = trainingFor(failed, executions);
  if (earlier) return attributed(earlier, requestId);

  const running = executions.find(({ status }) => status === "Executing" || status === "Stopping");
  if (running) return { kind: "training-runs", trainingArn: running.arn, status: running.status };

  const versions = await listModelVersions(sagemaker, settings.modelPackageGroupArn);
  const approved = newest(versions.filter(({ approval }) => approval === "Approved"));
  const waiting = newest(versions.filter(({ approval }) => approval === "PendingManualApproval"));
  if (waiting && waiting.version > (approved?.version ?? 0)) {
    return { kind: "version-waits", versionArn: waiting.arn, version: waiting.version };
  }
  return start(sagemaker, settings, failed, requestId);
}

async function start(
  sagemaker: TrainingStarter,
  settings: Settings,
  failed: FailedRun,
  requestId: string,
): Promise<Decision> {
  const answer = await settled(
    sagemaker.startPipelineExecution({
      PipelineName: settings.trainPipelineName,
      PipelineExecutionDisplayName: failed.trainingName,
      PipelineExecutionDescription: `Drift in ${failed.executionArn}, ${startedBy(requestId)}`,
      ClientRequestToken: failed.token,
    }),
  );
  // Asked again after success and failure alike: the training may be that of a delivery at the same moment,
  // and an error may be a lost answer, or the token that such a delivery has just used. Where this fails, the first
  // answer stands.
  const listed = await settled(listExecutions(sagemaker, settings.trainPipelineName));
  const training = "value" in listed ? trainingFor(failed, listed.value) : undefined;
  if (training) return attributed(training, requestId);
  if ("error" in answer) throw answer.error;
  return { kind: "started", trainingArn: answer.value.PipelineExecutionArn ?? failed.trainingName };
}

interface Training {
  readonly arn: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly status: string;
}

/** All pages. */
async function listExecutions(sagemaker: TrainingStarter, pipeline: string): Promise<readonly Training[]> {
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
    description: summary.PipelineExecutionDescription,
    status: summary.PipelineExecutionStatus ?? "",
  }));
}

function trainingFor(failed: FailedRun, executions: readonly Training[]): Training | undefined {
  return executions.find(({ name }) => name === failed.trainingName);
}

function attributed(training: Training, requestId: string): Decision {
  const own = training.description?.endsWith(startedBy(requestId)) ?? false;
  return { kind: own ? "started" : "duplicate", trainingArn: training.arn };
}

function startedBy(requestId: string): string {
  return `started by request ${requestId}`;
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
