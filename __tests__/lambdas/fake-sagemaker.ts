import type {
  ListModelPackagesInput,
  ListModelPackagesOutput,
  ListPipelineExecutionsRequest,
  ListPipelineExecutionsResponse,
  ModelApprovalStatus,
  ModelPackageStatus,
  ModelPackageSummary,
  PipelineExecutionStatus,
  PipelineExecutionSummary,
  StartPipelineExecutionRequest,
  StartPipelineExecutionResponse,
} from "@aws-sdk/client-sagemaker";
import type { PublishInput } from "@aws-sdk/client-sns";
import type { RetrainingServices } from "../../lambdas/start-retraining/response";

export const GROUP =
  "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package";
export const TRAIN_PIPELINE = "mammo-severity-train-pipeline";

/** A version as ListModelPackages shows it. */
export function version(
  number: number,
  approval: ModelApprovalStatus,
  status: ModelPackageStatus = "Completed",
): ModelPackageSummary {
  return {
    ModelPackageArn: `${GROUP.replace("-group", "")}/${number}`,
    ModelPackageVersion: number,
    ModelApprovalStatus: approval,
    ModelPackageStatus: status,
    // Created in the order opposite to the numbers: nothing may rely on the time of creation.
    CreationTime: new Date(2026, 0, 100 - number),
  };
}

/** Fake of the API's paging: two entries a page, and a token that says where the next one begins. */
export function pageOf<T>(
  entries: readonly T[],
  token: string | undefined,
): { page: T[]; next: string | undefined } {
  const begin = Number(token ?? 0);
  return {
    page: entries.slice(begin, begin + 2),
    next: begin + 2 < entries.length ? String(begin + 2) : undefined,
  };
}

/** Fake of SageMaker and SNS: remembers trainings by token as SageMaker does, and what was published. */
export class FakeServices implements RetrainingServices {
  readonly executions: PipelineExecutionSummary[] = [];
  readonly versions: ModelPackageSummary[] = [];
  readonly starts: StartPipelineExecutionRequest[] = [];
  readonly published: PublishInput[] = [];
  /** What the next calls of a method end with: an error, or undefined for a call that goes well. */
  readonly failures: Partial<Record<keyof RetrainingServices, (Error | undefined)[]>> = {};
  /** What SageMaker does with a token it knows that comes with another description. */
  onReusedToken: "same execution" | "conflict" = "same execution";
  /** The training starts, but the answer does not arrive. */
  losesAnswer = false;
  private readonly byToken = new Map<string, string>();

  addTraining(name: string, status: PipelineExecutionStatus, description?: string): string {
    const arn = `arn:aws:sagemaker:us-east-1:222222222222:pipeline/${TRAIN_PIPELINE}/execution/train${this.executions.length + 1}`;
    this.executions.push({
      PipelineExecutionArn: arn,
      PipelineExecutionDisplayName: name,
      PipelineExecutionDescription: description,
      PipelineExecutionStatus: status,
    });
    return arn;
  }

  async listPipelineExecutions(
    input: ListPipelineExecutionsRequest,
  ): Promise<ListPipelineExecutionsResponse> {
    await this.called("listPipelineExecutions");
    expect(input.PipelineName).toBe(TRAIN_PIPELINE);
    const { page, next } = pageOf(this.executions, input.NextToken);
    return { PipelineExecutionSummaries: page, NextToken: next };
  }

  async listModelPackages(input: ListModelPackagesInput): Promise<ListModelPackagesOutput> {
    await this.called("listModelPackages");
    expect(input).toMatchObject({ ModelPackageGroupName: GROUP, ModelPackageType: "Versioned" });
    const { page, next } = pageOf(this.versions, input.NextToken);
    return { ModelPackageSummaryList: page, NextToken: next };
  }

  async startPipelineExecution(
    input: StartPipelineExecutionRequest,
  ): Promise<StartPipelineExecutionResponse> {
    this.starts.push(input);
    await this.called("startPipelineExecution");
    const token = input.ClientRequestToken ?? "";
    const known = this.byToken.get(token);
    if (known !== undefined) {
      if (this.onReusedToken === "conflict") throw named("ConflictException", "the token is in use");
      return { PipelineExecutionArn: known };
    }
    const arn = this.addTraining(
      input.PipelineExecutionDisplayName ?? "",
      "Executing",
      input.PipelineExecutionDescription,
    );
    this.byToken.set(token, arn);
    if (this.losesAnswer) throw named("TimeoutError", "socket hang up");
    return { PipelineExecutionArn: arn };
  }

  async publish(input: PublishInput): Promise<unknown> {
    await this.called("publish");
    this.published.push(input);
    return {};
  }

  private async called(method: keyof RetrainingServices): Promise<void> {
    await Promise.resolve();
    const failure = this.failures[method]?.shift();
    if (failure) throw failure;
  }
}

export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
