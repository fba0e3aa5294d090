import type {
  CreateModelInput,
  CreateModelPackageInput,
  DescribeModelOutput,
  DescribeModelPackageOutput,
} from "@aws-sdk/client-sagemaker";
import type { Inputs, RequestArguments } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type RetryOptions, type Step, type StepOptions } from "../step";

export interface ModelStepOptions extends StepOptions, RetryOptions {
  readonly arguments: RequestArguments<CreateModelInput, "ModelName">;
}

export interface ModelStep extends Step {
  readonly properties: Properties<DescribeModelOutput>;
}

/** Creates a model that jobs and endpoints can serve. */
export function modelStep(options: ModelStepOptions): ModelStep {
  return {
    ...defineStep("Model", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}

export interface RegisterModelStepOptions extends StepOptions, RetryOptions {
  readonly arguments: Inputs<CreateModelPackageInput>;
}

export interface RegisterModelStep extends Step {
  readonly properties: Properties<DescribeModelPackageOutput>;
}

/** Registers a version of a model: creates a model package. */
export function registerModelStep(options: RegisterModelStepOptions): RegisterModelStep {
  return {
    ...defineStep("RegisterModel", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}
