import { isJsonObject, pointTo, type Json, type JsonObject } from "../json";
import { propertyOf } from "../service-model/property";
import { matches, shapeOf } from "../service-model/service-model";
import type { Shape } from "../service-model/shape";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { Finding } from "./finding";
import type { IndexedDefinition, ParameterEntry, StepEntry } from "./indexed-definition";
import { valuesOf } from "./parameters";
import { isExpression, parameterOf, parseTarget } from "./reference";
import { fits, JSON_TYPE, sizeOf } from "./shape-values";
import { shapeType, shapeTypeName, typeNameOf, typeOf } from "./value-type";

const COMPOSITE = ["list", "map", "structure"];
/** How many values a message lists. */
const LISTED = 12;

/** Checks parts of a step, or of the pipeline, against the service model. */
export type ShapeCheck = Pick<RequestCheck, "value" | "error">;

/** @param step undefined for the pipeline's own members */
export function shapeCheck(step: StepEntry | undefined, indexed: IndexedDefinition): ShapeCheck {
  const byName = new Map(indexed.parameters.map((parameter) => [parameter.name, parameter]));
  return new RequestCheck(step ?? { name: undefined, type: "pipeline" }, byName, indexed);
}

class RequestCheck {
  constructor(
    private readonly step: { readonly name: string | undefined; readonly type: string },
    private readonly parameters: ReadonlyMap<string, ParameterEntry>,
    private readonly indexed: IndexedDefinition,
  ) {}

  value(value: Json, shapeName: string, pointer: string, generated: readonly string[] = []): Finding[] {
    const shape = shapeOf(shapeName);
    if (shape.type === "any" || value === null) return [];
    if (isExpression(value)) return this.expression(value, shapeName, pointer);
    if (!fits(shape, value)) return [this.wrongType(shape, pointer)];
    const own = this.constraints(value, shapeName, shape, pointer);
    if (Array.isArray(value)) {
      return [
        ...own,
        ...value.flatMap((item: Json, index) => this.item(item, shape.member ?? "", pointTo(pointer, index))),
      ];
    }
    if (!isJsonObject(value)) return own;
    return [
      ...own,
      ...(shape.type === "structure"
        ? this.structure(value, shape, pointer, generated)
        : Object.entries(value).flatMap(([key, item]) =>
            this.item(item, shape.value ?? "", pointTo(pointer, key)),
          )),
    ];
  }

  /** Of a list or a map, where null is not allowed. */
  private item(value: Json, shapeName: string, pointer: string): Finding[] {
    if (value !== null || shapeOf(shapeName).type === "any") return this.value(value, shapeName, pointer);
    return [this.error("WrongType", pointer, "null is not allowed here", "write a value, or remove it")];
  }

  private structure(
    value: JsonObject,
    shape: Shape,
    pointer: string,
    generated: readonly string[],
  ): Finding[] {
    const members = shape.members ?? {};
    const missing = (shape.required ?? [])
      .filter((name) => !generated.includes(name) && (value[name] === undefined || value[name] === null))
      .map((name) =>
        this.error("MissingField", pointTo(pointer, name), `the API requires ${name}`, "add it"),
      );
    const present = Object.entries(value).flatMap(([name, item]) => {
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      if (member !== undefined) return this.member(item, member, pointTo(pointer, name));
      const near = didYouMean(name, Object.keys(members));
      const fix = near === undefined ? `use some of ${list(Object.keys(members))}` : `did you mean ${near}?`;
      return [this.error("UnknownField", pointTo(pointer, name), `the API has no ${name} here`, fix)];
    });
    return [...missing, ...present];
  }

  /**
   * AWS's APIs take null for a member that is not there. The definition's parser is of another mind about what it expects
   * to be an object or a list: "Expecting start of Json Object" (sagemaker-python-sdk 3908, a null in AutoML's arguments).
   */
  private member(value: Json, shapeName: string, pointer: string): Finding[] {
    const { type } = shapeOf(shapeName);
    if (value !== null || !COMPOSITE.includes(type)) return this.value(value, shapeName, pointer);
    const message = `null where the API takes ${JSON_TYPE[type] ?? type}: CreatePipeline may not be able to read it`;
    return [
      { ...this.error("NullStructure", pointer, message, "leave the member out"), severity: "warning" },
    ];
  }

  /** A parameter can have its default or one of its values, so these must fit the field. */
  private expression(value: JsonObject, shapeName: string, pointer: string): Finding[] {
    const parameter = this.parameters.get(parameterOf(value) ?? "");
    const shape = shapeOf(shapeName);
    const [wanted, given] = [shapeType(shape), typeOf(value, this.indexed)];
    if (COMPOSITE.includes(shape.type)) return this.notSingle(value, shape, pointer);
    if (wanted !== undefined && given !== undefined && wanted !== given) {
      const fix =
        wanted === "string" ? 'join it: {"Std:Join": {"On": "", "Values": [...]}}' : `refer to a ${wanted}`;
      const message = `it is a ${given}, but the API takes a ${wanted}`;
      return [{ ...this.error("TypeMismatch", pointer, message, fix), severity: "warning" }];
    }
    const fraction = this.fraction(value, shape, pointer, parameter);
    if (parameter === undefined) return fraction;
    const own = valuesOf(parameter).flatMap(({ value: one, pointer: at }) => {
      if (fits(shape, one)) return this.constraints(one, shapeName, shape, at);
      // A value that does not have the parameter's own type is reported at its declaration.
      return fraction.length > 0 && typeof one === "number" ? [this.wrongType(shape, at)] : [];
    });
    return [
      ...fraction,
      ...own.map((finding) => ({
        ...finding,
        message: `${finding.message}, which the parameter ${parameter.name} passes to ${pointer}`,
      })),
    ];
  }

