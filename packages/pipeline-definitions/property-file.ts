import type { JsonObject } from "./json";

/** A JSON file among a step's outputs that later steps read with `jsonGet`. */
export interface PropertyFile {
  readonly step: string;
  readonly name: string;
}

/** Where a property file lies: the name of an output of the same step, and the file's path below it. */
export interface PropertyFileOptions<Output extends string> {
  readonly output: Output;
  readonly path: string;
}

/** The definition's list of property files. */
export function declarePropertyFiles(
  files: Readonly<Record<string, PropertyFileOptions<string>>>,
): readonly JsonObject[] {
  return Object.entries(files).map(([name, file]) => ({
    PropertyFileName: name,
    OutputName: file.output,
    FilePath: file.path,
  }));
}
