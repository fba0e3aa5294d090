import { isJsonObject, type Json } from "../json";
import { shapeOf } from "../service-model/service-model";
import type { Shape } from "../service-model/shape";
import { stepTypeOf } from "../service-model/step-types";
import type { StepEntry } from "../validate/indexed-definition";
import { isExpression } from "../validate/reference";
import { shapeType } from "../validate/value-type";
import { list, object, type Code } from "./code";
import { single } from "./expressions";
import { refuse, type Scope } from "./scope";

/**
 * A request of AWS's API as the SDK's types take it.
 * @param generated required members that may be left out, because the service makes them up
 * @throws Untypeable where the types would refuse it
 */
export function request(
  value: Json | undefined,
  shapeName: string,
  scope: Scope,
  generated: readonly string[] = [],
): Code {
  const shape = shapeOf(shapeName);
  const type = shapeType(shape);
  if (type !== undefined) {
    const { enum: listed } = shape;
    return single(value, listed === undefined ? { type } : { type, listed }, scope);
  }
  if (value === undefined || value === null || isExpression(value)) return refuse(`not a ${shape.type}`);
  switch (shape.type) {
    case "list":
      if (!Array.isArray(value)) return refuse("not a list");
      return list(value.map((item: Json) => request(item, shape.member ?? "", scope)));
    case "map":
      if (!isJsonObject(value)) return refuse("not an object");
      return object(
        Object.entries(value).map(([key, item]) => {
          const keys = shapeOf(shape.key ?? "").enum;
          if (keys !== undefined && !keys.includes(key)) refuse(`unknown key ${key}`);
          return [key, request(item, shape.value ?? "", scope)];
        }),
      );
    case "structure":
      return structure(value, shape, scope, generated);
    default:
      return refuse(`not a ${shape.type}`);
  }
}

/** An argument of a step that is a request of its own. */
export function argumentRequest(step: StepEntry, argument: string, scope: Scope): Code {
  const part = stepTypeOf(step.type).requests.find((one) => one.argument === argument);
  return request(step.arguments[argument], part?.shape ?? "", scope, part?.generated);
}

function structure(value: Json, shape: Shape, scope: Scope, generated: readonly string[]): Code {
  if (!isJsonObject(value)) return refuse("not an object");
  const missing = (shape.required ?? []).find(
    (name) => value[name] === undefined && !generated.includes(name),
  );
  if (missing !== undefined) refuse(`${missing} is missing`);
  return object(
    Object.entries(value).map(([name, inner]) => {
      const members = shape.members ?? {};
      const memberShape = Object.hasOwn(members, name) ? members[name] : undefined;
      if (memberShape === undefined) return refuse(`unknown member ${name}`);
      if (inner === null && shape.required?.includes(name) !== true) return [name, "null"];
      const code = request(inner, memberShape, scope);
      return [name, scope.constants.for(name, inner) ?? code];
    }),
  );
}
