import {
  checkJsonFile,
  type CheckedFile,
  type DeepPartial,
  type TextFile,
} from "sagemaker-promotion-core/json-file";
import { checkSchema } from "./schema";
import { checkRegions } from "./region-rules";
import {
  checkInvisible,
  checkPlaceholders,
  checkTemplates,
  INVISIBLE_AS_WRITTEN,
  PLACEHOLDER,
  TEMPLATE,
} from "./templates";
import type { Tfvars } from "./tfvars";

/** An environment file as it was handed in; findings name it by its path below the environments' folder. */
export interface EnvironmentFile extends TextFile {
  /** The environment's name: `prod`, `fraud/prod`. */
  readonly name: string;
}

/** The keys whose values are valid so far. Rules across keys check these alone, so that one mistake gives one finding. */
export type SoundTfvars = DeepPartial<Tfvars>;

/** A file that has been read: its valid values, and what is wrong with the others. */
export interface ParsedFile extends CheckedFile {
  readonly source: EnvironmentFile;
  readonly sound: SoundTfvars;
}

/** Reads one file: JSON, placeholders, templates, schema. Finds everything, throws nothing. */
export function readFile(source: EnvironmentFile): ParsedFile {
  const file = checkJsonFile(source, {
    schema: (content) => [...checkRegions(content), ...checkSchema(content)],
    texts: [
      { check: checkPlaceholders, pattern: PLACEHOLDER },
      { check: checkInvisible, pattern: INVISIBLE_AS_WRITTEN },
      { check: checkTemplates, pattern: TEMPLATE },
    ],
  });
  // What the schema lets pass is of its type.
  return { ...file, source, sound: file.sound as SoundTfvars };
}
