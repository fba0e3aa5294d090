import type { Finding, Remark } from "./finding";
import {
  escapePointer,
  JsonSyntaxError,
  nearestPlace,
  positionsIn,
  scanJson,
} from "sagemaker-promotion-core/json-text";
import type { DuplicateKey, JsonPlaces } from "sagemaker-promotion-core/json-text";
import { checkPlaceholders } from "./placeholders";
import { checkSchema } from "./schema";
import { checkTemplates, TEMPLATE } from "./templates";
import type { Tfvars } from "./tfvars";

/** An environment file as it was handed in. */
export interface EnvironmentFile {
  /** The environment's name: `prod`, `fraud/prod`. */
  readonly name: string;
  /** How findings name the file: its path below the environments' folder. */
  readonly path: string;
  /** UTF-8, decoded; a byte order mark may stand first. */
  readonly text: string;
}

type DeepPartial<T> = { readonly [Key in keyof T]?: T[Key] extends object ? DeepPartial<T[Key]> : T[Key] };
/** The keys whose values are sound so far; rules across keys judge these alone, so that one fault gives one finding. */
export type SoundTfvars = DeepPartial<Tfvars>;

/** A file that has been read: its sound values, and what is wrong with the others. */
export interface Draft {
  readonly file: EnvironmentFile;
  readonly sound: SoundTfvars;
  readonly findings: readonly Finding[];
  /** Gives a remark its line and column. */
  readonly locate: (remark: Remark) => Finding;
}

/** Reads one file: JSON, placeholders, templates, schema. Finds everything, throws nothing. */
export function readDraft(file: EnvironmentFile): Draft {
  const text = file.text.replace(/^\uFEFF/, "");
  const position = positionsIn(text);
  const at = (offset: number, { pointer, expected, found, mend }: Remark): Finding => ({
    file: file.path,
    ...position(offset),
    pointer,
    expected,
    found,
    mend,
  });
  const json = scan(text);
  if (json instanceof JsonSyntaxError) {
    const finding = { ...at(json.offset, { ...json, pointer: "" }), excerpt: lineOf(text, json.offset) };
    return { file, sound: {}, findings: [finding], locate: (remark) => at(0, remark) };
  }

  const value: unknown = JSON.parse(text);
  const locate = (remark: Remark): Finding => at(nearestPlace(remark.pointer, json).start, remark);
  const findings = [
    ...json.duplicates.map((duplicate) =>
      at(duplicate.offset, checkDuplicate(duplicate, position(duplicate.firstOffset).line)),
    ),
    ...checkPlaceholders(value).map((remark) => at(offsetWithin(remark.pointer, /</, json, text), remark)),
    ...checkTemplates(value).map((remark) => at(offsetWithin(remark.pointer, TEMPLATE, json, text), remark)),
  ];
  const faulty = new Set(findings.map((finding) => finding.pointer));
  for (const remark of checkSchema(value)) {
    if (!faulty.has(remark.pointer)) findings.push(locate(remark));
  }
  for (const finding of findings) faulty.add(finding.pointer);
  return { file, sound: without(value, faulty, "") ?? {}, findings, locate };
}

function scan(text: string): JsonPlaces | JsonSyntaxError {
  const undecoded = text.indexOf("\uFFFD");
  if (undecoded >= 0) {
    return new JsonSyntaxError(undecoded, "UTF-8 text", "bytes that are not", "save the file as UTF-8");
  }
  try {
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
    mend: "keep one of the two: readers of JSON disagree on which one counts",
  };
}

/** Where a pattern first stands in a string as the file writes it: the part to change, rather than the string's beginning. */
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
function without(value: unknown, faulty: ReadonlySet<string>, pointer: string): unknown {
  if (faulty.has(pointer)) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(
    ([key, child]) => [key, without(child, faulty, `${pointer}/${escapePointer(key)}`)] as const,
  );
  return Object.fromEntries(entries.filter(([, child]) => child !== undefined));
}
