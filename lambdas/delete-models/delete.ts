import type {
  DescribePipelineExecutionResponse,
  ListModelsInput,
  ListModelsOutput,
  PipelineExecutionStatus,
} from "@aws-sdk/client-sagemaker";
import { parseStepEvent, type StepStatusChangeEvent } from "../step-event";

/** The part of the SageMaker API that is needed to find and delete models. */
export interface ModelServices {
  listModels(input: ListModelsInput): Promise<ListModelsOutput>;
  describePipelineExecution(arn: string): Promise<DescribePipelineExecutionResponse>;
  deleteModel(name: string): Promise<unknown>;
}

/** Names of the models that were deleted. */
export interface Deleted {
  readonly models: readonly string[];
}

const DAY = 24 * 60 * 60 * 1000;
/** What Pipelines names its models: `pipelines-<execution>-<step>-<random>`. */
const PREFIX = "pipelines-";
const ENDED: readonly (PipelineExecutionStatus | undefined)[] = ["Failed", "Stopped", "Succeeded"];

/**
 * Deletes the models that older executions of a pipeline made: those whose execution has ended, since a retried one
 * goes on with its model. Other pipelines' models are left alone.
 *
 * @param event a step of the pipeline whose models they are
 * @throws FunctionError `UnexpectedEvent`, `InvalidArn`
 */
export async function deleteModels(
  services: ModelServices,
  retentionDays: number,
  event: StepStatusChangeEvent,
  now: Date,
): Promise<Deleted> {
  const { executionArn, executionId } = parseStepEvent(event);
  const executions = executionArn.slice(0, -executionId.length);
  const models: string[] = [];
  for (const name of await olderThan(services, new Date(now.getTime() - retentionDays * DAY))) {
    const id = name.slice(PREFIX.length).split("-")[0];
    if (id === undefined || !(await hasEnded(services, executions + id))) continue;
    try {
      await services.deleteModel(name);
    } catch (error) {
      // The same event may come twice, at the same time.
      if (!isMissing(error)) throw error;
    }
    models.push(name);
  }
  return { models };
}

/** All pages: deleting between them would shift what the next one holds. */
async function olderThan(services: ModelServices, time: Date): Promise<readonly string[]> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await services.listModels({
      NameContains: PREFIX,
      CreationTimeBefore: time,
      SortBy: "CreationTime",
      SortOrder: "Ascending",
      MaxResults: 100,
      NextToken: token,
    });
    names.push(...(page.Models ?? []).flatMap(({ ModelName: name }) => name ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return names.filter((name) => name.startsWith(PREFIX));
}

/** Whether it is an execution of this pipeline, and over. */
async function hasEnded(services: ModelServices, executionArn: string): Promise<boolean> {
  try {
    const { PipelineExecutionStatus: status } = await services.describePipelineExecution(executionArn);
    return ENDED.includes(status);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** SageMaker's ways to say that something is not there: of a model, a ValidationException that says so. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === "ResourceNotFound" ||
    (error.name === "ValidationException" && error.message.startsWith("Could not find model"))
  );
}
