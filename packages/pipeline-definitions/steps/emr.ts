import type { Inputs } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";
import type { EmrClusterRequest } from "./emr-cluster";

/**
 * EMR's AddJobFlowSteps takes it as StepConfig (service model of emr, 2009-03-31); the service makes up
 * the name.
 */
interface StepConfig {
  Name?: string;
  ActionOnFailure?: "TERMINATE_JOB_FLOW" | "TERMINATE_CLUSTER" | "CANCEL_AND_WAIT" | "CONTINUE";
  HadoopJarStep: {
    Properties?: { Key?: string; Value?: string }[];
    Jar: string;
    MainClass?: string;
    Args?: string[];
  };
  StepMonitoringConfiguration?: {
    S3MonitoringConfiguration?: { LogUri?: string; EncryptionKeyArn?: string };
  };
}

type EmrStepConfig = Inputs<StepConfig>;

/** Runs on a cluster that exists, or on one made for it. */
type EmrCluster =
  | Inputs<{ ClusterId: string; ExecutionRoleArn?: string }>
  | { readonly ClusterConfig: Inputs<EmrClusterRequest> };

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
