import { PREDICTIONS_PROVENANCE_FILE } from "../../pipeline-defs/version-files";
import { FunctionError } from "../function-error";
import { parseS3Uri, type ObjectLocation } from "../s3-uri";

/** A file of labels. */
export interface LabelsFile {
  readonly key: string;
  readonly modified: Date;
}

/** The part of S3 that this function calls. */
export interface LabelsReader {
  /** Every object below the location's key. */
  list(location: ObjectLocation): Promise<readonly LabelsFile[]>;
  /** An object's text; undefined where it is not there. */
  read(location: ObjectLocation): Promise<string | undefined>;
}

/** The outputs of the step: flat texts, as a Lambda step asks for. */
export interface LatestLabels {
  readonly labelled: "yes" | "no";
  readonly labels_uri: string;
  readonly predictions_uri: string;
}

/** As many files of labels as are looked at, newest first: one whose predictions are gone, or another version's, is passed over. */
const MOST_LOOKED_AT = 50;

/**
 * The newest labels of a batch that a version has predicted: `<execution id>.csv`, for the predictions in the folder of
 * that name. Labels of batches that another version predicted say nothing of this one.
 * @param event `labels` and `predictions`, the two folders' addresses; `model_package_arn`, the version; `otherwise`, the
 * address of an object that stands for files that are not there, since a job has no input that may be absent
 * @throws FunctionError `UnexpectedEvent`, `InvalidS3Uri`
 */
export async function latestLabels(
  s3: LabelsReader,
  event: Readonly<Record<string, unknown>>,
): Promise<LatestLabels> {
  const labels = parseS3Uri("labels", event["labels"]);
  const predictions = parseS3Uri("predictions", event["predictions"]);
  const version = text(event, "model_package_arn");
  const otherwise = text(event, "otherwise");
  const files = [...(await s3.list(labels))].sort((a, b) => b.modified.getTime() - a.modified.getTime());
  for (const { key } of files.slice(0, MOST_LOOKED_AT)) {
    const execution = /^([a-z0-9]+)\.csv$/.exec(key.slice(labels.Key.length))?.[1];
    if (execution === undefined) continue;
    const folder = `${predictions.Key}${execution}/`;
    const provenance = await s3.read({
      Bucket: predictions.Bucket,
      Key: `${folder}${PREDICTIONS_PROVENANCE_FILE}`,
    });
    if (provenance === undefined || predictedBy(provenance) !== version) continue;
    return {
      labelled: "yes",
      labels_uri: `s3://${labels.Bucket}/${key}`,
      predictions_uri: `s3://${predictions.Bucket}/${folder}`,
    };
  }
  return { labelled: "no", labels_uri: otherwise, predictions_uri: otherwise };
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
    `The event has no text ${key}: it is not what the step LatestLabels sends. Deploy the pipelines again.`,
  );
}
