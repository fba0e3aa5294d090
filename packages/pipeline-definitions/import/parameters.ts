import type { JsonObject } from "../json";
import { call, list, literal, object, type Code } from "./code";
import { plain } from "./expressions";
import { exactly, refuse, Untypeable, type ImportedParameter, type Scope } from "./scope";

const FACTORIES: ReadonlyMap<string, readonly [factory: string, type: "string" | "number" | "boolean"]> =
  new Map([
    ["String", ["stringParameter", "string"]],
    ["Integer", ["integerParameter", "number"]],
    ["Float", ["floatParameter", "number"]],
    ["Boolean", ["booleanParameter", "boolean"]],
  ]);

/** The call that declares a parameter. */
export function parameter(
  json: JsonObject,
  scope: Scope,
): Omit<ImportedParameter, "identifier"> & { code: Code } {
  try {
    return typedParameter(json, scope);
  } catch (error) {
    if (!(error instanceof Untypeable)) throw error;
    return { code: call(scope.use("rawParameter"), plain(json)), typed: false, listed: undefined };
  }
}

function typedParameter(json: JsonObject, scope: Scope) {
  const given = exactly(json, ["Name", "Type"], ["DefaultValue", "Description", "EnumValues"]);
  const { Name: name, Type: type, DefaultValue: value, Description: description, EnumValues: values } = given;
  const [factory, primitive] =
    FACTORIES.get(typeof type === "string" ? type : "") ?? refuse("an unknown type");
  if (typeof name !== "string") return refuse("no name");
  if (value !== undefined && typeof value !== primitive) refuse("a default of another type");
  if (description !== undefined && typeof description !== "string")
    refuse("a description that is not a string");
  const members = [
    ["default", value === undefined ? undefined : plain(value, scope.text)],
    ["description", description === undefined ? undefined : plain(description)],
  ] as const;
  const options = members.some(([, code]) => code !== undefined) ? [object(members)] : [];
  if (values === undefined) {
    return { code: call(scope.use(factory), literal(name), ...options), typed: true, listed: undefined };
  }
  if (primitive !== "string" || !Array.isArray(values) || values.length === 0)
    return refuse("not a list of strings to choose from");
  const listed = values.filter((one) => typeof one === "string");
  if (listed.length !== values.length) return refuse("values of another type");
  if (value !== undefined && !listed.some((one) => one === value)) refuse("a default that is not listed");
  const choices = list(listed.map((one) => literal(one)));
  const code = call(scope.use("enumParameter"), literal(name), choices, ...options);
  return { code, typed: true, listed };
}
