/**
 * What a job on EMR Serverless is asked for (service model of emr-serverless, 2021-07-13), in that API's
 * own spelling.
 */

/** CreateApplication's request. `type` is `SPARK` or `HIVE`: the model lists no values. */
export interface ApplicationRequest {
  name?: string;
  releaseLabel: string;
  type: string;
  clientToken?: string;
  initialCapacity?: Record<string, InitialCapacityConfig>;
  maximumCapacity?: MaximumAllowedResources;
  tags?: Record<string, string>;
  autoStartConfiguration?: AutoStartConfig;
  autoStopConfiguration?: AutoStopConfig;
  networkConfiguration?: NetworkConfiguration;
  architecture?: "ARM64" | "X86_64";
  imageConfiguration?: ImageConfigurationInput;
  workerTypeSpecifications?: Record<string, WorkerTypeSpecificationInput>;
  runtimeConfiguration?: Configuration[];
  monitoringConfiguration?: MonitoringConfiguration;
  diskEncryptionConfiguration?: DiskEncryptionConfiguration;
  interactiveConfiguration?: InteractiveConfiguration;
  schedulerConfiguration?: SchedulerConfiguration;
  identityCenterConfiguration?: IdentityCenterConfigurationInput;
  jobLevelCostAllocationConfiguration?: JobLevelCostAllocationConfiguration;
}

/** StartJobRun's request. The application is the step's own where it is left out. */
export interface JobRunRequest {
  applicationId?: string;
  clientToken?: string;
  executionRoleArn: string;
  executionIamPolicy?: JobRunExecutionIamPolicy;
  jobDriver: JobDriver;
  configurationOverrides?: ConfigurationOverrides;
  tags?: Record<string, string>;
  executionTimeoutMinutes?: number;
  name?: string;
  mode?: "BATCH" | "STREAMING";
  retryPolicy?: RetryPolicy;
}

/** What runs: a Spark application or Hive queries. */
type JobDriver = { sparkSubmit: SparkSubmit } | { hive: Hive };

interface SparkSubmit {
  entryPoint: string;
  entryPointArguments?: string[];
  sparkSubmitParameters?: string;
}

interface Hive {
  query: string;
  initQueryFile?: string;
  parameters?: string;
}

interface JobRunExecutionIamPolicy {
  policy?: string;
  policyArns?: string[];
}

interface ConfigurationOverrides {
  applicationConfiguration?: Configuration[];
  monitoringConfiguration?: MonitoringConfiguration;
  diskEncryptionConfiguration?: DiskEncryptionConfiguration;
}

interface RetryPolicy {
  maxAttempts?: number;
  maxFailedAttemptsPerHour?: number;
}

interface Configuration {
  classification: string;
  properties?: Record<string, string>;
  configurations?: Configuration[];
}

interface MonitoringConfiguration {
  s3MonitoringConfiguration?: S3MonitoringConfiguration;
  managedPersistenceMonitoringConfiguration?: ManagedPersistenceMonitoringConfiguration;
  cloudWatchLoggingConfiguration?: CloudWatchLoggingConfiguration;
  prometheusMonitoringConfiguration?: PrometheusMonitoringConfiguration;
}

interface S3MonitoringConfiguration {
  logUri?: string;
  encryptionKeyArn?: string;
}

interface ManagedPersistenceMonitoringConfiguration {
  enabled?: boolean;
  encryptionKeyArn?: string;
}

interface CloudWatchLoggingConfiguration {
  enabled: boolean;
  logGroupName?: string;
  logStreamNamePrefix?: string;
  encryptionKeyArn?: string;
  logTypes?: Record<string, string[]>;
}

interface PrometheusMonitoringConfiguration {
  remoteWriteUrl?: string;
}

interface DiskEncryptionConfiguration {
  encryptionContext?: Record<string, string>;
  encryptionKeyArn?: string;
}

interface InitialCapacityConfig {
  workerCount: number;
  workerConfiguration?: WorkerResourceConfig;
}

interface WorkerResourceConfig {
  cpu: string;
  memory: string;
  disk?: string;
  diskType?: string;
}

interface MaximumAllowedResources {
  cpu: string;
  memory: string;
  disk?: string;
}

interface AutoStartConfig {
  enabled?: boolean;
}

interface AutoStopConfig {
  enabled?: boolean;
  idleTimeoutMinutes?: number;
}

interface NetworkConfiguration {
  subnetIds?: string[];
  securityGroupIds?: string[];
}

interface ImageConfigurationInput {
  imageUri?: string;
  applicationLevelDigestResolution?: boolean;
}

interface WorkerTypeSpecificationInput {
  imageConfiguration?: ImageConfigurationInput;
}

interface InteractiveConfiguration {
  studioEnabled?: boolean;
  livyEndpointEnabled?: boolean;
  sessionEnabled?: boolean;
}

interface SchedulerConfiguration {
  queueTimeoutMinutes?: number;
  maxConcurrentRuns?: number;
}

interface IdentityCenterConfigurationInput {
  identityCenterInstanceArn?: string;
  userBackgroundSessionsEnabled?: boolean;
}

interface JobLevelCostAllocationConfiguration {
  enabled?: boolean;
}
