/** One script that a pipeline runs, stored by its content: an execution that runs never has its code changed under it. */
export interface CodeAsset {
  /** Hex digest of the file's bytes; the folder of its S3 key. */
  readonly sha256: string;
  /** Name of the file, such as `preprocess.py`. */
  readonly filename: string;
}

/** The scripts of `ml/` that the two pipelines run. */
export interface CodeAssets {
  readonly preprocess: CodeAsset;
  /** Runs with processing engine `spark` only, and imports `preprocess`. */
  readonly preprocessSpark: CodeAsset;
  readonly evaluate: CodeAsset;
  readonly dataQuality: CodeAsset;
}

/** The Lambda functions that the two pipelines call, by ARN; hashed names, see `environments/names.ts`. */
export interface FunctionArns {
  readonly latestApprovedModel: string;
  /** Called in monitoring mode `model-monitor` only. */
  readonly assessDrift: string;
  readonly recordVersion: string;
}
