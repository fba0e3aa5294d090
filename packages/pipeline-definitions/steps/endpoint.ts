import type {
  CreateEndpointConfigInput,
  CreateEndpointInput,
  CreateInferenceComponentInput,
  DescribeEndpointConfigOutput,
  DescribeEndpointOutput,
  DescribeInferenceComponentOutput,
} from "@aws-sdk/client-sagemaker";
import type { RequestArguments } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";

export interface EndpointConfigStepOptions extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: RequestArguments<CreateEndpointConfigInput, "EndpointConfigName">;
}

export interface EndpointConfigStep extends Step {
  readonly properties: Properties<DescribeEndpointConfigOutput>;
}

/** Says which models an endpoint serves, on what machines. */
export function endpointConfigStep(options: EndpointConfigStepOptions): EndpointConfigStep {
  return {
    ...defineStep("EndpointConfig", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}

export interface EndpointStepOptions extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: RequestArguments<CreateEndpointInput, "EndpointName">;
}

export interface EndpointStep extends Step {
  readonly properties: Properties<DescribeEndpointOutput>;
}

/** Creates an endpoint, or updates the one of that name. */
export function endpointStep(options: EndpointStepOptions): EndpointStep {
  return {
    ...defineStep("Endpoint", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}

export interface InferenceComponentStepOptions extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: RequestArguments<CreateInferenceComponentInput, "InferenceComponentName">;
}

export interface InferenceComponentStep extends Step {
  readonly properties: Properties<DescribeInferenceComponentOutput>;
}

/** Puts a model on an endpoint beside others. */
export function inferenceComponentStep(options: InferenceComponentStepOptions): InferenceComponentStep {
  return {
    ...defineStep("InferenceComponent", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}
