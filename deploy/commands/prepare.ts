import { actingRoles } from "../../environments/acting";
import type { Acting } from "../../environments/environment";
import { connect } from "../aws/connect";
import { desiredOf, type Desired } from "../desired";
import type { Aws } from "../ports";
import { loadSources } from "../sources";
import type { Work } from "./command";

/** Connects to AWS, as who deploys or plans, with what should be there. */
export async function prepare(
  { environment, progress }: Work,
  acting: Acting,
): Promise<{ desired: Desired; aws: Aws }> {
  progress("bundling the functions");
  const desired = desiredOf(await loadSources(environment));
  progress(`assuming ${actingRoles(environment, acting).role}`);
  return { desired, aws: await connect(environment, acting, desired.gitCommit) };
}
