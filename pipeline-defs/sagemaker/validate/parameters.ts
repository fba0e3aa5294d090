import type { Json } from "../json";
import { pointTo, type Finding } from "./finding";
import type { Outline, ParameterEntry } from "./outline";
import type { Reference } from "./reference";

const TYPES: ReadonlyMap<string, (value: Json) => boolean> = new Map(
  Object.entries({
    String: (value) => typeof value === "string",
    Integer: (value) => Number.isInteger(value),
    Float: (value) => typeof value === "number",
    Boolean: (value) => typeof value === "boolean",
  }),
);

/** Parameters: a known type, a default that fits it, and a use. */
export function checkParameters(outline: Outline, references: readonly Reference[]): readonly Finding[] {
  const used = new Set(
    references.flatMap(({ target }) => (target.kind === "parameter" ? [target.name] : [])),
  );
  return outline.parameters.flatMap((parameter) => {
    const findings = checkType(parameter);
    if (!used.has(parameter.name)) {
      findings.push({
        code: "UnusedParameter",
        severity: "warning",
        step: undefined,
        pointer: parameter.pointer,
        message: `no step uses the parameter ${parameter.name}`,
        mend: "use it or take it out",
      });
    }
    return findings;
  });
}

function checkType({ name, pointer, json }: ParameterEntry): Finding[] {
  const error = (code: string, field: string, message: string, mend: string): Finding[] => [
    { code, severity: "error", step: undefined, pointer: pointTo(pointer, field), message, mend },
  ];
  const { Type: type, DefaultValue: value, EnumValues: listed } = json;
  const fits = typeof type === "string" ? TYPES.get(type) : undefined;
  if (typeof type !== "string" || fits === undefined) {
    return error(
      "UnknownParameterType",
      "Type",
      `the parameter ${name} has no type that the service knows`,
      `use one of ${[...TYPES.keys()].join(", ")}`,
    );
  }
  if (value === undefined) return [];
  if (!fits(value)) {
    return error(
      "WrongDefault",
      "DefaultValue",
      `the default of ${name}, ${JSON.stringify(value)}, is no ${type}`,
      "write a default of the parameter's type, or none",
    );
  }
  if (Array.isArray(listed) && !listed.includes(value)) {
    return error(
      "WrongDefault",
      "DefaultValue",
      `the default of ${name}, ${JSON.stringify(value)}, is not among its own values`,
      `use one of ${JSON.stringify(listed)}`,
    );
  }
  return [];
}
