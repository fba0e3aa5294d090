import type { Environment } from "../../environments/environment";
import type { CodeAssets, FunctionArns } from "../code-assets";
import type { Condition, Step, Input } from "sagemaker-pipeline-definitions";
import type { Machines } from "../script-job";

/** The step that describes the training data, and where it leaves its two files. */
export interface Baseline {
  readonly step: Step;
  readonly statisticsUri: Input<string>;
  readonly constraintsUri: Input<string>;
}

export interface BaselineRequest {
  readonly environment: Environment;
  readonly code: CodeAssets;
  /** Folder with baseline.csv: the prepared training split without its label, under a header. */
  readonly dataUri: Input<string>;
  readonly machines: Machines;
}

/** The steps that hold a batch against a baseline, and what they find. */
export interface DriftCheck {
  readonly steps: readonly Step[];
  readonly drifted: Condition;
  /** A sentence that names features and figures, at most 700 characters. */
  readonly message: Input<string>;
}

export interface DriftCheckRequest {
  readonly environment: Environment;
  readonly code: CodeAssets;
  readonly functions: FunctionArns;
  readonly batchUri: Input<string>;
  readonly statisticsUri: Input<string>;
  readonly constraintsUri: Input<string>;
  readonly machines: Machines;
}

/** One way to find drift. */
export interface Monitoring {
  baseline(request: BaselineRequest): Baseline;
  /** Violations never fail its steps: a failed step is a fault, and drift is what DataDrift says. */
  driftCheck(request: DriftCheckRequest): DriftCheck;
}
