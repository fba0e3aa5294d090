import type { Environment, Vpc } from "../../environments/environment";
import { regionalArn, securityGroupArns, subnetArns } from "../arns";
import type { Condition, Statement } from "../iam/policy-document";

/**
 * What SageMaker does, as a job's or model's role, with the network interfaces that it puts into a VPC (SageMaker
 * developer guide, "How to use SageMaker execution roles", "If you specify a private VPC"). Nothing without a VPC.
 */
export function interfacesOfJobs(environment: Environment): Statement[] {
  const { vpc } = environment;
  if (vpc === undefined) return [];
  return [
    putInterfaces(environment, vpc),
    {
      Sid: "UseInterfacesInVpc",
      Effect: "Allow",
      Action: ["ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"],
      Resource: [interfaces(environment)],
      Condition: { ArnLike: { "ec2:Subnet": subnetArns(environment, vpc) } },
    },
    {
      // The Service Authorization Reference has an interface for its resource, and says that it may be asked without.
      Sid: "ReleaseInterfaces",
      Effect: "Allow",
      Action: "ec2:DeleteNetworkInterfacePermission",
      Resource: "*",
    },
    findNetworks([
      "ec2:DescribeDhcpOptions",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
    ]),
  ];
}

/**
 * What Lambda does, as a function's role, with the network interfaces that it puts into a VPC (Lambda developer guide,
 * "Giving Lambda functions access to resources in an Amazon VPC", "Required IAM permissions"). Nothing without a VPC.
 */
export function interfacesOfFunctions(environment: Environment): Statement[] {
  const { vpc } = environment;
  if (vpc === undefined) return [];
  return [
    putInterfaces(environment, vpc),
    {
      // In the guide's words, "all resource IDs": a function may not reach its VPC where the policy names less.
      Sid: "UseInterfaces",
      Effect: "Allow",
      Action: [
        "ec2:AssignPrivateIpAddresses",
        "ec2:DeleteNetworkInterface",
        "ec2:UnassignPrivateIpAddresses",
      ],
      Resource: regionalArn(environment, "ec2", "*"),
    },
    findNetworks(["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"]),
  ];
}

/** What Lambda asks of whoever gives a function its VPC (Lambda developer guide, ibid.). Nothing without a VPC. */
export function networkOfFunctions({ vpc }: Environment): Statement[] {
  return vpc === undefined
    ? []
    : [findNetworks(["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"])];
}

/** Holds what a role creates to the network of the environment's file; undefined where the file says nothing of it. */
export function inNetwork({ vpc, isolation }: Environment): Condition | undefined {
  if (vpc === undefined && !isolation.network) return undefined;
  return {
    ...(vpc && inVpc(vpc)),
    ...(isolation.network && { Bool: { "sagemaker:NetworkIsolation": "true" } }),
  };
}

/** All values of none are among these: hence the second condition (IAM user guide, "Multivalued context keys"). */
function inVpc({ subnets, securityGroupIds }: Vpc): Condition {
  return {
    "ForAllValues:StringEquals": {
      "sagemaker:VpcSecurityGroupIds": securityGroupIds,
      "sagemaker:VpcSubnets": subnets,
    },
    Null: { "sagemaker:VpcSecurityGroupIds": "false", "sagemaker:VpcSubnets": "false" },
  };
}

function putInterfaces(environment: Environment, vpc: Vpc): Statement {
  return {
    Sid: "PutInterfacesIntoVpc",
    Effect: "Allow",
    Action: "ec2:CreateNetworkInterface",
    Resource: [
      interfaces(environment),
      ...subnetArns(environment, vpc),
      ...securityGroupArns(environment, vpc),
    ],
  };
}

function interfaces(environment: Environment): string {
  return regionalArn(environment, "ec2", "network-interface/*");
}

function findNetworks(Action: readonly string[]): Statement {
  // These know no resource.
  return { Sid: "FindNetworks", Effect: "Allow", Action, Resource: "*" };
}
