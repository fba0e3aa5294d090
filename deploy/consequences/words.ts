import type { ConsequencesReport } from "./consequences";
import type { ScriptChange } from "./scripts";

/** What terminal and page say alike. */

/** Characters of a hash that a person compares. */
export const HASH_CHARACTERS = 12;

/** Hashes of contents and commits, short enough for a line. */
export function shortHashes(text: string): string {
  return text.replace(/\b[0-9a-f]{40,64}\b/g, (hash) => hash.slice(0, HASH_CHARACTERS));
}

/** What the verdict leaves out. */
export function scopeText({ terraform }: ConsequencesReport): string {
  return terraform ? "." : ". Terraform's half is not in it.";
}

/** `evaluate.py, 8daa3cfbc96e → e0a329f9fafb (21 bytes):`, or why there are no lines to show. */
export function scriptTitle({ file, from, to, bytes, diff }: ScriptChange): string {
  const title = `${file}, ${shortHashes(`${from} → ${to}`)} (${bytes} bytes)`;
  return diff === undefined
    ? `${title}: no commit here holds what is deployed, and who plans may not decrypt it`
    : `${title}:`;
}

/** Lines of a script that a plan shows; all are in the JSON. */
const MOST_LINES = 200;

/** The lines that differ, as far as a plan shows them. */
export function shownLines({ diff }: ScriptChange): string[] {
  if (diff === undefined) return [];
  const lines = diff.trimEnd().split("\n");
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more lines (--json has them)`];
}
