import type { ConditionOutcome } from "@aws-sdk/client-sagemaker";
import type { Condition } from "../condition";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type Step, type StepOptions } from "../step";

export interface ConditionStepOptions extends StepOptions {
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
  readonly ifSteps?: readonly Step[];
  readonly elseSteps?: readonly Step[];
}

export interface ConditionStep extends Step {
  readonly properties: Properties<{ Outcome: ConditionOutcome }>;
}

/** Goes one of two ways. Steps of a branch can be referred to from within that branch only. */
export function conditionStep(options: ConditionStepOptions): ConditionStep {
  const { name, conditions, ifSteps = [], elseSteps = [] } = options;
  return {
    ...defineStep("Condition", options, {
      Arguments: {
        Conditions: conditions.map((condition) => condition.definition),
        IfSteps: ifSteps.map((step) => step.definition),
        ElseSteps: elseSteps.map((step) => step.definition),
      },
    }),
    properties: propertiesOf(name),
  };
}
