import type { Finding, Remark } from "./finding";
import {
  type DuplicateKey,
  escapePointer,
  type JsonPlaces,
  JsonSyntaxError,
  nearestPlace,
  positionsIn,
  requireUtf8,
  scanJson,
} from "./json-text";

/** A JSON file that people write, as it was handed in. */
export interface TextFile {
  /** How findings name the file. */
  readonly path: string;
  /** UTF-8, decoded; a byte order mark may stand first. */
  readonly text: string;
}

/** What a reader looks for in the content of its files. */
export interface Checks {
  /** What the schema, and rules that come before it, have against the content. */
  readonly schema: (content: unknown) => readonly Remark[];
  /** What no text may hold, and where it begins in one that does: that part is to be changed, not the whole text. */
  readonly texts?: readonly {
    readonly check: (content: unknown) => readonly Remark[];
    readonly pattern: RegExp;
  }[];
}

/** A content of which only what is valid is left. */
export type DeepPartial<T> = {
  readonly [Key in keyof T]?: T[Key] extends object ? DeepPartial<T[Key]> : T[Key];
};

/** A file that has been read: its valid values, and what is wrong with the others. */
export interface CheckedFile {
  /** The content without what has findings; an empty object where nothing is left to trust. */
  readonly sound: unknown;
  readonly findings: readonly Finding[];
  /** Gives a remark its line and column. */
  readonly locate: (remark: Remark) => Finding;
}

/** Reads one file: JSON, its texts, its schema. Finds everything, throws nothing. */
export function checkJsonFile(file: TextFile, { schema, texts = [] }: Checks): CheckedFile {
  const text = file.text.replace(/^\uFEFF/, "");
  const position = positionsIn(text);
  const at = (offset: number, { pointer, expected, found, fix }: Remark): Finding => ({
    file: file.path,
    ...position(offset),
    pointer,
    expected,
    found,
    fix,
  });
  const json = scan(text);
  if (json instanceof JsonSyntaxError) {
    const finding = { ...at(json.offset, { ...json, pointer: "" }), excerpt: lineOf(text, json.offset) };
    return { sound: {}, findings: [finding], locate: (remark) => at(0, remark) };
  }

  const value: unknown = JSON.parse(text);
  const locate = (remark: Remark): Finding => at(nearestPlace(remark.pointer, json).start, remark);
  const findings = [
    ...json.duplicates.map((duplicate) =>
      at(duplicate.offset, checkDuplicate(duplicate, position(duplicate.firstOffset).line)),
    ),
    ...texts.flatMap(({ check, pattern }) =>
      check(value).map((remark) => at(offsetWithin(remark.pointer, pattern, json, text), remark)),
    ),
  ];
  const invalid = new Set(findings.map((finding) => finding.pointer));
  // One finding a place: the first says what the others only repeat.
  for (const remark of schema(value)) {
    if (!invalid.has(remark.pointer)) findings.push(locate(remark));
    invalid.add(remark.pointer);
  }
  return { sound: without(value, invalid, "") ?? {}, findings, locate };
}

function scan(text: string): JsonPlaces | JsonSyntaxError {
  try {
    requireUtf8(text);
    return scanJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
}

function checkDuplicate({ pointer }: DuplicateKey, firstLine: number): Remark {
  return {
    pointer,
    expected: "each key once",
    found: `the key again (first on line ${firstLine})`,
    fix: "keep one of the two: readers of JSON disagree on which one counts",
  };
}

/** Where a pattern first matches in a string as the file writes it: the part to change, rather than the string's beginning. */
function offsetWithin(pointer: string, pattern: RegExp, json: JsonPlaces, text: string): number {
  const { start, end } = nearestPlace(pointer, json);
  return start + Math.max(0, text.slice(start, end).search(pattern));
}

function lineOf(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, end < 0 ? text.length : end);
  return line.replace(/\r$/, "");
}

/** The value without the places that have findings; undefined where nothing is left to trust. */
function without(value: unknown, invalid: ReadonlySet<string>, pointer: string): unknown {
  if (invalid.has(pointer)) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(
    ([key, child]) => [key, without(child, invalid, `${pointer}/${escapePointer(key)}`)] as const,
  );
  return Object.fromEntries(entries.filter(([, child]) => child !== undefined));
}
