import type {
  DescribeModelPackageInput,
  DescribePipelineExecutionRequest,
  DescribePipelineExecutionResponse,
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
  UpdatePipelineExecutionRequest,
} from "@aws-sdk/client-sagemaker";
import type { PublishInput } from "@aws-sdk/client-sns";
import { isDeepStrictEqual } from "node:util";
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
  /** Which environment trained a version, by its ARN; that of prod where nothing is said. */
  readonly trainedBy = new Map<string, string | undefined>();
  readonly starts: StartPipelineExecutionRequest[] = [];
  /** Descriptions of inference executions, by ARN. */
  readonly descriptions = new Map<string, string>();
  readonly lines: string[] = [];
  /** Versions that were described. */
  readonly described: string[] = [];
  readonly published: PublishInput[] = [];
  /** What the next calls of a method end with: an error, or undefined for a call that goes well. */
  readonly failures: Partial<Record<keyof RetrainingServices, (Error | undefined)[]>> = {};
  /** Milliseconds since 1970: when the next training starts. */
  now = Date.parse("2026-03-15T23:10:12.345Z");
  /** What SageMaker does with a token that it knows. */
  onReusedToken: "same execution" | "conflict" = "same execution";
  /** The training starts, but the answer does not arrive. */
  losesAnswer = false;
  /** The next list of executions lacks the latest. */
  lags = false;
  private readonly byToken = new Map<string, { arn: string; request: StartPipelineExecutionRequest }>();

  addTraining(name: string, status: PipelineExecutionStatus, description?: string): string {
    const arn = `arn:aws:sagemaker:us-east-1:222222222222:pipeline/${TRAIN_PIPELINE}/execution/train${this.executions.length + 1}`;
    this.executions.push({
      PipelineExecutionArn: arn,
      PipelineExecutionDisplayName: name,
      PipelineExecutionDescription: description,
      PipelineExecutionStatus: status,
      StartTime: new Date(this.now),
    });
    return arn;
  }

  async listPipelineExecutions(
    input: ListPipelineExecutionsRequest,
  ): Promise<ListPipelineExecutionsResponse> {
    await this.called("listPipelineExecutions");
    expect(input.PipelineName).toBe(TRAIN_PIPELINE);
    const { page, next } = pageOf(
      this.lags ? this.executions.slice(0, -1) : this.executions,
      input.NextToken,
    );
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
      if (!isDeepStrictEqual(known.request, input))
        throw named("ConflictException", "another request's token");
      if (this.onReusedToken === "conflict") throw named("ConflictException", "the token is in use");
      return { PipelineExecutionArn: known.arn };
    }
    const arn = this.addTraining(
      input.PipelineExecutionDisplayName ?? "",
      "Executing",
      input.PipelineExecutionDescription,
    );
    this.byToken.set(token, { arn, request: input });
    if (this.losesAnswer) throw named("TimeoutError", "socket hang up");
    return { PipelineExecutionArn: arn };
  }

  async describeModelPackage(input: DescribeModelPackageInput) {
    await this.called("describeModelPackage");
    const arn = input.ModelPackageName ?? "";
    this.described.push(arn);
    const environment = this.trainedBy.has(arn) ? this.trainedBy.get(arn) : "prod";
    const metadata: Record<string, string> = environment === undefined ? {} : { environment };
    return { CustomerMetadataProperties: metadata };
  }

  async describePipelineExecution(
    input: DescribePipelineExecutionRequest,
  ): Promise<DescribePipelineExecutionResponse> {
    await this.called("describePipelineExecution");
    return { PipelineExecutionDescription: this.descriptions.get(input.PipelineExecutionArn ?? "") };
  }

  async updatePipelineExecution(input: UpdatePipelineExecutionRequest): Promise<unknown> {
    await this.called("updatePipelineExecution");
    // The API's pattern is `.*`: no line breaks.
    expect(input.PipelineExecutionDescription).toMatch(/^.{0,3072}$/);
    this.descriptions.set(input.PipelineExecutionArn ?? "", input.PipelineExecutionDescription ?? "");
    return {};
  }

  log(line: string): void {
    this.lines.push(line);
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
