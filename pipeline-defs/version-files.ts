/** The files of a version whose bytes are recorded when it is registered. */
export const VERSION_FILES = ["artifact", "statistics", "constraints", "evaluation", "medians"] as const;
export type VersionFile = (typeof VERSION_FILES)[number];

/** The entry of a version's metadata that holds a file's record: its S3 version and its digest. */
export function recordName(file: VersionFile): string {
  return `recorded_${file}`;
}

/** The entry of a version's metadata that says where its medians lie: the API has no member for them. */
export const MEDIANS_URI = "medians";
