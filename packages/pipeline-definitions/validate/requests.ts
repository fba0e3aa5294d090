import { pointTo, type Json } from "../json";
import { argumentsShape, generatedName } from "../service-model/service-model";
import { stepTypeOf } from "../service-model/step-types";
import type { StepEntry } from "./indexed-definition";

/** A part of a step that is the request, or a member of a request, of an AWS API. */
interface Request {
  readonly value: Json;
  readonly pointer: string;
  /** Name of its shape in the service model. */
  readonly shape: string;
  /** Required members that the service generates. */
  readonly generated: readonly string[];
}

/** The shapes of fields other than the arguments. */
const FIELDS: Readonly<Record<string, string>> = {
  DisplayName: "definition:Text",
  Description: "definition:Text",
  DependsOn: "definition:List",
  CacheConfig: "definition:CacheConfig",
  PropertyFiles: "definition:PropertyFiles",
  OutputParameters: "definition:OutputParameters",
  FunctionArn: "definition:Text",
  SqsQueueUrl: "definition:Text",
  CheckType: "definition:Text",
  SkipCheck: "definition:Flag",
  FailOnViolation: "definition:Flag",
  RegisterNewBaseline: "definition:Flag",
  ModelName: "definition:Text",
  ModelPackageGroupName: "definition:Text",
  SuppliedBaselineConstraints: "definition:Text",
  SuppliedBaselineStatistics: "definition:Text",
};
/** The parts of a step that have a shape: its fields, its arguments, and the requests in them. */
export function partsOf(step: StepEntry): readonly Request[] {
  const fields = Object.entries(FIELDS).map(([name, shape]) => ({
    name,
    shape,
    value: step.json[name] ?? null,
  }));
  const { argumentsShape: own } = stepTypeOf(step.type);
  return [
    ...fields.map(({ name, shape, value }) => ({
      value,
      shape,
      pointer: pointTo(step.pointer, name),
      generated: [],
    })),
    ...(own === undefined
      ? []
      : [{ value: step.arguments, shape: own, pointer: `${step.pointer}/Arguments`, generated: [] }]),
    ...requestsOf(step),
  ];
}

/**
 * The requests that a step's arguments are made of; none for the step types that call no API of AWS
 * themselves.
 */
function requestsOf(step: StepEntry): readonly Request[] {
  const at = `${step.pointer}/Arguments`;
  const whole = argumentsShape(step.type);
  if (whole !== undefined) {
    const named = generatedName(step.type);
    return [
      { value: step.arguments, pointer: at, shape: whole, generated: named === undefined ? [] : [named] },
    ];
  }
  return stepTypeOf(step.type).requests.flatMap(({ argument, shape, generated, isJsonList }) => {
    const value = step.arguments[argument];
    const pointer = pointTo(at, argument);
    if (value === undefined) return [];
    if (!isJsonList) return [{ value, pointer, shape, generated }];
    const items: readonly Json[] = Array.isArray(value) ? value : [];
    return items.map((item, index) => ({ value: item, pointer: pointTo(pointer, index), shape, generated }));
  });
}
