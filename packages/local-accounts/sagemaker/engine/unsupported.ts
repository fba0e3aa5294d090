import { parseJsonPath } from "sagemaker-pipeline-definitions";
import { argumentsShape } from "sagemaker-pipeline-definitions/service-model";
import { isList, isObject, listAt, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Step } from "../pipeline/definition";
import { isVariable } from "../pipeline/references";
import { STEP_TYPES } from "../steps/runners";
import { notHeeded, unheededMembers, valuesAt } from "../unheeded";

/**
 * Members of a step that are read as texts here, so that a reference in them would be taken for nothing. The Python SDK
 * takes no variable for them.
 */
const LITERALS = [
  "CacheConfig.Enabled",
  "CacheConfig.ExpireAfter",
  "OutputParameters.*.OutputName",
  "OutputParameters.*.OutputType",
  "PropertyFiles.*.FilePath",
  "PropertyFiles.*.OutputName",
  "PropertyFiles.*.PropertyFileName",
];

/**
 * What AWS takes in a definition and the local SageMaker cannot honour: it is refused by its name when the pipeline is
 * created, so that nothing is left out in silence.
 */
export function unsupported(definition: JsonObject, steps: readonly Step[]): string[] {
  const mlflow = definition["MlflowConfig"] ?? null;
  return [
    ...(mlflow === null ? [] : ["MlflowConfig: the rehearsal has no MLflow"]),
    ...functions(definition),
    ...steps.flatMap((step) => [
      ...unknownType(step),
      ...triggers(step),
      ...unheeded(step),
      ...references(step),
    ]),
  ];
}

function unknownType({ name, type }: Step): string[] {
  if (STEP_TYPES.includes(type)) return [];
  const known = STEP_TYPES.join(", ");
  return [`Step '${name}' is of type '${type}', which the rehearsal does not run (it runs ${known})`];
}

/** What an execution becomes when a step that others wait for has failed is not documented. */
function triggers({ name, source }: Step): string[] {
  return listAt(source, "DependsOn").flatMap((dependency) => {
    const trigger = textAt(dependency, "Trigger") ?? "Completed";
    if (trigger === "Completed") return [];
    const on = textAt(dependency, "Step") ?? "";
    return [
      `Step '${name}' depends on '${on}' with the Trigger '${trigger}', and the rehearsal knows 'Completed' alone`,
    ];
  });
}

function unheeded({ name, type, arguments: args }: Step): string[] {
  return unheededMembers(argumentsShape(type) ?? "", args).map(
    (member) => `Step '${name}' has ${notHeeded(member)}`,
  );
}

function references({ name, source }: Step): string[] {
  return LITERALS.filter((path) => valuesAt(source, path.split(".")).some(isVariable)).map(
    (path) => `Step '${name}' has a reference in ${path}, which the rehearsal does not resolve`,
  );
}

/** A JsonGet's path may filter or call a function, which the library reads and does not carry out. */
function functions(value: Json | undefined): string[] {
  if (isList(value)) return value.flatMap(functions);
  if (!isObject(value)) return [];
  const path = textAt(value, "Std:JsonGet", "Path");
  const inner = Object.values(value).flatMap(functions);
  const literals = [...valuesAt(value, ["Std:JsonGet", "Path"]), ...valuesAt(value, ["Std:Join", "On"])];
  return [
    ...(literals.some(isVariable)
      ? ["The rehearsal resolves no reference in a JsonGet's Path and in a Join's On"]
      : []),
    ...(path !== undefined && parseJsonPath(path)?.computed === true
      ? [`The rehearsal carries out no filter and no function, as in the JsonGet path ${path}`]
      : []),
    ...inner,
  ];
}
