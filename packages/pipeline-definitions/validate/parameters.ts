import type { Json } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition, ParameterEntry } from "./indexed-definition";
import type { Reference } from "./reference";

const TYPES: ReadonlyMap<string, (value: Json) => boolean> = new Map(
  Object.entries({
    String: (value) => typeof value === "string",
    Integer: (value) => Number.isInteger(value),
    Float: (value) => typeof value === "number",
    Boolean: (value) => typeof value === "boolean",
  }),
);

/**
 * What a parameter is known to stand for: the values that it takes, or else its default, each with its
 * place.
 */
export function valuesOf({ pointer, json }: ParameterEntry) {
  const { DefaultValue: value, EnumValues: listed } = json;
  const choices: readonly Json[] = Array.isArray(listed) ? listed : [];
  const isChoice = value === undefined || choices.includes(value);
  return [
    ...(isChoice ? [] : [{ value, pointer: `${pointer}/DefaultValue` }]),
    ...choices.map((choice, index) => ({ value: choice, pointer: `${pointer}/EnumValues/${index}` })),
  ];
}

/** Parameters: a known type, a default that fits it, and a use. */
export function checkParameters(
  indexed: IndexedDefinition,
  references: readonly Reference[],
): readonly Finding[] {
  const used = new Set(
    references.flatMap(({ target }) => (target.kind === "parameter" ? [target.name] : [])),
  );
  return indexed.parameters.flatMap((parameter) => {
    const findings = checkType(parameter);
    if (!used.has(parameter.name)) {
      findings.push({
        code: "UnusedParameter",
        severity: "warning",
        step: undefined,
        pointer: parameter.pointer,
        message: `no step uses the parameter ${parameter.name}`,
        fix: "use it or remove it",
      });
    }
    return findings;
  });
}

function checkType({ name, pointer, json }: ParameterEntry): Finding[] {
  const error = (code: string, at: string, message: string, fix: string): Finding => ({
    code,
    severity: "error",
    step: undefined,
    pointer: `${pointer}${at}`,
    message,
    fix,
  });
  const { Type: type, DefaultValue: value, EnumValues: listed } = json;
  const fits = typeof type === "string" ? TYPES.get(type) : undefined;
  if (typeof type !== "string" || fits === undefined) {
    const message = `the parameter ${name} has no type that the service knows`;
    const fix = `use one of ${[...TYPES.keys()].join(", ")}`;
    return [error("UnknownParameterType", "/Type", message, fix)];
  }
  const choices: readonly Json[] | undefined = Array.isArray(listed) ? listed : undefined;
  const findings: Finding[] = [];
  if (choices?.length === 0) {
    const message = `${name} allows no value at all`;
    findings.push(error("WrongEnumValues", "/EnumValues", message, "list its values, or leave them out"));
  }
  choices?.forEach((choice, index) => {
    if (fits(choice)) return;
    const message = `${JSON.stringify(choice)}, one of the values of ${name}, is no ${type}`;
    findings.push(error("WrongEnumValues", `/EnumValues/${index}`, message, `write a ${type}`));
  });
  const said = `the default of ${name}, ${JSON.stringify(value)},`;
  if (value !== undefined && !fits(value)) {
    const fix = "write a default of the parameter's type, or none";
    findings.push(error("WrongDefault", "/DefaultValue", `${said} is no ${type}`, fix));
  } else if (value !== undefined && choices?.includes(value) === false) {
    const fix = `use one of ${JSON.stringify(choices)}`;
    findings.push(error("WrongDefault", "/DefaultValue", `${said} is not one of its own values`, fix));
  }
  return findings;
}
