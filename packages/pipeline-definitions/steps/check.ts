import type { Inputs } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type CacheOptions, type Step, type StepOptions } from "../step";
import type { Input } from "../variable";
import type { ProcessingArguments } from "./processing";

/**
 * What the two check steps share. AWS's page pipelines-quality-clarify-baseline-lifecycle tells how the
 * flags interact.
 */
interface CheckStepOptions extends StepOptions, CacheOptions {
  readonly arguments: ProcessingArguments<string>;
  /** Compute a new baseline but compare with none. Default false. */
  readonly skipCheck?: Input<boolean>;
  /**
   * Default true, the service's own: the step then fails on a capacity error and on a violation alike.
   */
  readonly failOnViolation?: Input<boolean>;
  /** Hand on the baseline computed now instead of the one compared with. Default false. */
  readonly registerNewBaseline?: Input<boolean>;
  /** Compare with the baseline of the latest approved version of this group. */
  readonly modelPackageGroupName?: Input<string>;
  /** Compare with these constraints instead. */
  readonly suppliedBaselineConstraints?: Input<string>;
}

export interface QualityCheckStepOptions extends CheckStepOptions {
  readonly checkType: "DATA_QUALITY" | "MODEL_QUALITY";
  readonly suppliedBaselineStatistics?: Input<string>;
}

/**
 * S3 addresses; `Calculated…` are computed in every run, `BaselineUsedForDriftCheck…` follow
 * `registerNewBaseline`.
 */
interface QualityCheckResult {
  CalculatedBaselineConstraints: string;
  CalculatedBaselineStatistics: string;
  BaselineUsedForDriftCheckConstraints: string;
  BaselineUsedForDriftCheckStatistics: string;
}

export interface QualityCheckStep extends Step {
  readonly properties: Properties<QualityCheckResult>;
}

/** Checks data or model quality against a baseline with Model Monitor's analyzer. */
export function qualityCheckStep(options: QualityCheckStepOptions): QualityCheckStep {
  return {
    ...defineStep("QualityCheck", options, {
      ...checkFields(options, options.checkType),
      SuppliedBaselineStatistics: options.suppliedBaselineStatistics ?? null,
    }),
    properties: propertiesOf(options.name),
  };
}

export interface ClarifyCheckStepOptions extends CheckStepOptions {
  readonly checkType: "DATA_BIAS" | "MODEL_BIAS" | "MODEL_EXPLAINABILITY";
  /** For MODEL_BIAS and MODEL_EXPLAINABILITY: the model that Clarify asks for predictions. */
  readonly modelName?: Inputs<string>;
}

export interface ClarifyCheckStep extends Step {
  readonly properties: Properties<
    Pick<QualityCheckResult, "CalculatedBaselineConstraints" | "BaselineUsedForDriftCheckConstraints">
  >;
}

/** Checks bias or explanations against a baseline with SageMaker Clarify. */
export function clarifyCheckStep(options: ClarifyCheckStepOptions): ClarifyCheckStep {
  return {
    ...defineStep("ClarifyCheck", options, {
      ...checkFields(options, options.checkType),
      ModelName: options.modelName,
    }),
    properties: propertiesOf(options.name),
  };
}

/**
 * Every flag is written out, as the Python SDK does: the service's defaults then cannot change under a
 * pipeline.
 */
function checkFields(options: CheckStepOptions, checkType: string): Readonly<Record<string, unknown>> {
  return {
    Arguments: options.arguments,
    CheckType: checkType,
    SkipCheck: options.skipCheck ?? false,
    FailOnViolation: options.failOnViolation ?? true,
    RegisterNewBaseline: options.registerNewBaseline ?? false,
    ModelPackageGroupName: options.modelPackageGroupName ?? null,
    SuppliedBaselineConstraints: options.suppliedBaselineConstraints ?? null,
  };
}
