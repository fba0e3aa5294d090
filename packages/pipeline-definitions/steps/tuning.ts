import type {
  CreateHyperParameterTuningJobRequest,
  DescribeHyperParameterTuningJobResponse,
  ListTrainingJobsForHyperParameterTuningJobResponse,
} from "@aws-sdk/client-sagemaker";
import type { RequestArguments } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";

export interface TuningStepOptions extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: RequestArguments<CreateHyperParameterTuningJobRequest, "HyperParameterTuningJobName">;
}

export interface TuningStep extends Step {
  /** The job's description, and its training jobs: `TrainingJobSummaries.item(0)` is the best. */
  readonly properties: Properties<
    DescribeHyperParameterTuningJobResponse & ListTrainingJobsForHyperParameterTuningJobResponse
  >;
}

/** Searches for the best hyperparameters. */
export function tuningStep(options: TuningStepOptions): TuningStep {
  return {
    ...defineStep("Tuning", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}
