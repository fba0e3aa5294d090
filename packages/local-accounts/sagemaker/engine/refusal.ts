import type { Finding } from "sagemaker-pipeline-definitions";
import { argumentsShape, shapeOf } from "sagemaker-pipeline-definitions/service-model";
import { asText, at, isList, isObject, textAt } from "../json";
import type { Json } from "../json";

/** What of a definition's language is a list or an object, by its name, beside what the API's model has. */
const STARTS: Readonly<Record<string, "Array" | "Object">> = {
  Arguments: "Object",
  CacheConfig: "Object",
  Conditions: "Array",
  DependsOn: "Array",
  ElseSteps: "Array",
  EnumValues: "Array",
  IfSteps: "Array",
  OutputParameters: "Array",
  Parameters: "Array",
  PipelineExperimentConfig: "Object",
  PropertyFiles: "Array",
  RetryPolicies: "Array",
  Steps: "Array",
  "Std:Join": "Object",
  "Std:JsonGet": "Object",
  Values: "Array",
};

/** What a finding is about. */
interface Place {
  /** The last part of its pointer. */
  readonly name: string;
  readonly value: Json | undefined;
  /** The value's type in the API's model; undefined outside of requests. */
  readonly shape: string | undefined;
  /** The type of the object that holds the value. */
  readonly holder: string | undefined;
}

/**
 * A finding as CreatePipeline words it, where its words are known from public reports; else as the library does. The
 * numbers below are issues of aws/sagemaker-python-sdk.
 */
export function refusal(finding: Finding, definition: Json): string {
  const { code, fix, message, pointer, step } = finding;
  const place = placeOf(pointer, definition);
  const { name, value, shape, holder } = place;
  // 2746: "Cannot parse object, unknown property 'Expression'." 3472: "Unknown Argument member 'ModelPackageName'."
  if (code === "UnknownField" || code === "NotInPipelines") {
    return holder === undefined
      ? `Cannot parse object, unknown property '${name}'.`
      : `Unknown Argument member '${name}'.`;
  }
  const start = startOf(place);
  if (["Misshapen", "TypeMismatch", "WrongType"].includes(code) && start !== undefined) {
    return `Expecting start of Json ${start}.`;
  }
  if (code === "AfterFail") {
    return `${step ?? ""} can not depends on ${textAt(value, "Step") ?? asText(value)}`;
  }
  const violation = shape === undefined ? undefined : violationOf(code, shape, value);
  if (violation !== undefined) return `Model Validation failed: ${violation}`;
  const where = `${step === undefined ? "" : `step ${step}, `}${pointer === "" ? "/" : pointer}`;
  return `${message} (${where}): ${fix}.`;
}

const COMPOSITE: Readonly<Record<string, "Array" | "Object">> = {
  list: "Array",
  map: "Object",
  structure: "Object",
};

/** 2345: "Expecting start of Json Array." for a reference in place of a list; 3908: "Expecting start of Json Object." */
function startOf({ name, shape }: Place): "Array" | "Object" | undefined {
  return shape === undefined ? STARTS[name] : COMPOSITE[shapeOf(shape).type];
}

/**
 * A repository's comment has the words for an enumeration ("Value 'FastFile' for 'ProcessingS3InputMode' failed to satisfy
 * enum value set: [Pipe, File]"), 5099 those for a length ("string '…' with length=91 cannot be greater than max=63.0
 * defined for ProcessingJobName").
 */
function violationOf(code: string, shape: string, value: Json | undefined): string | undefined {
  const { enum: values, max } = shapeOf(shape);
  if (typeof value !== "string") return undefined;
  if (["UnknownInstanceType", "WrongEnum"].includes(code) && values !== undefined) {
    return `Value '${value}' for '${shape}' failed to satisfy enum value set: [${values.join(", ")}]`;
  }
  const { length } = [...value];
  if (code !== "OutOfRange" || max === undefined || length <= max) return undefined;
  return `string '${value}' with length=${length} cannot be greater than max=${max}.0 defined for ${shape}.`;
}

/** Follows a pointer into a definition, and with it the model of the request that the arguments of a step are. */
function placeOf(pointer: string, definition: Json): Place {
  let place: Place = { name: "", value: definition, shape: undefined, holder: undefined };
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const { value: holder, shape } = place;
    const value = isList(holder) ? holder[Number(name)] : at(holder, name);
    const next =
      name === "Arguments" && isObject(holder) && shape === undefined
        ? argumentsShape(textAt(holder, "Type") ?? "")
        : memberOf(shape, name);
    place = { name, value, shape: next, holder: shape };
  }
  return place;
}

function memberOf(shape: string | undefined, name: string): string | undefined {
  const { members, member, value } = shape === undefined ? {} : shapeOf(shape);
  return member ?? value ?? (Object.hasOwn(members ?? {}, name) ? members?.[name] : undefined);
}
