import {
  DescribeModelPackageCommand,
  DescribePipelineExecutionCommand,
  ListModelPackagesCommand,
  ListPipelineExecutionsCommand,
  SageMakerClient,
  StartPipelineExecutionCommand,
  UpdatePipelineExecutionCommand,
} from "@aws-sdk/client-sagemaker";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { StepStatusChangeEvent } from "../step-event";
import { respondToFailure } from "./response";
import type { Outcome } from "./retraining";
import { settingsFrom } from "./settings";

const sagemaker = new SageMakerClient({});
const sns = new SNSClient({});

/** Target of the drift rule: EventBridge calls it asynchronously, at least once for each event. */
export async function handler(event: StepStatusChangeEvent): Promise<Outcome> {
  return respondToFailure(
    {
      listPipelineExecutions: (input) => sagemaker.send(new ListPipelineExecutionsCommand(input)),
      listModelPackages: (input) => sagemaker.send(new ListModelPackagesCommand(input)),
      describeModelPackage: (input) => sagemaker.send(new DescribeModelPackageCommand(input)),
      startPipelineExecution: (input) => sagemaker.send(new StartPipelineExecutionCommand(input)),
      describePipelineExecution: (input) => sagemaker.send(new DescribePipelineExecutionCommand(input)),
      updatePipelineExecution: (input) => sagemaker.send(new UpdatePipelineExecutionCommand(input)),
      publish: (input) => sns.send(new PublishCommand(input)),
      log: (line) => console.warn(line),
    },
    settingsFrom(process.env),
    event,
  );
}
