import {
  DescribePipelineDefinitionForExecutionCommand,
  DescribePipelineExecutionCommand,
  ListPipelineExecutionsCommand,
  type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { required } from "../../deploy/aws/aws-handler";
import { asProblem, unlessMissing } from "../../deploy/aws/problems";
import { AT_ONCE, inTurns } from "../in-turns";
import type { Run, Workload } from "../ports";
import { runOf } from "./executions";

/** What ran in an account: the part of it that SageMaker alone tells. */
export class AwsHistory implements Pick<Workload, "definition" | "run" | "runs"> {
  constructor(
    private readonly sagemaker: SageMakerClient,
    private readonly principal: string,
  ) {}

  async runs(pipeline: string, limit: number, before?: Date): Promise<readonly Run[]> {
    const arns = await this.call("sagemaker:ListPipelineExecutions", pipeline, async () => {
      const request = {
        PipelineName: pipeline,
        SortOrder: "Descending",
        MaxResults: limit,
        CreatedBefore: before,
      } as const;
      const page = await unlessMissing(this.sagemaker.send(new ListPipelineExecutionsCommand(request)));
      return (page?.PipelineExecutionSummaries ?? []).flatMap(({ PipelineExecutionArn: arn }) => arn ?? []);
    });
    return inTurns(arns, AT_ONCE, (arn) => this.run(arn));
  }

  run(arn: string): Promise<Run> {
    return this.call("sagemaker:DescribePipelineExecution", arn, async () => {
      const command = new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn });
      return runOf(arn, await this.sagemaker.send(command));
    });
  }

  definition(arn: string): Promise<string> {
    return this.call("sagemaker:DescribePipelineDefinitionForExecution", arn, async () => {
      const command = new DescribePipelineDefinitionForExecutionCommand({ PipelineExecutionArn: arn });
      const { PipelineDefinition } = await this.sagemaker.send(command);
      return required(PipelineDefinition, "the execution's definition");
    });
  }

  protected call<T>(action: string, resource: string, run: () => Promise<T>): Promise<T> {
    return asProblem({ action, resource, principal: this.principal }, run);
  }
}
