import { FunctionError } from "../function-error";
import { parseS3Uri, type ObjectLocation } from "../s3-uri";
import { PREDICTIONS_PROVENANCE_FILE } from "../../pipeline-defs/version-files";

/** An object that is listed. */
export interface ListedObject {
  readonly key: string;
  readonly modified: Date;
}

/** The part of S3 that this function calls. */
export interface PredictionsReader {
  /** Every object below the location's key. */
  list(location: ObjectLocation): Promise<readonly ListedObject[]>;
  read(location: ObjectLocation): Promise<string>;
}

/** The outputs of the step: flat texts, as a Lambda step asks for. */
export interface LatestPredictions {
  /** Whether the version has predicted before, and where its last predictions lie. */
  readonly predicted: "yes" | "no";
  readonly predictions_uri: string;
  /** Whether the labels of one of its batches are there, and where these and the predictions lie. */
  readonly labelled: "yes" | "no";
  readonly labels_uri: string;
  readonly labelled_uri: string;
}

/** As many executions as are looked at, newest first: those of other versions are passed over. */
const MOST_LOOKED_AT = 100;

/**
 * The last predictions of a version, and the newest of its batches whose labels somebody has uploaded: `<execution id>.csv`,
 * for the predictions in the folder of that name. What another version predicted says nothing of this one.
 * @param event `labels` and `predictions`, the two folders' addresses; `model_package_arn`, the version; `otherwise`, the
 * address of an object that stands for what is not there, since a job has no input that may be absent
 * @throws FunctionError `UnexpectedEvent`, `InvalidS3Uri`
 */
export async function latestPredictions(
  s3: PredictionsReader,
  event: Readonly<Record<string, unknown>>,
): Promise<LatestPredictions> {
  const labels = parseS3Uri("labels", event["labels"]);
  const predictions = parseS3Uri("predictions", event["predictions"]);
  const version = text(event, "model_package_arn");
  const otherwise = text(event, "otherwise");
  const [found, uploaded] = await Promise.all([executionsOf(s3, predictions, version), s3.list(labels)]);
  const labelled = newestFirst(uploaded)
    .map(({ key }) => key)
    .find((key) => found.includes(executionOf(key.slice(labels.Key.length))));
  const folder = (execution: string): string => `s3://${predictions.Bucket}/${predictions.Key}${execution}/`;
  const [last] = found;
  return {
    predicted: last === undefined ? "no" : "yes",
    predictions_uri: last === undefined ? otherwise : folder(last),
    labelled: labelled === undefined ? "no" : "yes",
    labels_uri: labelled === undefined ? otherwise : `s3://${labels.Bucket}/${labelled}`,
    labelled_uri: labelled === undefined ? otherwise : folder(executionOf(labelled.slice(labels.Key.length))),
  };
}

/** Ids of the executions whose predictions a version made, newest first. */
async function executionsOf(
  s3: PredictionsReader,
  { Bucket, Key }: ObjectLocation,
  version: string,
): Promise<readonly string[]> {
  const listed = await s3.list({ Bucket, Key });
  const executionIn = (key: string): string => key.slice(Key.length).split("/")[0] ?? "";
  // Told of before they are made: of an execution that ended in between there are none.
  const predicted = new Set(
    listed.filter(({ key }) => key.endsWith(".out")).map(({ key }) => executionIn(key)),
  );
  // Somebody's own copy of the environment writes into folders below.
  const made = listed.filter(
    ({ key }) =>
      key === `${Key}${executionIn(key)}/${PREDICTIONS_PROVENANCE_FILE}` && predicted.has(executionIn(key)),
  );
  const newest = newestFirst(made).slice(0, MOST_LOOKED_AT);
  const versions = await Promise.all(
    newest.map(async ({ key }) => predictedBy(await s3.read({ Bucket, Key: key }))),
  );
  return newest.filter((_, index) => versions[index] === version).map(({ key }) => executionIn(key));
}

function newestFirst(objects: readonly ListedObject[]): readonly ListedObject[] {
  return [...objects].sort((a, b) => b.modified.getTime() - a.modified.getTime());
}

/** The execution that a file of labels is of, by its name below their folder. */
function executionOf(name: string): string {
  return name.replace(/\.csv$/, "");
}

/** The version that a provenance names; undefined where it is none that we wrote. */
function predictedBy(provenance: string): unknown {
  try {
    return (JSON.parse(provenance) as { readonly model_package_arn?: unknown } | null)?.model_package_arn;
  } catch {
    return undefined;
  }
}

function text(event: Readonly<Record<string, unknown>>, key: string): string {
  const value = event[key];
  if (typeof value === "string" && value !== "") return value;
  throw new FunctionError(
    "UnexpectedEvent",
    `The event has no text ${key}: it is not what the step LatestPredictions sends. Deploy the pipelines again.`,
  );
}
