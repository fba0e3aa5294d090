import { isList, isObject } from "./json";
import type { Json } from "./json";
import { shapeOf } from "./validation";

/**
 * A resolved value in the types that a request wants: an Integer parameter in a container's argument becomes text,
 * a Lambda's text in an instance count a number. What cannot be converted is left for validation to refuse.
 */
export function coerce(shapeName: string, value: Json): Json {
  const shape = shapeOf(shapeName);
  switch (shape.type) {
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "integer":
    case "long":
    case "float":
    case "double":
      return typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))
        ? Number(value)
        : value;
    case "boolean":
      return typeof value === "string" && /^(true|false)$/iu.test(value)
        ? value.toLowerCase() === "true"
        : value;
    case "list":
      return isList(value) ? value.map((item) => coerce(shape.member ?? "", item)) : value;
    default: {
      if (!isObject(value)) return value;
      const typeOf = (key: string): string => shape.members?.[key] ?? shape.value ?? "";
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          item === undefined ? item : coerce(typeOf(key), item),
        ]),
      );
    }
  }
}
