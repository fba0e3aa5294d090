import { regionalArn } from "../../../../stacks/arns";
import { prod, prodDeploy, prodExecution, prodLambda, prodPlan, sageMakerOf } from "../cast";
import type { DeniedCall } from "./denied-call";

/** Keys of prod's file that put jobs and functions into a VPC. */
export const NETWORK = {
  vpc: {
    subnets: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    security_group_ids: ["sg-0123456789abcdef0"],
  },
  isolation: { network_isolation: true, inter_container_traffic_encryption: true },
} as const;

const ec2 = (resource: string): string => regionalArn(prod, "ec2", resource);
const SUBNET = ec2("subnet/subnet-0123456789abcdef0");
const SUBNET_OF_OTHERS = ec2("subnet/subnet-0fedcba9876543210");
const GROUP = ec2("security-group/sg-0123456789abcdef0");
const INTERFACE = ec2("network-interface/eni-0123456789abcdef0");
const inSubnet = (arn: string) => ({ "ec2:Subnet": arn });

/** What a job's or model's request says of its network. */
const nowhere = {
  "sagemaker:VpcSecurityGroupIds": ["sg-0123456789abcdef0"],
  "sagemaker:NetworkIsolation": "true",
} as const;
const within = { ...nowhere, "sagemaker:VpcSubnets": ["subnet-0123456789abcdef0"] } as const;

/** What is denied where jobs and functions run in a VPC, which the story does not play. */
export const IN_NETWORK: readonly DeniedCall[] = [
  ...[prodExecution, prodLambda].flatMap((who): DeniedCall[] => [
    {
      who,
      does: "ec2:CreateNetworkInterface",
      on: SUBNET_OF_OTHERS,
      because: "interfaces are put into the file's subnets",
      but: { on: SUBNET },
    },
    {
      who,
      does: "ec2:CreateNetworkInterface",
      on: ec2("security-group/sg-0fedcba9876543210"),
      because: "and get the file's security groups",
      but: { on: GROUP },
    },
    {
      who,
      does: "ec2:AttachNetworkInterface",
      on: INTERFACE,
      because: "they are attached to no machine of the account's own",
      but: { does: "ec2:CreateNetworkInterface" },
    },
    {
      who,
      does: "ec2:DescribeInstances",
      on: "*",
      because: "what else runs in the VPC is not its business",
      but: { does: "ec2:DescribeSubnets" },
    },
  ]),
  ...["ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"].map((does): DeniedCall => ({
    who: prodExecution,
    does,
    on: INTERFACE,
    with: inSubnet(SUBNET_OF_OTHERS),
    because: "interfaces elsewhere are others'",
    but: { with: inSubnet(SUBNET) },
  })),
  {
    who: prodLambda,
    does: "ec2:DeleteNetworkInterfacePermission",
    on: INTERFACE,
    because: "Lambda asks for none",
    but: { who: prodExecution },
  },
  {
    who: prodExecution,
    does: "ec2:AssignPrivateIpAddresses",
    on: INTERFACE,
    because: "SageMaker asks for none",
    but: { who: prodLambda },
  },
  {
    who: prodDeploy,
    does: "ec2:CreateNetworkInterface",
    on: SUBNET,
    because: "who deploys looks at a network, and puts nothing there",
    but: { who: prodLambda },
  },
  {
    who: prodPlan,
    does: "ec2:DescribeSubnets",
    on: "*",
    because: "a plan compares what Terraform reads, and that is not the network",
    but: { who: prodDeploy },
  },
  ...(
    [
      ["CreateProcessingJob", "processing-job"],
      ["CreateTrainingJob", "training-job"],
      ["CreateModel", "model"],
    ] as const
  ).flatMap(([operation, type]): DeniedCall[] => {
    const call = {
      who: prodExecution,
      does: `sagemaker:${operation}`,
      on: sageMakerOf(prod, `${type}/pipelines-x-Step-y`),
      but: { with: within },
    };
    return [
      { ...call, with: nowhere, because: "nothing runs outside of the file's VPC" },
      {
        ...call,
        with: { ...within, "sagemaker:VpcSubnets": ["subnet-0fedcba9876543210"] },
        because: "nor in another one",
      },
      {
        ...call,
        with: { ...within, "sagemaker:VpcSecurityGroupIds": ["sg-0fedcba9876543210"] },
        because: "nor with security groups that the file does not name",
      },
      {
        ...call,
        with: { ...within, "sagemaker:NetworkIsolation": "false" },
        because: "nor with a network that its container reaches",
      },
    ];
  }),
];
