import type { Configuration, EmrInstances } from "./emr-instances";

/**
 * A cluster that is made for a step: RunJobFlow's request (service model of emr, 2009-03-31) without
 * name, steps and end, which SageMaker sets and the Python SDK refuses.
 */
export interface EmrClusterRequest {
  LogUri?: string;
  LogEncryptionKmsKeyId?: string;
  AdditionalInfo?: string;
  AmiVersion?: string;
  ReleaseLabel?: string;
  Instances: EmrInstances;
  StepExecutionRoleArn?: string;
  BootstrapActions?: BootstrapActionConfig[];
  SupportedProducts?: string[];
  NewSupportedProducts?: SupportedProductConfig[];
  Applications?: Application[];
  Configurations?: Configuration[];
  VisibleToAllUsers?: boolean;
  JobFlowRole?: string;
  ServiceRole?: string;
  Tags?: Tag[];
  SecurityConfiguration?: string;
  AutoScalingRole?: string;
  ScaleDownBehavior?: "TERMINATE_AT_INSTANCE_HOUR" | "TERMINATE_AT_TASK_COMPLETION";
  CustomAmiId?: string;
  EbsRootVolumeSize?: number;
  RepoUpgradeOnBoot?: "SECURITY" | "NONE";
  KerberosAttributes?: KerberosAttributes;
  StepConcurrencyLevel?: number;
  ManagedScalingPolicy?: ManagedScalingPolicy;
  PlacementGroupConfigs?: PlacementGroupConfig[];
  OSReleaseLabel?: string;
  EbsRootVolumeIops?: number;
  EbsRootVolumeThroughput?: number;
  ExtendedSupport?: boolean;
  MonitoringConfiguration?: MonitoringConfiguration;
  SessionEnabled?: boolean;
}

interface BootstrapActionConfig {
  Name: string;
  ScriptBootstrapAction: ScriptBootstrapActionConfig;
}

interface ScriptBootstrapActionConfig {
  Path: string;
  Args?: string[];
}

interface SupportedProductConfig {
  Name?: string;
  Args?: string[];
}

interface Application {
  Name?: string;
  Version?: string;
  Args?: string[];
  AdditionalInfo?: Record<string, string>;
}

interface Tag {
  Key?: string;
  Value?: string;
}

interface KerberosAttributes {
  Realm: string;
  KdcAdminPassword: string;
  CrossRealmTrustPrincipalPassword?: string;
  ADDomainJoinUser?: string;
  ADDomainJoinPassword?: string;
}

interface ManagedScalingPolicy {
  ComputeLimits?: ComputeLimits;
  UtilizationPerformanceIndex?: number;
  ScalingStrategy?: "DEFAULT" | "ADVANCED";
}

interface ComputeLimits {
  UnitType: "InstanceFleetUnits" | "Instances" | "VCPU";
  MinimumCapacityUnits: number;
  MaximumCapacityUnits: number;
  MaximumOnDemandCapacityUnits?: number;
  MaximumCoreCapacityUnits?: number;
}

interface PlacementGroupConfig {
  InstanceRole: "MASTER" | "CORE" | "TASK";
  PlacementStrategy?: "SPREAD" | "PARTITION" | "CLUSTER" | "NONE";
}

interface MonitoringConfiguration {
  CloudWatchLogConfiguration?: CloudWatchLogConfiguration;
  S3LoggingConfiguration?: S3LoggingConfiguration;
}

interface CloudWatchLogConfiguration {
  Enabled: boolean;
  LogGroupName?: string;
  LogStreamNamePrefix?: string;
  EncryptionKeyArn?: string;
  LogTypes?: Record<string, string[]>;
}

interface S3LoggingConfiguration {
  LogTypeUploadPolicy?: Record<string, "emr-managed" | "on-customer-s3only" | "disabled">;
}
