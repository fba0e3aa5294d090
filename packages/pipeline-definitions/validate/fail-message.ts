import { isJsonObject, type Json } from "../json";
import { propertyOf } from "../service-model/property";
import { shapeOf } from "../service-model/service-model";
import type { Shape } from "../service-model/shape";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { loopOutput } from "./loop-output";
import { valuesOf } from "./parameters";
import { parseTarget } from "./reference";
import { fileValueTypes, typeOf, type ValueType } from "./value-type";

/**
 * What a parameter or the output of a function may hold (service model: the Value of Parameter and
 * OutputParameter).
 */
const VALUE_LIMIT = 1024;
/** An ARN, the longest of what an execution knows of itself (service model: PipelineExecutionArn). */
const EXECUTION_LIMIT = 256;
/**
 * The longest number that JSON writes: -1.7976931348623157e+308; times and truth values are no longer
 * than 40.
 */
const LIMITS: Readonly<Record<Exclude<ValueType, "string">, number>> = { number: 24, boolean: 5 };
const TIME_LIMIT = 40;

/** Fail messages: no longer than what is shown of them. */
export function checkFailMessages(indexed: IndexedDefinition): readonly Finding[] {
  const limit = shapeOf("FailureReason").max ?? Infinity;
  const inFiles = fileValueTypes(indexed);
  return indexed.steps.flatMap((step): Finding[] => {
    const { ErrorMessage: message = "" } = step.arguments;
    if (step.type !== "Fail") return [];
    const parts = new MessageLength(indexed, inFiles).partsOf(message);
    const longest = parts.reduce((sum, part) => sum + part.length, 0);
    if (longest <= limit) return [];
    const unbounded = parts.filter(({ length }) => length === Infinity).map(({ what }) => what);
    const how =
      longest < Infinity
        ? `the message can have ${longest} characters, of which only ${limit} are shown`
        : `the message can have any length, because it quotes ${unbounded.join(" and ")}; only ${limit} characters are shown`;
    return [
      {
        code: "MessageTooLong",
        severity: "warning",
        step: step.name,
        pointer: `${step.pointer}/Arguments/ErrorMessage`,
        message: how,
        fix: "shorten its fixed text, or quote only values of limited length, such as numbers and enum parameters",
      },
    ];
  });
}

/** A piece of a message: what it is, and how long it can become. */
interface Part {
  readonly what: string;
  readonly length: number;
}

class MessageLength {
  constructor(
    private readonly indexed: IndexedDefinition,
    private readonly inFiles: ReturnType<typeof fileValueTypes>,
  ) {}

  partsOf(value: Json): readonly Part[] {
    if (!isJsonObject(value)) return [{ what: "its own text", length: literalLength(value) }];
    const { Get: path, "Std:Join": join, "Std:JsonGet": file } = value;
    if (isJsonObject(join) && Array.isArray(join.Values)) {
      const between = typeof join.On === "string" ? join.On.length * Math.max(0, join.Values.length - 1) : 0;
      const values: readonly Json[] = join.Values;
      return [{ what: "its own text", length: between }, ...values.flatMap((part) => this.partsOf(part))];
    }
    if (typeof path === "string") return [{ what: path, length: this.ofReference(value, path) }];
    if (!isJsonObject(file)) return [];
    const type = this.inFiles(value);
    const length = type === undefined || type === "string" ? Infinity : LIMITS[type];
    return [{ what: `${typeof file.Path === "string" ? file.Path : "a value"} of a file`, length }];
  }

  private ofReference(value: Json, path: string): number {
    const type = typeOf(value, this.indexed);
    if (type !== undefined && type !== "string") return LIMITS[type];
    const target = parseTarget(path);
    switch (target.kind) {
      // Both exist only in loops, which cannot hold a Fail step.
      case "item":
      case "iteration":
      case "malformed":
        return 0;
      case "execution":
        return EXECUTION_LIMIT;
      case "experiment":
        return shapeOf("ExperimentEntityName").max ?? Infinity;
      case "parameter": {
        const parameter = this.indexed.parameters.find(({ name }) => name === target.name);
        const known =
          parameter === undefined ? [] : valuesOf(parameter).map(({ value: one }) => literalLength(one));
        return Math.max(...known, Array.isArray(parameter?.json.EnumValues) ? 0 : VALUE_LIMIT);
      }
      case "step": {
        if (target.path.startsWith("OutputParameters")) return VALUE_LIMIT;
        const step = this.indexed.steps.find(({ name }) => name === target.name);
        const inner = step === undefined ? undefined : loopOutput(step, target.path, this.indexed);
        if (inner !== undefined) return this.ofReference(value, `Steps.${inner.step.name}.${inner.path}`);
        const property = step === undefined ? undefined : propertyOf(step.type, target.path);
        // A property that does not exist has a finding of its own.
        return property?.found === true ? lengthOf(property.shape) : 0;
      }
    }
  }
}

function lengthOf({ type, max, enum: listed }: Shape): number {
  if (listed !== undefined) return Math.max(...listed.map(literalLength));
  return type === "timestamp" ? TIME_LIMIT : (max ?? Infinity);
}

function literalLength(value: Json): number {
  return typeof value === "string" ? value.length : JSON.stringify(value).length;
}
