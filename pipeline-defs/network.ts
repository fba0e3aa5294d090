import type { Environment } from "../environments/environment";

/** A processing job's network, where the environment's file says anything of it. */
export function processingNetwork(environment: Environment) {
  const NetworkConfig = trainingNetwork(environment);
  return Object.keys(NetworkConfig).length === 0 ? {} : { NetworkConfig };
}

/** A training job's network: members of the request itself. */
export function trainingNetwork(environment: Environment) {
  return {
    ...modelNetwork(environment),
    ...(environment.isolation.trafficEncryption && { EnableInterContainerTrafficEncryption: true }),
  };
}

/** A model's network, which is that of the transform jobs that use it as well (developer guide, "batch-vpc"). */
export function modelNetwork({ vpc, isolation }: Environment) {
  return {
    ...(vpc && { VpcConfig: { SecurityGroupIds: vpc.securityGroupIds, Subnets: vpc.subnets } }),
    ...(isolation.network && { EnableNetworkIsolation: true }),
  };
}
