import type { FindEvidence } from "../../deploy/evidence";
import { environmentsBefore } from "../../environments/before";
import type { Environment } from "../../environments/environment";
import { liveAfter, ranIn, reasonOf } from "../evidence";
import { desiredHashes } from "../observe";
import type { Version } from "../ports";
import { connectRegistry, connectWorkload } from "./look";

/** Looks for evidence as the roles that only read, in the accounts of the environments before and in the registry's. */
export const findEvidence: FindEvidence = async (environment, model, { versions: wanted, progress }) => {
  const { versions, liveUnseen } = wanted ? await versionsOf(environment, progress) : NOT_LOOKED;
  const before = environmentsBefore(environment, model.environments).map(async (there) => {
    progress(`looking for executions in ${there.name}`);
    const seen = { environment, hashes: await desiredHashes(there), versions };
    return ranIn(there, seen, () => connectWorkload(there));
  });
  return {
    required: environment.requireEvidence,
    before: await Promise.all(before),
    live: liveAfter(environment, versions),
    liveUnseen,
  };
};

type Versions = { readonly versions: readonly Version[]; readonly liveUnseen: string | null };

const NOT_LOOKED: Versions = { versions: [], liveUnseen: "nobody looked" };

async function versionsOf(environment: Environment, progress: (text: string) => void): Promise<Versions> {
  progress("looking at the versions");
  try {
    const registry = await connectRegistry(environment);
    return { versions: await registry.versions(environment.modelPackageGroup.arn), liveUnseen: null };
  } catch (error) {
    return { versions: [], liveUnseen: reasonOf(error) };
  }
}
