import { isJsonList, isJsonObject, pointTo, type Json, type JsonObject } from "../json";
import { shapeOf } from "../service-model/service-model";
import { isExpression } from "./reference";

/** A structure of an API, somewhere in a request. */
export interface Structure {
  /** Name of its shape in the service model. */
  readonly shape: string;
  readonly json: JsonObject;
  readonly pointer: string;
}

/** Every structure in a value of this shape, each before those that it holds. */
export function structuresIn(value: Json, shapeName: string, pointer = ""): readonly Structure[] {
  const { type, members = {}, member = "", value: item = "" } = shapeOf(shapeName);
  if (type === "list" && isJsonList(value)) {
    return value.flatMap((inner, index) => structuresIn(inner, member, pointTo(pointer, index)));
  }
  if (!isJsonObject(value)) return [];
  const structure: JsonObject = value;
  if (isExpression(value)) return [];
  const shapes = (name: string) =>
    type === "map" ? item : Object.hasOwn(members, name) ? members[name] : undefined;
  return [
    ...(type === "structure" ? [{ shape: shapeName, json: structure, pointer }] : []),
    ...Object.entries(structure).flatMap(([name, inner]) =>
      structuresIn(inner, shapes(name) ?? "", pointTo(pointer, name)),
    ),
  ];
}
