import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { signIn } from "../../deploy/aws/sign-in";
import { desiredOf } from "../../deploy/desired";
import type { FindEvidence } from "../../deploy/evidence";
import { environmentsBefore } from "../../environments/before";
import type { Environment } from "../../environments/environment";
import { hashesIn, liveVersions, ranIn, reasonOf } from "../evidence";
import type { Version } from "../ports";
import { AwsHistory } from "./history";
import { AwsRegistry } from "./registry";

/**
 * Looks for evidence as the roles that only read, in the accounts of the environments before and in the registry's. Every plan
 * of a protected environment does: so it loads SageMaker's client alone.
 */
export const findEvidence: FindEvidence = async (
  sources,
  model,
  { versions: wanted, deployed, progress },
) => {
  const { environment } = sources;
  const { versions, liveUnseen } = wanted ? await versionsOf(environment, progress) : NOT_LOOKED;
  const before = environmentsBefore(environment, model.environments).map((there) => {
    progress(`looking for executions in ${there.name}`);
    const hashes = hashesIn(desiredOf({ ...sources, environment: there }));
    return ranIn(there, { environment, hashes, versions }, async () => {
      const { client, role } = await connect(there, there.planRole);
      return new AwsHistory(client, role);
    });
  });
  return {
    required: environment.requireEvidence,
    before: await Promise.all(before),
    ...liveVersions(environment, versions, deployed),
    liveUnseen,
  };
};

async function connect(environment: Environment, role: string) {
  const { config } = await signIn(environment, { role, acting: "plan", sessionName: "evidence" });
  return { client: new SageMakerClient(config), role };
}

type Versions = { readonly versions: readonly Version[]; readonly liveUnseen: string | null };

const NOT_LOOKED: Versions = { versions: [], liveUnseen: "nobody looked" };

async function versionsOf(environment: Environment, progress: (text: string) => void): Promise<Versions> {
  progress("looking at the versions");
  try {
    const { client, role } = await connect(environment, environment.registryPlanRole);
    const versions = await new AwsRegistry(client, role).versions(environment.modelPackageGroup.arn);
    return { versions, liveUnseen: null };
  } catch (error) {
    return { versions: [], liveUnseen: reasonOf(error) };
  }
}
