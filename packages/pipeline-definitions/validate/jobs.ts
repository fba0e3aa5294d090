import { isJsonList, isJsonObject, type Json } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { parameterOf } from "./reference";
import type { RequestProblem } from "./request-problem";
import { requestProblems } from "./request-problems";
import { partsOf } from "./requests";

/**
 * Requests that the service would refuse when the step starts, whatever their references stand for; and, as warnings,
 * those that it would refuse with the defaults of the pipeline's parameters, which an execution may replace.
 */
export function checkJobs({ steps, parameters }: IndexedDefinition): readonly Finding[] {
  const defaults = new Map(parameters.map(({ name, json }) => [name, json.DefaultValue]));
  return steps.flatMap((step) =>
    partsOf(step).flatMap(({ value, shape, pointer: at }) => {
      const finding = (severity: Finding["severity"], { pointer, ...problem }: RequestProblem): Finding => ({
        ...problem,
        severity,
        step: step.name,
        pointer: `${at}${pointer}`,
      });
      const certain = requestProblems(shape, value);
      const byDefault = requestProblems(shape, withDefaults(value, defaults)).filter(
        (one) => !certain.some(({ code, pointer }) => code === one.code && pointer === one.pointer),
      );
      return [
        ...certain.map((problem) => finding("error", problem)),
        ...byDefault.map((problem) =>
          finding("warning", {
            ...problem,
            message: `${problem.message}, with the defaults of its parameters`,
          }),
        ),
      ];
    }),
  );
}

/** A value with each reference to a parameter that has a default replaced by that. */
function withDefaults(json: Json, defaults: ReadonlyMap<string, Json | undefined>): Json {
  if (isJsonList(json)) return json.map((item) => withDefaults(item, defaults));
  if (!isJsonObject(json)) return json;
  return (
    defaults.get(parameterOf(json) ?? "") ??
    Object.fromEntries(Object.entries(json).map(([name, value]) => [name, withDefaults(value, defaults)]))
  );
}
