import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { signIn } from "../../deploy/aws/sign-in";
import type { Environment } from "../../environments/environment";
import type { Look, Registry } from "../ports";
import { AwsRegistry } from "./registry";
import { AwsWorkload } from "./workload";

const acting = "plan";
const sessionName = "look";

/**
 * Connects to an environment's account and to the registry's, as the roles that only read.
 * @throws as `signIn`
 */
export async function connectLook(environment: Environment): Promise<Look> {
  const [workload, registry] = await Promise.all([
    signIn(environment, { role: environment.planRole, acting, sessionName }),
    connectRegistry(environment),
  ]);
  return {
    workload: new AwsWorkload(workload.config, workload.role),
    registry,
  };
}

/** Connects to the registry's account alone. @throws as `signIn` */
export async function connectRegistry(environment: Environment): Promise<Registry> {
  const role = environment.registryPlanRole;
  const { config } = await signIn(environment, { role, acting, sessionName });
  return new AwsRegistry(new SageMakerClient(config), role);
}
