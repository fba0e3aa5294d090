/**
 * Where the instances of an EMR cluster come from: the part of RunJobFlow's request (service model of
 * emr, 2009-03-31).
 */

/** Groups or fleets of machines. When the cluster ends is SageMaker's to say. */
export interface EmrInstances {
  MasterInstanceType?: string;
  SlaveInstanceType?: string;
  InstanceCount?: number;
  InstanceGroups?: InstanceGroupConfig[];
  InstanceFleets?: InstanceFleetConfig[];
  Ec2KeyName?: string;
  Placement?: PlacementType;
  UnhealthyNodeReplacement?: boolean;
  HadoopVersion?: string;
  Ec2SubnetId?: string;
  Ec2SubnetIds?: string[];
  EmrManagedMasterSecurityGroup?: string;
  EmrManagedSlaveSecurityGroup?: string;
  ServiceAccessSecurityGroup?: string;
  AdditionalMasterSecurityGroups?: string[];
  AdditionalSlaveSecurityGroups?: string[];
}

interface InstanceGroupConfig {
  Name?: string;
  Market?: "ON_DEMAND" | "SPOT";
  InstanceRole: "MASTER" | "CORE" | "TASK";
  BidPrice?: string;
  InstanceType: string;
  InstanceCount: number;
  Configurations?: Configuration[];
  EbsConfiguration?: EbsConfiguration;
  AutoScalingPolicy?: AutoScalingPolicy;
  CustomAmiId?: string;
}

export interface Configuration {
  Classification?: string;
  Configurations?: Configuration[];
  Properties?: Record<string, string>;
}

interface EbsConfiguration {
  EbsBlockDeviceConfigs?: EbsBlockDeviceConfig[];
  EbsOptimized?: boolean;
}

interface EbsBlockDeviceConfig {
  VolumeSpecification: VolumeSpecification;
  VolumesPerInstance?: number;
}

interface VolumeSpecification {
  VolumeType: string;
  Iops?: number;
  SizeInGB: number;
  Throughput?: number;
}

interface AutoScalingPolicy {
  Constraints: ScalingConstraints;
  Rules: ScalingRule[];
}

interface ScalingConstraints {
  MinCapacity: number;
  MaxCapacity: number;
}

interface ScalingRule {
  Name: string;
  Description?: string;
  Action: ScalingAction;
  Trigger: ScalingTrigger;
}

interface ScalingAction {
  Market?: "ON_DEMAND" | "SPOT";
  SimpleScalingPolicyConfiguration: SimpleScalingPolicyConfiguration;
}

interface SimpleScalingPolicyConfiguration {
  AdjustmentType?: "CHANGE_IN_CAPACITY" | "PERCENT_CHANGE_IN_CAPACITY" | "EXACT_CAPACITY";
  ScalingAdjustment: number;
  CoolDown?: number;
}

interface ScalingTrigger {
  CloudWatchAlarmDefinition: CloudWatchAlarmDefinition;
}

interface CloudWatchAlarmDefinition {
  ComparisonOperator: "GREATER_THAN_OR_EQUAL" | "GREATER_THAN" | "LESS_THAN" | "LESS_THAN_OR_EQUAL";
  EvaluationPeriods?: number;
  MetricName: string;
  Namespace?: string;
  Period: number;
  Statistic?: "SAMPLE_COUNT" | "AVERAGE" | "SUM" | "MINIMUM" | "MAXIMUM";
  Threshold: number;
  Unit?:
    | "NONE"
    | "SECONDS"
    | "MICRO_SECONDS"
    | "MILLI_SECONDS"
    | "BYTES"
    | "KILO_BYTES"
    | "MEGA_BYTES"
    | "GIGA_BYTES"
    | "TERA_BYTES"
    | "BITS"
    | "KILO_BITS"
    | "MEGA_BITS"
    | "GIGA_BITS"
    | "TERA_BITS"
    | "PERCENT"
    | "COUNT"
    | "BYTES_PER_SECOND"
    | "KILO_BYTES_PER_SECOND"
    | "MEGA_BYTES_PER_SECOND"
    | "GIGA_BYTES_PER_SECOND"
    | "TERA_BYTES_PER_SECOND"
    | "BITS_PER_SECOND"
    | "KILO_BITS_PER_SECOND"
    | "MEGA_BITS_PER_SECOND"
    | "GIGA_BITS_PER_SECOND"
    | "TERA_BITS_PER_SECOND"
    | "COUNT_PER_SECOND";
  Dimensions?: MetricDimension[];
}

interface MetricDimension {
  Key?: string;
  Value?: string;
}

interface InstanceFleetConfig {
  Name?: string;
  InstanceFleetType: "MASTER" | "CORE" | "TASK";
  TargetOnDemandCapacity?: number;
  TargetSpotCapacity?: number;
  InstanceTypeConfigs?: InstanceTypeConfig[];
  LaunchSpecifications?: InstanceFleetProvisioningSpecifications;
  ResizeSpecifications?: InstanceFleetResizingSpecifications;
  Context?: string;
}

interface InstanceTypeConfig {
  InstanceType: string;
  WeightedCapacity?: number;
  BidPrice?: string;
  BidPriceAsPercentageOfOnDemandPrice?: number;
  EbsConfiguration?: EbsConfiguration;
  Configurations?: Configuration[];
  CustomAmiId?: string;
  Priority?: number;
}

interface InstanceFleetProvisioningSpecifications {
  SpotSpecification?: SpotProvisioningSpecification;
  OnDemandSpecification?: OnDemandProvisioningSpecification;
}

type SpotAllocationStrategy =
  | "capacity-optimized"
  | "price-capacity-optimized"
  | "lowest-price"
  | "diversified"
  | "capacity-optimized-prioritized";

interface SpotProvisioningSpecification {
  TimeoutDurationMinutes: number;
  TimeoutAction: "SWITCH_TO_ON_DEMAND" | "TERMINATE_CLUSTER";
  BlockDurationMinutes?: number;
  AllocationStrategy?: SpotAllocationStrategy;
}

interface OnDemandProvisioningSpecification {
  AllocationStrategy: "lowest-price" | "prioritized";
  CapacityReservationOptions?: OnDemandCapacityReservationOptions;
}

interface OnDemandCapacityReservationOptions {
  UsageStrategy?: "use-capacity-reservations-first";
  CapacityReservationPreference?: "open" | "none";
  CapacityReservationResourceGroupArn?: string;
}

interface InstanceFleetResizingSpecifications {
  SpotResizeSpecification?: SpotResizingSpecification;
  OnDemandResizeSpecification?: OnDemandResizingSpecification;
}

interface SpotResizingSpecification {
  TimeoutDurationMinutes?: number;
  AllocationStrategy?: SpotAllocationStrategy;
}

interface OnDemandResizingSpecification {
  TimeoutDurationMinutes?: number;
  AllocationStrategy?: "lowest-price" | "prioritized";
  CapacityReservationOptions?: OnDemandCapacityReservationOptions;
}

interface PlacementType {
  AvailabilityZone?: string;
  AvailabilityZones?: string[];
}
