import { FunctionError } from "../function-error";
import { writeFile, type ObjectWriter } from "./written-file";

/** What is told of predictions, each a field of the event. */
export const PREDICTIONS_TOLD = [
  "model_package_arn",
  "git_commit",
  "execution_arn",
  "deployed_commit",
  "batch",
] as const;
type Told = (typeof PREDICTIONS_TOLD)[number];

/** `_provenance.json`, which lies beside predictions: whoever copies their folder has it. */
export type PredictionsProvenance = Readonly<Record<Told, string>>;

/**
 * Writes beside an execution's predictions which version makes them, of which commit, and in which execution.
 * @param event what is told, `provenance`, where to write it, and `kms_key`
 * @throws FunctionError `MissingField`, `InvalidS3Uri`, `UnwrittenFile`
 */
export async function recordPredictions(
  s3: ObjectWriter,
  event: Readonly<Record<string, unknown>>,
): Promise<{ readonly recorded_provenance: string }> {
  const told = Object.fromEntries(PREDICTIONS_TOLD.map((field) => [field, required(event, field)]));
  return { recorded_provenance: await writeFile(s3, event, "provenance", told) };
}

function required(event: Readonly<Record<string, unknown>>, field: Told): string {
  const value = event[field];
  if (typeof value === "string" && value !== "") return value;
  throw new FunctionError(
    "MissingField",
    `${field} is ${JSON.stringify(value)}, and predictions are to say it. Deploy the pipeline again.`,
  );
}
