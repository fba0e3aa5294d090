import { isJsonObject, type Json, type JsonObject } from "../json";
import { parsePath, propertyOf } from "../service-model/property";
import { stepTypeOf } from "../service-model/step-types";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { Finding } from "./finding";
import type { IndexedDefinition, StepEntry } from "./indexed-definition";
import { loopOutput } from "./loop-output";
import { createdNames, objectsIn, outputParameterNames, propertyFileNames } from "./outputs";

/** Makes a finding at the reference in question. */
export type Report = (
  code: string,
  message: string,
  fix: string,
  severity?: Finding["severity"],
) => Finding[];

/** A reference to a step: what it points to is something that the step offers. */
export function checkProperty(
  step: StepEntry,
  path: string,
  report: Report,
  indexed: IndexedDefinition,
): Finding[] {
  const { name, type } = step;
  const inner = loopOutput(step, path, indexed);
  if (inner !== undefined) return checkProperty(inner.step, inner.path, report, indexed);
  const file = /^PropertyFiles\.(.+)$/.exec(path)?.[1];
  if (file !== undefined) {
    return among(propertyFileNames(step), file, (names) =>
      report(
        "UnknownPropertyFile",
        `${name} declares no property file ${file}`,
        `declare it there${orOneOf(names)}`,
      ),
    );
  }
  if (stepTypeOf(type).isFunction) {
    const output = /^OutputParameters\['([^']*)'\]$/.exec(path)?.[1];
    if (output === undefined) {
      return report(
        "UnknownProperty",
        `a ${type} step has no property ${path}`,
        "write OutputParameters['<name>']",
      );
    }
    return among(outputParameterNames(step), output, (names) =>
      report(
        "UnknownOutput",
        `${name} has no output parameter ${output}`,
        `declare it there${orOneOf(names)}`,
      ),
    );
  }
  const [, property = "", entity = ""] = /^(\w+Arns)\['([^']*)'\]$/.exec(path) ?? [];
  const created = entity === "" ? undefined : createdNames(step, property);
  if (created !== undefined && !created.includes(entity)) {
    return report("UnknownOutput", `${name} creates no ${entity}`, `create it there${orOneOf(created)}`);
  }
  const undeclared = checkDeclared(step, path, report);
  if (undeclared.length > 0) return undeclared;
  if (!stepTypeOf(type).hasProperties) {
    return report("UnknownProperty", `a ${type} step has no properties`, "remove the reference");
  }
  // The service reads the document of a job where it is asked for a part of it.
  if (stepTypeOf(type).open.some((property) => path.startsWith(`${property}.`))) return [];
  return checkPath(type, path, report);
}

/**
 * A path into a list that the job describes as its author declared it: to an item that the arguments
 * have.
 */
function checkDeclared(step: StepEntry, path: string, report: Report): Finding[] {
  for (const { path: list, item: what, name: named } of stepTypeOf(step.type).declared) {
    if (!path.startsWith(`${list}[`)) continue;
    const [, index, item] = /^\[(?:(\d+)|['"]([^'"]*)['"])\]/.exec(path.slice(list.length)) ?? [];
    const items = objectsAt(step.arguments, list);
    const names = items.flatMap((one) => (typeof one[named] === "string" ? [one[named]] : []));
    const isThere = item === undefined ? Number(index) < items.length : names.includes(item);
    // An item whose name is known only later may be the one.
    if (isThere || (item !== undefined && names.length < items.length)) continue;
    const message = `${step.name} has no ${what} ${item ?? index ?? ""}`;
    const code = what === "output" ? "UnknownOutput" : "UnknownProperty";
    return report(code, message, `declare it there${orOneOf(names)}`);
  }
  return [];
}

function objectsAt(args: JsonObject, path: string): readonly JsonObject[] {
  const list = path
    .split(".")
    .reduce<Json | undefined>((json, member) => (isJsonObject(json) ? json[member] : undefined), args);
  return objectsIn(list);
}

/** A path into what the step's Describe… response holds. */
function checkPath(type: string, path: string, report: Report): Finding[] {
  const property = propertyOf(type, path);
  if (parsePath(path) === undefined) {
    return report("UnknownProperty", `${path} is not a path to a property`, "write it like A.B['c'].D[0]");
  }
  if (property === undefined) return [];
  if (!property.found) {
    const { at, known } = property;
    const near = didYouMean(at, known);
    const fix =
      near !== undefined
        ? `did you mean ${near}?`
        : known.length > 0
          ? `use one of ${known.join(", ")}`
          : "refer to an item by [0] or ['name'], or end the path before it";
    return report("UnknownProperty", `a ${type} step has no property ${path}: there is no ${at}`, fix);
  }
  if (!COMPOSITE.includes(property.shape.type)) return [];
  return report(
    "PropertyNotPrimitive",
    `${path} of a ${type} step is a ${property.shape.type}; a definition can only pass single values`,
    property.shape.members === undefined
      ? "refer to one of its items"
      : `refer to one of ${Object.keys(property.shape.members).join(", ")}`,
    "warning",
  );
}

const COMPOSITE = ["structure", "list", "map"];

function among(names: readonly string[], name: string, otherwise: (names: readonly string[]) => Finding[]) {
  return names.includes(name) ? [] : otherwise(names);
}

export function orOneOf(names: readonly string[]): string {
  return names.length === 0 ? "" : `, or use one of ${names.join(", ")}`;
}
