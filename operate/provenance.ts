import { parseDataFiles, type DataFile } from "../lambdas/data-files";
import { parseRecord, type FileRecord } from "../lambdas/file-record";
import { CODE_ENTRY, DATA_MANIFEST_URI } from "../pipeline-defs/version-files";
import type { Version } from "./ports";

/** What a version was made of, as far as its metadata hold it. Versions of earlier times hold less, or nothing. */
export interface Provenance {
  /** The data that it was trained on; null where nothing is recorded. */
  readonly data: {
    readonly objects: number;
    readonly rows: number;
    readonly bytes: number;
    /** As many of its files as there is room for, each with the beginning of its digest. */
    readonly files: readonly DataFile[];
    /** The file that names them all, and its S3 version and digest. */
    readonly manifest: string;
    readonly record: FileRecord | null;
  } | null;
  /** Digests of the scripts that made it, by their names. */
  readonly code: Readonly<Record<string, string>>;
}

/** What a version's metadata say of its data and code. */
export function provenanceOf({ metadata }: Pick<Version, "metadata">): Provenance {
  const manifest = metadata[DATA_MANIFEST_URI];
  const code = Object.entries(metadata).flatMap(([entry, sha256]) => {
    const filename = CODE_ENTRY.exec(entry)?.[1];
    return filename === undefined ? [] : [[filename, sha256] as const];
  });
  return {
    data:
      manifest === undefined
        ? null
        : {
            objects: Number(metadata["data_objects"]),
            rows: Number(metadata["data_rows"]),
            bytes: Number(metadata["data_bytes"]),
            files: parseDataFiles(metadata["data_files"]),
            manifest,
            record: parseRecord(metadata["recorded_data_manifest"]) ?? null,
          },
    code: Object.fromEntries(code),
  };
}
