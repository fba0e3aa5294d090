import type { Evidence, FindEvidence } from "../evidence";
import { requireEvidence } from "../evidence-gate";
import type { Work } from "./command";
import type { Prepared } from "./prepare";

/** What an environment asks for before anything is applied to it. @throws Problem `NoEvidence` */
export async function requiredEvidence(
  { environment, model, progress }: Work,
  { sources }: Prepared,
  findEvidence: FindEvidence,
): Promise<Evidence | undefined> {
  if (!environment.requireEvidence) return undefined;
  const evidence = await findEvidence(sources, model, { versions: false, progress });
  requireEvidence(environment, evidence);
  return evidence;
}
