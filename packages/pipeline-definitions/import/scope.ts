import type { Json, JsonObject } from "../json";
import type { IndexedDefinition, StepEntry } from "../validate/indexed-definition";
import type { Constants } from "./constants";
import type { Identifiers } from "./identifiers";

/** A step that earlier code has made a constant of. */
export interface ImportedStep {
  readonly entry: StepEntry;
  readonly identifier: string;
  /** Whether a typed factory makes it, so that its properties and outputs have types. */
  readonly typed: boolean;
}

/** A parameter that earlier code has made a constant of. */
export interface ImportedParameter {
  readonly identifier: string;
  /** `rawParameter` makes a variable that fits anywhere. */
  readonly typed: boolean;
  readonly listed: readonly string[] | undefined;
}

/** What the code written so far offers to the code that follows. */
export interface Scope {
  readonly indexed: IndexedDefinition;
  readonly identifiers: Identifiers;
  readonly parameters: Map<string, ImportedParameter>;
  readonly steps: Map<string, ImportedStep>;
  readonly constants: Constants;
  /** Code for a text: a literal, or what the caller has for it. */
  readonly text: (value: string) => string;
  /** Notes that the code uses something of the library, and gives its name back. */
  use(name: string): string;
}

/**
 * What the types of this library do not take: the step or parameter in question is written in the
 * definition's own words.
 */
export class Untypeable extends Error {}

export function refuse(what: string): never {
  throw new Untypeable(what);
}

/**
 * The members of an object, all of which must be expected ones.
 * @throws Untypeable where one is missing or not expected
 */
export function exactly(
  json: Json | undefined,
  required: readonly string[],
  optional: readonly string[] = [],
): JsonObject {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return refuse("not an object");
  const object = json as JsonObject;
  const keys = Object.keys(object);
  if (required.some((key) => !keys.includes(key))) refuse(`one of ${required.join(", ")} is missing`);
  const unknown = keys.find((key) => !required.includes(key) && !optional.includes(key));
  return unknown === undefined ? object : refuse(`unexpected ${unknown}`);
}
