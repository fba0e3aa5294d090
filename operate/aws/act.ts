import {
  RetryPipelineExecutionCommand,
  SageMakerClient,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from "@aws-sdk/client-sagemaker";
import { required } from "../../deploy/aws/aws-handler";
import { asProblem } from "../../deploy/aws/problems";
import type { Environment } from "../../environments/environment";
import type { Act } from "../ports";
import { signInAsPerson } from "./people";
import { AwsWorkload } from "./workload";

/**
 * Connects to an environment's account as people who work with its pipelines. What an execution does it does as the
 * pipeline's own role.
 * @throws as `signInAsPerson`
 */
export async function connectAct(environment: Environment): Promise<Act> {
  const { config, principal } = await signInAsPerson(environment, "start its pipelines");
  const sagemaker = new SageMakerClient(config);
  const call = <T>(operation: string, resource: string, run: () => Promise<T>): Promise<T> =>
    asProblem({ action: `sagemaker:${operation}`, resource, principal }, run);
  return {
    workload: new AwsWorkload(config, principal),
    start: (pipeline, parameters) =>
      call("StartPipelineExecution", pipeline, async () => {
        const command = new StartPipelineExecutionCommand({
          PipelineName: pipeline,
          PipelineParameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
        });
        return required((await sagemaker.send(command)).PipelineExecutionArn, "the execution's ARN");
      }),
    stop: (arn) =>
      call("StopPipelineExecution", arn, async () => {
        await sagemaker.send(new StopPipelineExecutionCommand({ PipelineExecutionArn: arn }));
      }),
    retry: (arn) =>
      call("RetryPipelineExecution", arn, async () => {
        await sagemaker.send(new RetryPipelineExecutionCommand({ PipelineExecutionArn: arn }));
      }),
  };
}
