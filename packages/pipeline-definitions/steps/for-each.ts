import { propertiesOf, type Properties } from "../properties";
import { defineStep, type Step, type StepOptions } from "../step";
import { expression, get, type Input, type Primitive, type StringVariable, type Variable } from "../variable";

export interface ForEachStepOptions extends StepOptions {
  /**
   * What to iterate over: a text that is a JSON list when the step starts, or 1 to 100 single values.
   */
  readonly items: Variable<string> | readonly Input<Primitive>[];
  /** Steps of the body that run at once, 1 to 50. */
  readonly maxConcurrency: number;
  /** Runs once for each item. Conditions, fail steps and further for-each steps cannot stand in it. */
  readonly body: readonly Step[];
  /**
   * Picks the item for which an output of the body is the largest or the smallest; `selected` reads what
   * it gave.
   */
  readonly selector?: { readonly pick: "MaxBy" | "MinBy"; readonly by: Variable<Primitive> };
}

interface ForEachResult {
  Status: "Succeeded" | "Failed" | "Stopped";
  InputItemCount: number;
  TotalStepCount: number;
  SucceededStepCount: number;
  FailedStepCount: number;
  StoppedStepCount: number;
}

export interface ForEachStep extends Step {
  readonly properties: Properties<ForEachResult>;
  /**
   * What a step of the body gave for one item: `loop.iteration(0, train.properties.TrainingJobName)`.
   * @param index of the item, from 0
   * @param output of a step of the body, which is only readable this way from outside
   */
  iteration<V extends Variable<Primitive>>(index: number, output: V): V;
  /** What a step of the body gave for the item that the selector picked. */
  selected<V extends Variable<Primitive>>(output: V): V;
}

/**
 * The item of the current iteration, in the body of a for-each step. It has the type that its user says.
 * @param path into an item that is a JSON object, such as `name` or `a.b[0]`. Default: the item as a
 *   whole
 */
export function currentItem(path = ""): StringVariable & Variable<never> {
  return get(`ForEach.CurrentItem${path === "" || path.startsWith("[") ? "" : "."}${path}`);
}

/**
 * Runs steps once for each item; the form is that of the Python SDK 3's ForEachStep (sagemaker-mlops
 * 1.27.0).
 */
export function forEachStep(options: ForEachStepOptions): ForEachStep {
  const { name, items, maxConcurrency, body, selector } = options;
  return {
    ...defineStep("ForEach", options, {
      Arguments: {
        IterableItems: items,
        MaxConcurrency: maxConcurrency,
        Selector: selector && {
          Pick: selector.pick,
          Field: seenFrom(selector.by, (step) => `IterationOutput.${step}`),
        },
        ForEachBody: body.map((step) => step.definition),
      },
    }),
    properties: propertiesOf(name),
    iteration: (index, output) =>
      seenFrom(output, (step) => `Steps.${name}.IterationOutputs[${index}].${step}`),
    selected: (output) => seenFrom(output, () => `Steps.${name}.Selected`),
  };
}

/**
 * An output of a step in the body, by its path from outside the body; any other variable stays as it is.
 */
function seenFrom<V extends Variable<Primitive>>(output: V, root: (step: string) => string): V;
function seenFrom(output: Variable<Primitive>, root: (step: string) => string): Variable<Primitive> {
  const path = output[expression].Get;
  const [, step, rest] = (typeof path === "string" && /^Steps\.([A-Za-z0-9_-]+)(.*)$/.exec(path)) || [];
  return step === undefined || rest === undefined ? output : get(`${root(step)}${rest}`);
}
