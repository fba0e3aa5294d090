import type { CreateAutoMLJobRequest, DescribeAutoMLJobResponse } from "@aws-sdk/client-sagemaker";
import type { RequestArguments } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";

/** What the pipeline service has no use for. */
type NotInPipelines = "ModelDeployConfig" | "GenerateCandidateDefinitionsOnly";

export interface AutoMLStepOptions extends StepOptions, CacheOptions, RetryOptions {
  /** The service takes the mode ENSEMBLING only. */
  readonly arguments: RequestArguments<Omit<CreateAutoMLJobRequest, NotInPipelines>, "AutoMLJobName">;
}

/** Two reports that the pipeline service adds to the job's description. */
interface BestCandidateReports {
  BestCandidateProperties: { ModelInsightsJsonReportPath: string; ExplainabilityJsonReportPath: string };
}

export interface AutoMLStep extends Step {
  readonly properties: Properties<DescribeAutoMLJobResponse & BestCandidateReports>;
}

/** Lets SageMaker choose and train a model. */
export function autoMLStep(options: AutoMLStepOptions): AutoMLStep {
  return {
    ...defineStep("AutoML", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}
