import type { CreateTransformJobRequest, DescribeTransformJobResponse } from "@aws-sdk/client-sagemaker";
import type { RequestArguments } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";

export interface TransformStepOptions extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: RequestArguments<CreateTransformJobRequest, "TransformJobName">;
}

export interface TransformStep extends Step {
  readonly properties: Properties<DescribeTransformJobResponse>;
}

/** Runs a batch transform job. */
export function transformStep(options: TransformStepOptions): TransformStep {
  return {
    ...defineStep("Transform", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}
