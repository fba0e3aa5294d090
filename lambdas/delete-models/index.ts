import {
  DeleteModelCommand,
  DescribePipelineExecutionCommand,
  ListModelsCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { requiredSetting } from "../settings";
import type { StepStatusChangeEvent } from "../step-event";
import { deleteModels, type Deleted } from "./delete";

const sagemaker = new SageMakerClient({});

/** Target of the rule on new models: EventBridge calls it asynchronously, at least once for each event. */
export async function handler(event: StepStatusChangeEvent): Promise<Deleted> {
  return deleteModels(
    {
      listModels: (input) => sagemaker.send(new ListModelsCommand(input)),
      describePipelineExecution: (arn) =>
        sagemaker.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn })),
      deleteModel: (name) => sagemaker.send(new DeleteModelCommand({ ModelName: name })),
    },
    Number(requiredSetting(process.env, "RETENTION_DAYS")),
    event,
    new Date(),
  );
}
