import {
  JsonSyntaxError,
  nearestPlace,
  positionsIn,
  scanJson,
  type JsonPlaces,
} from "sagemaker-promotion-core/json-text";
import { Problem } from "sagemaker-promotion-core/problem";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import type { Json } from "../json";

/** A definition that somebody else wrote, with the places of its values in the text. */
export interface DefinitionFile {
  readonly path: string;
  readonly json: Json;
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
  const positions = positionsIn(text);
  const place = (offset: number): string => {
    const { line, column } = positions(offset);
    return `${line}:${column}`;
  };
  let json: JsonPlaces;
  try {
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
    place: (pointer) => {
      const { key, start } = nearestPlace(pointer, json);
      return place(key ?? start);
    },
  };
}
