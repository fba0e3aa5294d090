import type { Json } from "./json";

/** A step by itself or by its name. */
export type StepReference = { readonly name: string } | string;

/** A step to wait for, and what must have become of it for the waiting step to run: `Any` of the three ends, or one. */
export interface StepDependency {
  readonly step: StepReference;
  readonly trigger: "Completed" | "Failed" | "Stopped" | "Any";
}

export function nameOfStep(step: StepReference): string {
  return typeof step === "string" ? step : step.name;
}

/** A dependency as the definition has it: a name alone where the step must have completed, as the Python SDK 3 writes it. */
export function dependencyJson(dependency: StepReference | StepDependency): Json {
  if (typeof dependency === "string" || !("trigger" in dependency)) return nameOfStep(dependency);
  const name = nameOfStep(dependency.step);
  return dependency.trigger === "Completed" ? name : { Step: name, Trigger: dependency.trigger };
}
