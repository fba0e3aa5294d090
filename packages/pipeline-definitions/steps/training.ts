import type { CreateTrainingJobRequest, DescribeTrainingJobResponse } from "@aws-sdk/client-sagemaker";
import type { RequestArguments } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";

export interface TrainingStepOptions extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: RequestArguments<CreateTrainingJobRequest, "TrainingJobName">;
}

export interface TrainingStep extends Step {
  readonly properties: Properties<DescribeTrainingJobResponse>;
}

/** Runs a training job. */
export function trainingStep(options: TrainingStepOptions): TrainingStep {
  return {
    ...defineStep("Training", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}
