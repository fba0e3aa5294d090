import type { Inputs } from "../inputs";
import { LOWER_CASE, propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";
import type { Input, StringVariable } from "../variable";
import type { ApplicationRequest, JobRunRequest } from "./emr-serverless-requests";

/** Runs on an application that exists, or on one made for it. */
type EmrServerlessApplication =
  { readonly ApplicationId: Input<string> } | { readonly ApplicationConfig: Inputs<ApplicationRequest> };

export interface EmrServerlessStepOptions extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: {
    readonly ExecutionRoleArn: Input<string>;
    readonly JobConfig: Inputs<JobRunRequest>;
  } & EmrServerlessApplication;
}

interface Configuration {
  classification: string;
  properties: Record<string, string>;
  configurations: Configuration[];
}

interface ImageConfiguration {
  imageUri: string;
  resolvedImageDigest: string;
  applicationLevelDigestResolution: boolean;
}

interface Utilization {
  vCPUHour: number;
  memoryGBHour: number;
  storageGBHour: number;
}

/** EMR Serverless' GetJobRun, what can be used of it (service model of emr-serverless, 2021-07-13). */
interface EmrServerlessResult {
  jobRun: {
    applicationId: string;
    jobRunId: string;
    name: string;
    arn: string;
    createdBy: string;
    createdAt: Date;
    updatedAt: Date;
    startedAt: Date;
    endedAt: Date;
    executionRole: string;
    state: string;
    stateDetails: string;
    releaseLabel: string;
    mode: string;
    attempt: number;
    attemptCreatedAt: Date;
    attemptUpdatedAt: Date;
    executionIamPolicy: { policy: string; policyArns: string[] };
    networkConfiguration: { subnetIds: string[]; securityGroupIds: string[] };
    retryPolicy: { maxAttempts: number; maxFailedAttemptsPerHour: number };
    imageConfiguration: ImageConfiguration;
    workerTypeSpecifications: Record<string, { imageConfiguration: ImageConfiguration }>;
    configurationOverrides: { applicationConfiguration: Configuration[] };
    tags: Record<string, string>;
    executionTimeoutMinutes: number;
    totalExecutionDurationSeconds: number;
    queuedDurationMilliseconds: number;
    totalResourceUtilization: Utilization;
    billedResourceUtilization: Utilization;
    jobDriver: {
      sparkSubmit: { entryPoint: string; entryPointArguments: string[]; sparkSubmitParameters: string };
      hive: { query: string; initQueryFile: string; parameters: string };
    };
  };
}

export interface EmrServerlessStep extends Step {
  readonly properties: Properties<EmrServerlessResult>;
  /** Short for `properties.jobRun.jobRunId`. */
  readonly jobRunId: StringVariable;
}

/**
 * Runs a job on EMR Serverless; the form is that of the Python SDK 3's EMRServerlessStep
 * (sagemaker-mlops 1.27.0).
 */
export function emrServerlessStep(options: EmrServerlessStepOptions): EmrServerlessStep {
  const properties = propertiesOf<EmrServerlessResult>(options.name, LOWER_CASE);
  return {
    ...defineStep("EMRServerless", options, { Arguments: options.arguments }),
    properties,
    jobRunId: properties.jobRun.jobRunId,
  };
}
