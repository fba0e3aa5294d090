import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Finding } from "sagemaker-promotion-core/finding";
import { KIBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import { variable } from "sagemaker-promotion-core/variable";
import type { ModelDescription } from "./model";
import { parseModel } from "./parse";

const MODEL_FILE = "model.json";

/** The models of a folder. */
export interface Models {
  /** Their names, sorted. */
  readonly names: readonly string[];
  /** The model of that name; what is wrong with its description; undefined where there is none. */
  find(name: string): ModelDescription | readonly Finding[] | undefined;
}

/** The models that a folder describes, each read once, when it is asked for. */
export function modelsIn(folder: string): Models {
  const names = modelNames(folder);
  const known = new Map<string, ModelDescription | readonly Finding[]>();
  return {
    names,
    find(name) {
      if (!names.includes(name)) return undefined;
      const found = known.get(name) ?? loadModel(folder, name);
      known.set(name, found);
      return found;
    },
  };
}

/** Names of the folders that hold a description, sorted. */
function modelNames(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, MODEL_FILE)))
    .map(({ name }) => name)
    .sort();
}

/** 1,000 columns with long names. */
const LONGEST_FILE = 512 * KIBIBYTE;

function loadModel(folder: string, name: string): ModelDescription | readonly Finding[] {
  const bytes = readUserFile(join(folder, name, MODEL_FILE), {
    what: `the description of the model ${name}`,
    limit: LONGEST_FILE,
    next: "make it a JSON file that you may read",
  });
  return parseModel({
    name,
    file: { path: `models/${name}/${MODEL_FILE}`, text: bytes.toString("utf8") },
    scripts: readdirSync(join(folder, name))
      .filter((file) => file.endsWith(".py"))
      .sort(),
  });
}

/**
 * The folder that models are read from: the one that the variable MODELS names, relative to where the command runs.
 * Default: the project's own.
 */
export function modelsFolder(root: string): string {
  const named = variable("MODELS");
  return named === undefined ? join(root, "models") : resolve(named);
}
