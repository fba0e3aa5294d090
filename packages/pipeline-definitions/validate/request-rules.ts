import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { partsOf } from "./requests";
import { shapeCheck } from "./shape-check";

/**
 * Arguments: what the API's own model requires, allows and bounds. A parameter's default is judged where
 * it is used.
 */
export function checkRequests(indexed: IndexedDefinition): readonly Finding[] {
  const { steps, parameters } = indexed;
  const seen = new Set<string>();
  const findings = steps.flatMap((step) => {
    const check = shapeCheck(step, indexed);
    return partsOf(step).flatMap(({ value, shape, pointer, generated }) =>
      check.value(value, shape, pointer, generated),
    );
  });
  const {
    PipelineExperimentConfig: experiment = null,
    MlflowConfig: mlflow = null,
    Metadata: metadata = null,
  } = indexed.definition;
  const pipeline = shapeCheck(undefined, indexed);
  return [
    ...pipeline.value(metadata, "definition:Metadata", "/Metadata"),
    ...pipeline.value(mlflow, "definition:MlflowConfig", "/MlflowConfig"),
    ...parameters.flatMap(({ json, pointer }) => pipeline.value(json, "definition:Parameter", pointer)),
    ...pipeline.value(experiment, "ExperimentConfig", "/PipelineExperimentConfig"),
    ...findings,
  ].filter(({ code, pointer }) => {
    // Report a default once, however many steps use it.
    const key = `${code} ${pointer}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
