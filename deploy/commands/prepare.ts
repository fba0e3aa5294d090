import { actingRoles } from "../../environments/acting";
import type { Acting } from "../../environments/environment";
import { connect } from "../aws/connect";
import { desiredOf, type Desired, type Sources } from "../desired";
import type { Aws } from "../ports";
import { isDirty, requireCommitted } from "../revision";
import { loadSources } from "../sources";
import type { Work } from "./command";

/** What a plan is made of. */
export interface Prepared {
  readonly sources: Sources;
  readonly desired: Desired;
  readonly aws: Aws;
}

/** Connects to AWS, as who deploys or plans, with what should be there. */
export async function prepare(
  { environment, progress, terminal }: Work,
  acting: Acting,
  { allowDirty = false }: { readonly allowDirty?: boolean },
): Promise<Prepared> {
  progress("bundling the functions");
  const sources = await loadSources(environment);
  const desired = desiredOf(sources);
  const { gitCommit } = desired;
  requireCommitted(environment, gitCommit, allowDirty);
  if (isDirty(gitCommit)) {
    terminal.err(`The checkout has changes that no commit holds: this is ${gitCommit}.\n`);
  }
  progress(`assuming ${actingRoles(environment, acting).role}`);
  return { sources, desired, aws: await connect(environment, acting, gitCommit) };
}
