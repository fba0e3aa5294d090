import { defineStep, nameOfStep, type Step, type StepOptions, type StepReference } from "../step";
import type { Input } from "../variable";

export interface CleanupSource {
  readonly step: StepReference;
  /**
   * Objects to delete, below what a processing or transform step writes. Default: all that the step
   * wrote.
   */
  readonly uris?: readonly Input<string>[];
}

export interface CleanupStepOptions extends StepOptions {
  /** Steps whose outputs in S3 are deleted. The step waits for all of them. */
  readonly sources: readonly CleanupSource[];
}

/**
 * Deletes outputs of earlier steps; the form is that of the Python SDK 3's CleanupStep (sagemaker-mlops
 * 1.27.0).
 */
export function cleanupStep(options: CleanupStepOptions): Step {
  const { sources, dependsOn = [] } = options;
  const waitedFor = dependsOn.map((entry) =>
    nameOfStep(typeof entry === "object" && "trigger" in entry ? entry.step : entry),
  );
  const names = [...new Set(sources.map(({ step }) => nameOfStep(step)))];
  return defineStep(
    "Cleanup",
    { ...options, dependsOn: [...dependsOn, ...names.filter((name) => !waitedFor.includes(name))] },
    {
      Arguments: {
        Resources: {
          S3: sources.map(({ step, uris }) => ({ StepName: nameOfStep(step), S3Uris: uris })),
        },
      },
    },
  );
}
