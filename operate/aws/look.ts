import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SNSClient } from "@aws-sdk/client-sns";
import { signIn } from "../../deploy/aws/connect";
import type { Environment } from "../../environments/environment";
import type { Look } from "../ports";
import { AwsRegistry } from "./registry";
import { AwsWorkload } from "./workload";

const acting = "plan";
const sessionName = "look";

/**
 * Connects to an environment's account and to the registry's, as the roles that only read.
 * @throws as `signIn`
 */
export async function connectLook(environment: Environment): Promise<Look> {
  const { planRole, registryPlanRole } = environment;
  const [workload, registry] = await Promise.all([
    signIn(environment, { role: planRole, acting, sessionName }),
    signIn(environment, { role: registryPlanRole, acting, sessionName }),
  ]);
  return {
    workload: new AwsWorkload(
      {
        sagemaker: new SageMakerClient(workload.config),
        logs: new CloudWatchLogsClient(workload.config),
        sns: new SNSClient(workload.config),
        events: new EventBridgeClient(workload.config),
      },
      workload.role,
    ),
    registry: new AwsRegistry(new SageMakerClient(registry.config), registry.role),
  };
}
