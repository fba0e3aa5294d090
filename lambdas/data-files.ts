/** A file of training data, as a version's metadata tell of it. */
export interface DataFile {
  /** Its name below the folder that was read. */
  readonly name: string;
  readonly rows: number;
  /** Hex digest of its bytes, or the beginning of it. */
  readonly sha256: string;
}

/** Characters of a value (API: CustomerMetadataValue). */
const LONGEST = 256;
const DIGEST = 12;
/** What an entry's name may not have: the API's pattern leaves few signs, and two of them separate entries. */
const NOT_IN_NAMES = /[^\p{L}\p{N}_./=+\-@]/gu;

/** As many files as fit into a value of a version's metadata: the manifest names them all. */
export function formatDataFiles(files: readonly DataFile[]): string {
  const entries = files.map(
    ({ name, rows, sha256 }) => `${name.replaceAll(NOT_IN_NAMES, "_")}:${rows}:${sha256.slice(0, DIGEST)}`,
  );
  for (let shown = entries.length; ; shown--) {
    const left = entries.length - shown;
    const text = [...entries.slice(0, shown), ...(left === 0 ? [] : [`and ${left} more`])].join(" ");
    if (text.length <= LONGEST) return text;
  }
}

/** The files that such a value names. */
export function parseDataFiles(text: string | undefined): DataFile[] {
  return [...(text ?? "").matchAll(/(\S+):(\d+):([0-9a-f]+)(?= |$)/g)].map(
    ([, name = "", rows, sha256 = ""]) => ({
      name,
      rows: Number(rows),
      sha256,
    }),
  );
}
