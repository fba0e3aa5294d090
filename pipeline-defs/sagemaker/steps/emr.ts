import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";
import { get, type AnyValue, type StringVariable, type Value } from "../variable";

/** EMR's AddJobFlowSteps takes it as StepConfig; the service makes up the name. */
export interface EmrStepConfig {
  readonly Name?: Value<string>;
  readonly HadoopJarStep: {
    readonly Jar: Value<string>;
    readonly Args?: readonly Value<string>[];
    readonly MainClass?: Value<string>;
    readonly Properties?: readonly { readonly Key: Value<string>; readonly Value: Value<string> }[];
  };
}

/** Runs on a cluster that exists, or on one made for it: RunJobFlow's request, of which the service sets name and end. */
export type EmrCluster =
  | { readonly ClusterId: Value<string>; readonly ExecutionRoleArn?: Value<string> }
  | { readonly ClusterConfig: { readonly Instances: AnyValue; readonly [field: string]: AnyValue } };

export interface EmrStepOptions extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: { readonly StepConfig: EmrStepConfig } & EmrCluster;
}

/** EMR's DescribeStep, what can be used of it. */
interface EmrStepResult {
  Id: string;
  Name: string;
  ActionOnFailure: string;
  ExecutionRoleArn: string;
  Config: { Jar: string; MainClass: string; Args: string[]; Properties: Record<string, string> };
  Status: { State: string };
}

export interface EmrStep extends Step {
  readonly properties: Properties<EmrStepResult>;
}

/** Runs a step on an EMR cluster. */
export function emrStep(options: EmrStepOptions): EmrStep {
  return {
    ...defineStep("EMR", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}

/** Runs on an application that exists, or on one made for it. */
export type EmrServerlessApplication =
  | { readonly ApplicationId: Value<string> }
  | { readonly ApplicationConfig: { readonly [field: string]: AnyValue } };

export interface EmrServerlessStepOptions extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: {
    readonly ExecutionRoleArn: Value<string>;
    /** EMR Serverless' StartJobRun, in that API's own spelling. */
    readonly JobConfig: {
      readonly executionRoleArn: Value<string>;
      readonly jobDriver: AnyValue;
      readonly applicationId?: Value<string>;
      readonly configurationOverrides?: AnyValue;
      readonly executionTimeoutMinutes?: Value<number>;
      readonly name?: Value<string>;
      readonly tags?: Readonly<Record<string, Value<string>>>;
    };
  } & EmrServerlessApplication;
}

export interface EmrServerlessStep extends Step {
  readonly jobRunId: StringVariable;
}

/** Runs a job on EMR Serverless; the form is that of the Python SDK 3's EMRServerlessStep (sagemaker-mlops). */
export function emrServerlessStep(options: EmrServerlessStepOptions): EmrServerlessStep {
  return {
    ...defineStep("EMRServerless", options, { Arguments: options.arguments }),
    jobRunId: get(`Steps.${options.name}.jobRun.jobRunId`),
  };
}
