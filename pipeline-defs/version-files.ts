/** The files of a version whose bytes are recorded when it is registered. */
export const VERSION_FILES = ["artifact", "statistics", "constraints", "evaluation", "medians"] as const;
export type VersionFile = (typeof VERSION_FILES)[number];

/** The entry of a version's metadata that holds a file's record: its S3 version and its digest. */
export function recordName(file: VersionFile): string {
  return `recorded_${file}`;
}

/** The entry of a version's metadata that says where its medians lie: the API has no member for them. */
export const MEDIANS_URI = "medians";

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
