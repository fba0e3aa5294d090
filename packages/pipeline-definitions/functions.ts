import type { PropertyFile } from "./property-file";
import {
  objectToJson,
  variable,
  type Input,
  type Primitive,
  type StringVariable,
  type TypeName,
  type VariableOf,
} from "./variable";

/**
 * A string that the service joins when the step starts; also the way to use a number or a boolean where
 * a string belongs.
 */
export function join(on: string, values: readonly Input<Primitive>[]): StringVariable {
  return variable({ "Std:Join": objectToJson({ On: on, Values: values }, "Std:Join: ") });
}

/**
 * A value from a JSON file that an earlier step wrote.
 * @param path keys from the file's root, such as `metrics.auc.value`
 * @param type of the value in the file; the library cannot know it
 */
export function jsonGet<Name extends TypeName>(
  file: PropertyFile,
  path: string,
  type: Name,
): VariableOf<Name>;
export function jsonGet(file: PropertyFile, path: string): StringVariable {
  return variable({
    "Std:JsonGet": { PropertyFile: { Get: `Steps.${file.step}.PropertyFiles.${file.name}` }, Path: path },
  });
}

/** The same for a JSON file that no step declared, by its address. */
export function jsonGetFrom<Name extends TypeName>(
  uri: Input<string>,
  path: string,
  type: Name,
): VariableOf<Name>;
export function jsonGetFrom(uri: Input<string>, path: string): StringVariable {
  return variable({ "Std:JsonGet": objectToJson({ S3Uri: uri, Path: path }, "Std:JsonGet: ") });
}
