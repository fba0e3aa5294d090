import { isJsonObject, type Json } from "../json";
import { propertyOf } from "../service-model/property";
import { shapeOf } from "../service-model/service-model";
import type { Finding } from "./finding";
import type { Outline } from "./outline";
import { parseTarget } from "./reference";
import { typeOf } from "./value-type";

/** What a parameter or the output of a function may hold (service model: the Value of Parameter and OutputParameter). */
const VALUE_LIMIT = 1024;
/** An ARN, the longest of what an execution knows of itself (service model: PipelineExecutionArn). */
const EXECUTION_LIMIT = 256;
/** The longest number that JSON writes: -1.7976931348623157e+308. */
const NUMBER_LIMIT = 24;

/** Fail messages that can be longer than what is shown of them. */
export function checkFailMessages(outline: Outline): readonly Finding[] {
  const limit = shapeOf("FailureReason").max ?? Infinity;
  return outline.steps.flatMap((step): Finding[] => {
    if (step.type !== "Fail") return [];
    const longest = longestLength(step.arguments.ErrorMessage ?? "", outline);
    if (longest <= limit) return [];
    return [
      {
        code: "MessageTooLong",
        severity: "warning",
        step: step.name,
        pointer: `${step.pointer}/Arguments/ErrorMessage`,
        message: `the message can have ${longest} characters, of which ${limit} are shown`,
        mend: "shorten its fixed text, or bound what it quotes: an enum parameter, a shorter output of a function",
      },
    ];
  });
}

function literalLength(value: Json): number {
  return typeof value === "string" ? value.length : JSON.stringify(value).length;
}

/** How long a text can become. What lies in a JSON file has no known length, and counts as nothing. */
function longestLength(value: Json, outline: Outline): number {
  if (!isJsonObject(value)) return literalLength(value);
  const join = value["Std:Join"];
  if (isJsonObject(join) && Array.isArray(join.Values)) {
    const between = typeof join.On === "string" ? join.On.length * Math.max(0, join.Values.length - 1) : 0;
    return join.Values.map((part: Json) => longestLength(part, outline)).reduce(
      (sum, length) => sum + length,
      between,
    );
  }
  if (typeof value.Get !== "string") return 0;
  if (typeOf(value, outline) !== "string") return NUMBER_LIMIT;
  const target = parseTarget(value.Get);
  switch (target.kind) {
    case "malformed":
    case "item":
    case "iteration":
      return 0;
    case "execution":
      return EXECUTION_LIMIT;
    case "experiment":
      return shapeOf("ExperimentEntityName").max ?? Infinity;
    case "parameter": {
      const listed = outline.parameters.find(({ name }) => name === target.name)?.json.EnumValues;
      return Array.isArray(listed) ? Math.max(...listed.map(literalLength)) : VALUE_LIMIT;
    }
    case "step": {
      const step = outline.steps.find(({ name }) => name === target.name);
      const property = step === undefined ? undefined : propertyOf(step.type, target.path);
      if (property?.found === true) return property.shape.max ?? 0;
      return target.path.startsWith("OutputParameters") ? VALUE_LIMIT : 0;
    }
  }
}
