/** The files of a version whose bytes are recorded when it is registered. */
export const VERSION_FILES = ["artifact", "statistics", "constraints", "evaluation", "preparation"] as const;
export type VersionFile = (typeof VERSION_FILES)[number];

/** The files that a version must have, as a step asks for them: with commas between them. */
export function requiredFiles(prepared: boolean): string {
  return VERSION_FILES.filter((file) => prepared || file !== "preparation").join(",");
}

/** The entry of a version's metadata that holds a file's record: its S3 version and its digest. */
export function recordName(file: VersionFile | typeof MEDIANS_URI): string {
  return `recorded_${file}`;
}

/**
 * The entry of a version's metadata that says where what was fitted in training lies: the API has no member for it. Only
 * where a job prepares batches: a script of a model's own keeps it in the artifact.
 */
export const PREPARATION_URI = "preparation";
/** What versions have in its place that were registered before columns had types. */
export const MEDIANS_URI = "medians";

/** The entry that names the metric of a version; its value stands under the metric's own name. */
export const METRIC = "metric";

/** Entries with the bounds of a metric's interval, and how often it holds the true value. */
export function metricEntries(metric: string) {
  return {
    value: metric,
    lower: `${metric}_lower`,
    upper: `${metric}_upper`,
    level: `${metric}_level`,
  } as const;
}

/** The entry of a version's metadata that says where its data manifest lies: which objects it was trained on. */
export const DATA_MANIFEST_URI = "data_manifest";
/** Entries that tell of the data manifest: its record, its totals, and as many of its files as a value has room for. */
export const DATA_ENTRIES = [
  "recorded_data_manifest",
  "data_objects",
  "data_rows",
  "data_bytes",
  "data_files",
] as const;
export type DataEntry = (typeof DATA_ENTRIES)[number];

/** Entries that hold the digests of the scripts which made the version, such as `code_preprocess.py`. */
export const CODE_ENTRY = /^code_(.+)$/;

/** The entry that holds a script's digest. */
export function codeEntry(filename: string): string {
  return `code_${filename}`;
}

/** Beside predictions: which version and which execution made them. Hidden, as for Spark: it is no data. */
export const PREDICTIONS_PROVENANCE_FILE = "_provenance.json";
