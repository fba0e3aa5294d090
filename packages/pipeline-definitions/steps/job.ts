import type { CreateJobRequest, DescribeJobResponse } from "@aws-sdk/client-sagemaker";
import type { RequestArguments } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";
import { get, type StringVariable } from "../variable";

export interface JobStepOptions extends StepOptions, CacheOptions, RetryOptions {
  /** `JobConfigDocument` is JSON as text; variables are joined into it. */
  readonly arguments: RequestArguments<CreateJobRequest, "JobName">;
}

export interface JobStep extends Step {
  readonly properties: Properties<DescribeJobResponse>;
  /**
   * A value out of the job's document, which the service reads when it is asked for.
   * @param path keys from the document's root, such as `OutputModelPackageArn`
   */
  document(path: string): StringVariable;
}

/** Runs a job of one of the categories that CreateJob has, such as AgentRFT. */
export function jobStep(options: JobStepOptions): JobStep {
  const { name } = options;
  return {
    ...defineStep("Job", options, { Arguments: options.arguments }),
    properties: propertiesOf(name),
    document: (path) => get(`Steps.${name}.JobConfigDocument.${path}`),
  };
}
