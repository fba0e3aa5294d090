import type { Environment } from "../../environments/environment";
import { executionRoles, regionalArn } from "../arns";
import type { AccessRequirement } from "./requirement";

/** The network interfaces of jobs and functions in a private network, and who may make them; nothing without one. */
export function networkAccess(environment: Environment): AccessRequirement[] {
  const { name, vpc, lambdaRole, deployRole } = environment;
  if (vpc === undefined) return [];
  const subnets = vpc.subnets.map((id) => regionalArn(environment, "ec2", `subnet/${id}`));
  const groups = vpc.securityGroupIds.map((id) => regionalArn(environment, "ec2", `security-group/${id}`));
  const anInterface = regionalArn(environment, "ec2", "network-interface/*");
  const made = (principal: string, purpose: string): AccessRequirement[] =>
    [anInterface, ...subnets, ...groups].map((resource) => ({
      ...within(principal, purpose, resource),
      actions: ["ec2:CreateNetworkInterface"],
    }));
  const jobs = `${name} runs jobs in its VPC`;
  const functions = `${name} runs functions in its VPC`;
  return [
    ...executionRoles(environment).flatMap((role): AccessRequirement[] => [
      ...made(role, jobs),
      ...subnets.map((subnet) => ({
        ...within(role, jobs, anInterface),
        actions: ["ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"],
        context: { "ec2:Subnet": subnet },
      })),
      {
        ...within(role, jobs, "*"),
        actions: [
          "ec2:DeleteNetworkInterfacePermission",
          "ec2:DescribeDhcpOptions",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSubnets",
          "ec2:DescribeVpcs",
        ],
      },
    ]),
    ...made(lambdaRole, functions),
    {
      ...within(lambdaRole, functions, anInterface),
      actions: [
        "ec2:AssignPrivateIpAddresses",
        "ec2:DeleteNetworkInterface",
        "ec2:UnassignPrivateIpAddresses",
      ],
    },
    {
      ...within(lambdaRole, functions, "*"),
      actions: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
    },
    {
      ...within(deployRole, `functions of ${name} are put into its VPC`, "*"),
      actions: ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
    },
  ];
}

function within(principal: string, purpose: string, resource: string) {
  return { principal, purpose, resource, scope: { Resource: resource }, context: {} };
}
