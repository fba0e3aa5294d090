import {
  ListModelPackagesCommand,
  ListPipelineExecutionsCommand,
  SageMakerClient,
  StartPipelineExecutionCommand,
} from "@aws-sdk/client-sagemaker";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { StepStatusChangeEvent } from "../step-event";
import { respondToFailure } from "./response";
import type { Outcome } from "./retraining";
import { settingsFrom } from "./settings";

/** What AWS Lambda passes beside the event; only what is used. */
export interface InvocationContext {
  /** The same for every attempt that Lambda makes at one asynchronous invocation. */
  readonly awsRequestId: string;
}

const sagemaker = new SageMakerClient({});
const sns = new SNSClient({});

/** Target of the drift rule: EventBridge calls it asynchronously, at least once for each event. */
export async function handler(event: StepStatusChangeEvent, context: InvocationContext): Promise<Outcome> {
  return respondToFailure(
    {
      listPipelineExecutions: (input) => sagemaker.send(new ListPipelineExecutionsCommand(input)),
      listModelPackages: (input) => sagemaker.send(new ListModelPackagesCommand(input)),
      startPipelineExecution: (input) => sagemaker.send(new StartPipelineExecutionCommand(input)),
      publish: (input) => sns.send(new PublishCommand(input)),
    },
    settingsFrom(process.env),
    event,
    context.awsRequestId,
  );
}
