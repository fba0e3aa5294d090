import type { ModelDescription } from "../models/model";
import type { Script } from "../pipeline-defs/code-assets";
import { frameworkOf } from "../pipeline-defs/frameworks";
import type { Sources } from "./desired";

/** What a model's own training is called, and what installs beside it. */
const OWN_PROGRAM = "train.py";
const REQUIREMENTS = "requirements.txt";

/** Whether a file of a model's folder is for its jobs: Python files, and what they need installed. */
export function isOwnFile(name: string): boolean {
  return /^[\w-]+\.py$/.test(name) || name === REQUIREMENTS;
}

/**
 * In script mode the program that trains and serves, with the model's own files.
 * @param shared a file of `ml/`
 */
export function programOf(
  description: ModelDescription,
  own: ReadonlyMap<string, Script>,
  shared: (filename: string) => Script,
): Sources["program"] {
  const { contract, program } = frameworkOf(description);
  if (contract !== "script") return undefined;
  if (own.has(OWN_PROGRAM)) return { name: OWN_PROGRAM, files: [...own.values()] };
  if (program === undefined) throw new RangeError("the rules let pass a framework without a program");
  return { name: program, files: [shared(program), ...own.values()] };
}
