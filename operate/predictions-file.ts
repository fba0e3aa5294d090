import { PREDICTIONS_PROVENANCE_FILE } from "../pipeline-defs/version-files";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { PREDICTIONS_TOLD, type PredictionsProvenance } from "../lambdas/record-version/predictions";

/**
 * What is told beside predictions that somebody copied: `_provenance.json`, or the folder that it lies in. Undefined for a
 * reference that is no file.
 * @throws Problem `NoProvenance`
 */
export function readPredictionsFile(reference: string): PredictionsProvenance | undefined {
  if (!existsSync(reference)) return undefined;
  const file = statSync(reference).isDirectory() ? join(reference, PREDICTIONS_PROVENANCE_FILE) : reference;
  const told = parsed(file);
  if (told !== undefined) return told;
  throw new Problem({
    code: "NoProvenance",
    blame: "user",
    message: "this does not say which version made predictions",
    where: file,
    next: `pass the ${PREDICTIONS_PROVENANCE_FILE} that lies beside predictions, or the folder with it`,
  });
}

/** Anybody may have written it: nothing but texts of visible signs is taken. */
function parsed(file: string): PredictionsProvenance | undefined {
  try {
    const json = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>> | null;
    const told = PREDICTIONS_TOLD.map((field) => [field, json?.[field]] as const);
    if (!told.every(([, value]) => typeof value === "string" && /^[\x20-\x7E]+$/.test(value)))
      return undefined;
    return Object.fromEntries(told) as PredictionsProvenance;
  } catch {
    return undefined;
  }
}
