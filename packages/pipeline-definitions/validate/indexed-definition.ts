import { isJsonObject, pointTo, type Json, type JsonObject } from "../json";
import type { Side } from "../service-model/step-type";
import { stepTypeOf } from "../service-model/step-types";
import type { Finding } from "./finding";

/** A parameter of a definition. */
export interface ParameterEntry {
  readonly name: string;
  readonly pointer: string;
  readonly json: JsonObject;
}

/** A step of a definition, with its place in the tree of branches. */
export interface StepEntry {
  readonly name: string;
  readonly type: string;
  readonly pointer: string;
  readonly json: JsonObject;
  /** Empty where the step has none. */
  readonly arguments: JsonObject;
  /** The step, a condition or a loop, and the list of it in which it stands; undefined at the top. */
  readonly branch: Branch | undefined;
}

export interface Branch {
  readonly parent: StepEntry;
  readonly side: Side;
}

/** A definition with its parameters and steps listed, read once for all rules. */
export interface IndexedDefinition {
  readonly definition: JsonObject;
  readonly parameters: readonly ParameterEntry[];
  /** Every step, those in branches too, each after the one that holds it. */
  readonly steps: readonly StepEntry[];
  readonly findings: readonly Finding[];
}

/** A step's arguments without the steps in them, which are entries of their own. */
function ownArguments({ type, arguments: args }: StepEntry): JsonObject {
  const nested: readonly string[] = stepTypeOf(type).nested;
  return Object.fromEntries(Object.entries(args).filter(([name]) => !nested.includes(name)));
}

/** A step without the steps in its arguments. */
export function ownJson(step: StepEntry): JsonObject {
  return { ...step.json, Arguments: ownArguments(step) };
}

/** What to do with an object that is not a definition but may contain one, or several. */
function fixWithoutSteps(definition: JsonObject): string {
  if (typeof definition.PipelineDefinition === "string")
    return "give the text of PipelineDefinition, which is the definition";
  const held = Object.entries(definition).filter(
    ([, json]) => isJsonObject(json) && json.Steps !== undefined,
  );
  if (held.length === 0) return "give a pipeline definition";
  return `it holds definitions, ${held.map(([name]) => name).join(" and ")}: give one of them`;
}

/** Reads any JSON as a definition; whatever does not have the form of one becomes a finding. */
export function indexDefinition(definition: Json): IndexedDefinition {
  const findings: Finding[] = [];
  const steps: StepEntry[] = [];
  const misshapen = (pointer: string, message: string, fix: string, step?: string) =>
    findings.push({ code: "Misshapen", severity: "error", step, pointer, message, fix });

  if (!isJsonObject(definition)) {
    misshapen("", "a definition is a JSON object", "write an object with Version and Steps");
    return { definition: {}, parameters: [], steps, findings };
  }
  // The official schema requires nothing but the steps.
  if (definition.Version !== undefined && definition.Version !== "2020-12-01") {
    misshapen("/Version", "the version is not 2020-12-01, the only one", 'write "Version": "2020-12-01"');
  }
  const items = (list: Json | undefined, pointer: string) => {
    if (Array.isArray(list))
      return list.map((json: Json, index) => ({ json, pointer: pointTo(pointer, index) }));
    if (pointer === "/Steps" && list === undefined)
      misshapen(pointer, "it has no Steps", fixWithoutSteps(definition));
    else misshapen(pointer, "this is not a list", "write a list");
    return [];
  };
  const readSteps = (list: Json | undefined, at: string, branch: Branch | undefined): void => {
    for (const { json, pointer } of items(list, at)) {
      if (!isJsonObject(json) || typeof json.Name !== "string" || typeof json.Type !== "string") {
        misshapen(pointer, "a step has a Name, a Type and Arguments", "give it all three");
        continue;
      }
      const { Name: name, Type: type, Arguments: args } = json;
      // A function may have no inputs.
      const mayLack = args === undefined && stepTypeOf(type).isFunction;
      if (!isJsonObject(args) && !mayLack)
        misshapen(`${pointer}/Arguments`, "a step has Arguments", "write an object", name);
      const entry = { name, type, pointer, json, arguments: isJsonObject(args) ? args : {}, branch };
      steps.push(entry);
      for (const side of stepTypeOf(type).nested) {
        const inner = entry.arguments[side];
        if (inner !== undefined) readSteps(inner, `${pointer}/Arguments/${side}`, { parent: entry, side });
      }
    }
  };

  const parameters = items(definition.Parameters ?? [], "/Parameters").flatMap(({ json, pointer }) => {
    if (isJsonObject(json) && typeof json.Name === "string") return [{ name: json.Name, pointer, json }];
    misshapen(pointer, "a parameter has a Name and a Type", "give it both");
    return [];
  });
  readSteps(definition.Steps, "/Steps", undefined);
  return { definition, parameters, steps, findings };
}
