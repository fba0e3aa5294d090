import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";
import type { AnyValue, Value } from "../variable";

/** EMR's AddJobFlowSteps takes it as StepConfig; the service makes up the name. */
export interface EmrStepConfig {
  readonly Name?: Value<string>;
  readonly ActionOnFailure?: Value<string>;
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

/** EMR's DescribeStep (service model of emr, 2009-03-31: Step). */
interface EmrStepResult {
  Id: string;
  Name: string;
  ActionOnFailure: string;
  ExecutionRoleArn: string;
  LogUri: string;
  EncryptionKeyArn: string;
  Config: { Jar: string; MainClass: string; Args: string[]; Properties: Record<string, string> };
  Status: {
    State: string;
    StateChangeReason: { Code: string; Message: string };
    FailureDetails: { Reason: string; Message: string; LogFile: string };
    Timeline: { CreationDateTime: Date; StartDateTime: Date; EndDateTime: Date };
  };
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
