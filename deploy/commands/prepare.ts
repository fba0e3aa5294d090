import { actingRoles } from "../../environments/acting";
import type { Acting } from "../../environments/environment";
import { connect } from "../aws/connect";
import { desiredOf, type Desired } from "../desired";
import type { Aws } from "../ports";
import { isDirty, requireCommitted } from "../revision";
import { loadSources } from "../sources";
import type { Work } from "./command";

/** Connects to AWS, as who deploys or plans, with what should be there. */
export async function prepare(
  { environment, progress, terminal }: Work,
  acting: Acting,
  { allowDirty = false }: { readonly allowDirty?: boolean },
): Promise<{ desired: Desired; aws: Aws }> {
  progress("bundling the functions");
  const desired = desiredOf(await loadSources(environment));
  const { gitCommit } = desired;
  requireCommitted(environment, gitCommit, allowDirty);
  if (isDirty(gitCommit)) {
    terminal.err(`The checkout has changes that no commit holds: this is ${gitCommit}.\n`);
  }
  progress(`assuming ${actingRoles(environment, acting).role}`);
  return { desired, aws: await connect(environment, acting, gitCommit) };
}