  /**
   * A reference where a list or an object belongs: CreatePipeline answers "Expecting start of Json Array"
   * (sagemaker-python-sdk 2345, a parameter for subnets). Whether it takes a property that is a list itself, or the item
   * of a loop, which may hold one, is not known.
   */
  private notSingle(value: JsonObject, shape: Shape, pointer: string): Finding[] {
    const message = `it is a single value, but the API takes ${JSON_TYPE[shape.type] ?? shape.type}`;
    const fix = "write it out, with references for its single values";
    const severity = this.mayBeComposite(value, shape) ? "warning" : "error";
    return [{ ...this.error("TypeMismatch", pointer, message, fix), severity }];
  }

  private mayBeComposite({ Get: path }: JsonObject, { type }: Shape): boolean {
    const target = typeof path === "string" ? parseTarget(path) : undefined;
    if (target?.kind !== "step") return target?.kind === "item";
    const step = this.indexed.steps.find(({ name }) => name === target.name);
    const property = step === undefined ? undefined : propertyOf(step.type, target.path);
    return property?.found === true && property.shape.type === type;
  }

  /**
   * A Float where the API takes whole numbers: an error for a parameter, whose type its author chooses,
   * else a warning.
   */
  private fraction(
    value: JsonObject,
    shape: Shape,
    pointer: string,
    parameter: ParameterEntry | undefined,
  ): Finding[] {
    if (shapeTypeName(shape) !== "Integer" || typeNameOf(value, this.indexed) !== "Float") return [];
    const fix = parameter === undefined ? "refer to an Integer" : `declare ${parameter.name} as an Integer`;
    const message = "it is a Float, but the API takes a whole number";
    const severity = parameter === undefined ? "warning" : "error";
    return [{ ...this.error("TypeMismatch", pointer, message, fix), severity }];
  }

  private wrongType(shape: Shape, pointer: string): Finding {
    const type = JSON_TYPE[shape.type] ?? shape.type;
    return this.error("WrongType", pointer, `this is not ${type}`, `write ${type}`);
  }

  private constraints(value: Json, shapeName: string, shape: Shape, pointer: string): Finding[] {
    if (shape.enum !== undefined && typeof value === "string" && !shape.enum.includes(value)) {
      return [this.notListed(value, shapeName, shape.enum, pointer)];
    }
    const [size, unit] = sizeOf(value);
    const { min = -Infinity, max = Infinity, pattern } = shape;
    const findings: Finding[] = [];
    if (size < min || size > max) {
      const range = max === Infinity ? `at least ${min}` : min > 0 ? `${min} to ${max}` : `at most ${max}`;
      const message = `${size}${unit}; the API takes ${range}`;
      findings.push(this.form("OutOfRange", shapeName, pointer, message, `use ${range}${unit}`));
    }
    if (pattern !== undefined && typeof value === "string" && !matches(pattern, value)) {
      const message = `${JSON.stringify(value)} does not have the form that the API requires`;
      const fix = `write a value that matches ${pattern}`;
      findings.push(this.form("WrongPattern", shapeName, pointer, message, fix));
    }
    return findings;
  }

  /**
   * AWS chooses the ids of resources, and nothing documents what happens to an execution whose
   * experiment cannot be created: an unexpected form of these is a warning, not an error.
   */
  private form(code: string, shapeName: string, pointer: string, message: string, fix: string): Finding {
    const doubtful = /(?<!Key)Id$/.test(shapeName) || this.step.name === undefined;
    const severity = doubtful ? "warning" : "error";
    return { ...this.error(code, pointer, message, fix), severity };
  }

  private notListed(value: string, shapeName: string, values: readonly string[], pointer: string): Finding {
    const near = didYouMean(value, values);
    const fix = near === undefined ? `use one of ${list(values)}` : `did you mean ${near}?`;
    return shapeName.endsWith("InstanceType")
      ? this.error("UnknownInstanceType", pointer, `a ${this.step.type} step cannot run on ${value}`, fix)
      : this.error("WrongEnum", pointer, `${JSON.stringify(value)} is not a value that the API takes`, fix);
  }

  error(code: string, pointer: string, message: string, fix: string): Finding {
    return { code, severity: "error", step: this.step.name, pointer, message, fix };
  }
}

function list(values: readonly string[]): string {
  const more = values.length > LISTED ? ` and ${values.length - LISTED} more` : "";
  return `${values.slice(0, LISTED).join(", ")}${more}`;
}
