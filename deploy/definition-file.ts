import { readFile } from "node:fs/promises";
import { JsonSyntaxError, scanJson, type JsonPlaces } from "../environments/json-text";
import { Problem } from "../environments/problem";
import type { Json } from "../pipeline-defs/sagemaker";

/** A definition that somebody else wrote, with the places of its values in the text. */
export interface DefinitionFile {
  readonly path: string;
  readonly json: Json;
  /** `line:column` of what a JSON pointer points to, from 1; of its nearest holder where it is missing. */
  place(pointer: string): string;
}

/**
 * Reads a pipeline definition from a file.
 * @throws Problem `UnreadableFile`, `NotJson`
 */
export async function readDefinitionFile(path: string): Promise<DefinitionFile> {
  const text = (await readText(path)).replace(/^\uFEFF/, "");
  let places: JsonPlaces["places"];
  try {
    ({ places } = scanJson(text));
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause;
    throw new Problem({
      code: "NotJson",
      blame: "user",
      message: `The file is not JSON: ${cause.message}.`,
      where: `${path}:${lineAndColumn(text, cause.offset)}`,
      next: cause.mend,
      cause,
    });
  }
  return {
    path,
    json: JSON.parse(text) as Json,
    place: (pointer) => lineAndColumn(text, offsetOf(places, pointer)),
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Problem({
      code: "UnreadableFile",
      blame: "user",
      message: `The definition cannot be read: ${(cause as NodeJS.ErrnoException).code ?? "unknown error"}.`,
      where: path,
      next: "Give the path of a file that holds a pipeline definition as JSON.",
      cause,
    });
  }
}

function offsetOf(places: JsonPlaces["places"], pointer: string): number {
  const place = places.get(pointer);
  if (place !== undefined) return place.key ?? place.start;
  return pointer === "" ? 0 : offsetOf(places, pointer.slice(0, pointer.lastIndexOf("/")));
}

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`;
}
