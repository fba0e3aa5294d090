import { isJsonObject, pointTo, type Json, type JsonObject } from "../json";
import { parseJsonPath } from "../json-path";
import type { Finding } from "./finding";
import { ownJson, type IndexedDefinition } from "./indexed-definition";
import { isExpression, parseTarget } from "./reference";
import { shapeCheck, type ShapeCheck } from "./shape-check";

/**
 * The functions of definitions, wherever they stand: known ones, alone in their object, with what they
 * need.
 */
export function checkFunctions(indexed: IndexedDefinition): readonly Finding[] {
  const { PipelineExperimentConfig: experiment = null, MlflowConfig: mlflow = null } = indexed.definition;
  return [
    ...visit(experiment, "/PipelineExperimentConfig", shapeCheck(undefined, indexed)),
    ...visit(mlflow, "/MlflowConfig", shapeCheck(undefined, indexed)),
    ...indexed.steps.flatMap((step) => visit(ownJson(step), step.pointer, shapeCheck(step, indexed))),
  ];
}

function visit(json: Json, pointer: string, check: ShapeCheck): Finding[] {
  if (Array.isArray(json)) {
    return json.flatMap((item: Json, index) => visit(item, pointTo(pointer, index), check));
  }
  if (!isJsonObject(json)) return [];
  const inner = Object.entries(json).flatMap(([key, member]) => visit(member, pointTo(pointer, key), check));
  const name = Object.keys(json).find((key) => key.startsWith("Std:"));
  if (name !== undefined) return [...call(json, name, pointer, check), ...inner];
  if (json.Get === undefined || typeof json.Get === "string" || Object.keys(json).length > 1) return inner;
  const fix = "write Parameters.<name>, Execution.<name> or Steps.<step>.<property>";
  return [check.error("MalformedReference", pointTo(pointer, "Get"), "a reference is a string", fix)];
}

function call(json: JsonObject, name: string, pointer: string, check: ShapeCheck): Finding[] {
  const at = pointTo(pointer, name);
  if (name !== "Std:Join" && name !== "Std:JsonGet") {
    return [
      check.error("UnknownFunction", at, `there is no function ${name}`, "use Std:Join or Std:JsonGet"),
    ];
  }
  const others = Object.keys(json).filter((key) => key !== name);
  const content = json[name] ?? null;
  return [
    ...others.map((key) =>
      check.error(
        "UnknownField",
        pointTo(pointer, key),
        `${name} must be the only member of its object`,
        "remove it",
      ),
    ),
    ...(content === null
      ? [check.error("WrongType", at, "this is not an object", "write an object")]
      : check.value(content, `definition:${name}`, at)),
    ...(name === "Std:JsonGet" && isJsonObject(content)
      ? [...source(content, at, check), ...pathOf(content, at, check)]
      : []),
  ];
}

/** A file is named by the step that declares it, or by its address. */
function source(content: JsonObject, pointer: string, check: ShapeCheck): Finding[] {
  const { PropertyFile: file, S3Uri: uri } = content;
  if ((file === undefined) === (uri === undefined)) {
    const message = `Std:JsonGet reads one file; this one names ${file === undefined ? "none" : "two"}`;
    return [check.error("OneOf", pointer, message, "give either PropertyFile or S3Uri")];
  }
  if (file === undefined) return [];
  const path = isExpression(file) && typeof file.Get === "string" ? file.Get : "";
  const target = parseTarget(path);
  if (target.kind === "step" && target.path.startsWith("PropertyFiles.")) return [];
  const fix = 'write {"Get": "Steps.<step>.PropertyFiles.<name>"}';
  return [
    check.error("MalformedReference", pointTo(pointer, "PropertyFile"), "this names no property file", fix),
  ];
}

/** A path that can be read, to one value: a definition passes single values only. */
function pathOf({ Path: text }: JsonObject, pointer: string, check: ShapeCheck): Finding[] {
  if (typeof text !== "string") return [];
  const at = pointTo(pointer, "Path");
  const path = parseJsonPath(text);
  if (path === undefined) {
    const fix = "write names with dots between them, such as metrics.auc.value, items[0] or ['a name']";
    return [
      check.error("UnreadablePath", at, `${JSON.stringify(text)} is no path into a JSON document`, fix),
    ];
  }
  if (path.single) return [];
  const message = `${text} leads to a list of values; a definition can only pass single values`;
  return [{ ...check.error("PathToMany", at, message, "write a path to one value"), severity: "warning" }];
}
