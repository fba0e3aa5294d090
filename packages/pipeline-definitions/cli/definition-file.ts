import {
  JsonSyntaxError,
  nearestPlace,
  placesIn,
  requireUtf8,
  scanJson,
  type JsonPlaces,
} from "sagemaker-promotion-core/json-text";
import { Problem } from "sagemaker-promotion-core/problem";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import type { Json } from "../json";
import { repeatedKeys, type RepeatedKey } from "../validate/repeated-keys";

/** A definition that somebody else wrote, with the places of its values in the text. */
export interface DefinitionFile {
  readonly path: string;
  /** Of keys that are there twice, the later one. */
  readonly json: Json;
  /** What is wrong with its keys. */
  readonly repeated: readonly RepeatedKey[];
  /** `line:column` of what a JSON pointer points to, from 1; of its nearest holder where it is missing. */
  place(pointer: string): string;
}

/** SageMaker takes 1 MiB (API reference, CreatePipeline, PipelineDefinition); indented, the same is some times as long. */
const LONGEST_FILE = 8 * MEBIBYTE;

/**
 * Reads a pipeline definition from a file.
 * @throws Problem `UnreadableFile`, `NotJson`
 */
export function readDefinitionFile(path: string): DefinitionFile {
  const bytes = readUserFile(path, {
    what: "the definition",
    limit: LONGEST_FILE,
    next: "Give the path of a file that holds a pipeline definition as JSON.",
  });
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const place = placesIn(text);
  let json: JsonPlaces;
  try {
    requireUtf8(text);
    json = scanJson(text);
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause;
    throw new Problem({
      code: "NotJson",
      blame: "user",
      message: `The file is not JSON: ${cause.message}.`,
      where: `${path}:${place(cause.offset)}`,
      next: cause.fix,
      cause,
    });
  }
  return {
    path,
    json: JSON.parse(text) as Json,
    repeated: repeatedKeys(text, json),
    place: (pointer) => {
      const { key, start } = nearestPlace(pointer, json);
      return place(key ?? start);
    },
  };
}

/**
 * Reads a pipeline definition of which every key counts.
 * @throws Problem `UnreadableFile`, `NotJson`, `RepeatedKey`
 */
export function readDefinition(path: string): Json {
  const { json, repeated } = readDefinitionFile(path);
  const [first] = repeated;
  if (first === undefined) return json;
  throw new Problem({
    code: "RepeatedKey",
    blame: "user",
    message: `The definition has keys twice: ${repeated.map(({ place, pointer }) => `${pointer} (${place})`).join(", ")}.`,
    where: `${path}:${first.place}`,
    next: "Keep one of the two each time: readers of JSON disagree on which one counts.",
  });
}
