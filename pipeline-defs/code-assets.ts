import { createHash } from "node:crypto";
import type { Contract } from "./contract";

/** A file of code: one of `ml/`, or a model's own. */
export interface Script {
  readonly filename: string;
  readonly content: Uint8Array;
}

/** One file that a pipeline runs, stored by its content: an execution that runs never has its code changed under it. */
export interface CodeAsset {
  /** Hex digest of the file's bytes; the folder of its S3 key. */
  readonly sha256: string;
  /** Name of the file, such as `preprocess.py`. */
  readonly filename: string;
}

/** A file by its content. */
export function assetOf({ filename, content }: Script): CodeAsset {
  return { sha256: createHash("sha256").update(content).digest("hex"), filename };
}

/** The scripts of jobs. A model's folder may hold one of its own in place of each. */
export const SCRIPTS = {
  preprocess: "preprocess.py",
  /** Runs with processing engine `spark` only, and imports `preprocess`. */
  preprocessSpark: "preprocess_spark.py",
  /** Prepares a batch for a built-in algorithm. */
  prepare: "prepare.py",
  evaluate: "evaluate.py",
  dataQuality: "data_quality.py",
  modelQuality: "model_quality.py",
} as const;
export type ScriptName = keyof typeof SCRIPTS;

/** What the scripts import. A job finds each in a folder of the module's name. */
export const MODULES = {
  tabular: "tabular.py",
  encoders: "encoders.py",
  metrics: "metrics.py",
  distributions: "distributions.py",
  summaries: "summaries.py",
  script_mode: "script_mode.py",
  /** No job's: in script mode the program imports it. */
  hyperparameters: "hyperparameters.py",
} as const;
export type ModuleName = keyof typeof MODULES;

/** Which modules a job of each script is given. A job has ten inputs at most (API: ProcessingInputs). */
export function importsOf(script: ScriptName, contract: Contract): readonly ModuleName[] {
  switch (script) {
    case "preprocess":
    case "preprocessSpark":
    case "prepare":
      return ["tabular", "encoders"];
    case "evaluate":
      return ["tabular", "metrics", contract === "built-in" ? "encoders" : "script_mode"];
    case "dataQuality":
      return ["tabular", "distributions", "summaries"];
    case "modelQuality":
      return ["tabular", "metrics", "distributions"];
  }
}

/** The files that the two pipelines run. */
export interface CodeAssets extends Readonly<Record<ScriptName | ModuleName, CodeAsset>> {
  /** What scripts need to know of the model: its columns, its target. */
  readonly description: CodeAsset;
  /** Script mode: the program that trains and serves, with all that it imports. */
  readonly source: (CodeAsset & { readonly program: string }) | undefined;
}

/** The Lambda functions that the two pipelines call, by ARN; hashed names, see `environments/names.ts`. */
export interface FunctionArns {
  readonly latestApprovedModel: string;
  /** Called in monitoring mode `model-monitor` only. */
  readonly assessDrift: string;
  readonly recordVersion: string;
  readonly latestPredictions: string;
}
