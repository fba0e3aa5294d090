import { partitionOf } from "sagemaker-promotion-core/arn";
import { callerOf, type Permission } from "./authorization";
import { requireArn } from "./arns";
import { ApiError, validationException } from "./errors";
import { listAt, objectAt, isTrue, at } from "./json";
import type { JsonObject } from "./json";
import type { Services } from "./services";

/** Nothing here has an interface; its id stands in what is asked. */
const AN_INTERFACE = "network-interface/eni-00000000000000000";

/** Where a request says its network: a processing job in a member of its own. */
function networkOf(input: JsonObject): JsonObject {
  return { ...input, ...objectAt(input, "NetworkConfig") };
}

const textsAt = (value: JsonObject, ...path: readonly string[]): readonly string[] =>
  listAt(value, ...path).filter((item) => typeof item === "string");

/** Condition keys by which policies hold jobs and models to a network; service authorization reference. */
export function networkContext(input: JsonObject): NonNullable<Permission["context"]> {
  const network = networkOf(input);
  const subnets = textsAt(network, "VpcConfig", "Subnets");
  const groups = textsAt(network, "VpcConfig", "SecurityGroupIds");
  return {
    ...(subnets.length > 0 && { "sagemaker:VpcSubnets": subnets }),
    ...(groups.length > 0 && { "sagemaker:VpcSecurityGroupIds": groups }),
    ...flag("sagemaker:NetworkIsolation", at(network, "EnableNetworkIsolation")),
    ...flag(
      "sagemaker:InterContainerTrafficEncryption",
      at(network, "EnableInterContainerTrafficEncryption"),
    ),
  };
}

const flag = (key: string, value: Parameters<typeof isTrue>[0]): Record<string, string> =>
  value === undefined ? {} : { [key]: String(isTrue(value)) };

/**
 * What SageMaker does as the role of a job or model in a VPC (developer guide, "How to use SageMaker execution roles",
 * "If you specify a private VPC"), asked when it is created: interfaces are made, used and taken away again.
 * @throws ApiError ValidationException for the first that is denied
 */
export async function requireInterfaces(
  { authorization }: Services,
  input: JsonObject,
  roleArn: string,
  session: string,
  region: string,
): Promise<void> {
  const network = networkOf(input);
  const subnets = textsAt(network, "VpcConfig", "Subnets");
  if (subnets.length === 0) return;
  const ec2 = `arn:${partitionOf(region)}:ec2:${region}:${requireArn(roleArn).account}`;
  const anInterface = `${ec2}:${AN_INTERFACE}`;
  const groups = textsAt(network, "VpcConfig", "SecurityGroupIds").map((id) => `${ec2}:security-group/${id}`);
  const look = (noun: string): Permission => ({ action: `ec2:Describe${noun}`, resource: "*" });
  const permissions: Permission[] = [
    ...["Subnets", "SecurityGroups", "Vpcs", "DhcpOptions"].map(look),
    ...[anInterface, ...groups].map((resource) => ({ action: "ec2:CreateNetworkInterface", resource })),
    ...subnets.flatMap((id): Permission[] => {
      const subnet = `${ec2}:subnet/${id}`;
      const context = { "ec2:Subnet": subnet };
      return [
        { action: "ec2:CreateNetworkInterface", resource: subnet },
        { action: "ec2:CreateNetworkInterfacePermission", resource: anInterface, context },
        look("NetworkInterfaces"),
        { action: "ec2:DeleteNetworkInterfacePermission", resource: "*" },
        { action: "ec2:DeleteNetworkInterface", resource: anInterface, context },
      ];
    }),
  ];
  try {
    await authorization.require(callerOf(roleArn, session), region, permissions);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw validationException(`The role ${roleArn} cannot use the VPC: ${error.message}`);
  }
}
