import type { Json } from "../json";
import { dependenciesOf } from "../validate/dependencies";
import type { StepEntry } from "../validate/indexed-definition";
import { outputNames } from "../validate/outputs";
import { list, literal, object, type Code, type Options } from "./code";
import { single, TEXT } from "./expressions";
import { exactly, refuse, type Scope } from "./scope";

/** What goes into a Lambda or callback step, and what it answers. */
export function functionOptions(step: StepEntry, scope: Scope): Options {
  const { OutputParameters: declared = [] } = step.json;
  if (!Array.isArray(declared)) return refuse("not a list");
  const outputs = declared.map((output: Json) => {
    const { OutputName: name, OutputType: type } = exactly(output, ["OutputName", "OutputType"]);
    const known = ["String", "Integer", "Float", "Boolean"].some((one) => one === type);
    if (typeof name !== "string" || typeof type !== "string" || !known)
      return refuse("not an output parameter");
    return [name, literal(type)] as const;
  });
  if (!inOrder(outputs.map(([name]) => name))) refuse("outputs in an order that an object does not keep");
  const inputs = Object.entries(step.arguments).map(
    ([name, value]) => [name, single(value, { type: "any" }, scope)] as const,
  );
  return [
    ["inputs", inputs.length === 0 ? undefined : object(inputs)],
    ["outputs", outputs.length === 0 ? undefined : object(outputs)],
  ];
}

/** The JSON files among a processing step's outputs. */
export function propertyFiles(step: StepEntry): Code | undefined {
  const { PropertyFiles: declared } = step.json;
  if (declared === undefined) return undefined;
  if (!Array.isArray(declared)) return refuse("not a list");
  const files = declared.map((file: Json) => {
    const given = exactly(file, ["PropertyFileName", "OutputName", "FilePath"]);
    const { PropertyFileName: name, OutputName: output, FilePath: path } = given;
    if (typeof name !== "string" || typeof output !== "string" || typeof path !== "string")
      return refuse("not a property file");
    if (!outputNames(step).includes(output)) return refuse("a file in an unknown output");
    return [
      name,
      object([
        ["output", literal(output)],
        ["path", literal(path)],
      ]),
    ] as const;
  });
  if (!inOrder(files.map(([name]) => name))) refuse("files in an order that an object does not keep");
  return object(files);
}

/** Whether an object with these keys keeps them all and in this order: numbers come first. */
function inOrder(names: readonly string[]): boolean {
  const kept = Object.keys(Object.fromEntries(names.map((name) => [name, true])));
  return kept.length === names.length && kept.every((name, index) => name === names[index]);
}

/** The options of cleanupStep, which makes the step wait for its sources by itself. */
export function cleanup(step: StepEntry, scope: Scope): Options {
  const { Resources: resources } = exactly(step.arguments, ["Resources"]);
  const { S3: sources } = exactly(resources, ["S3"]);
  if (!Array.isArray(sources)) return refuse("not a list");
  const named = sources.map((source: Json) => {
    const { StepName: name, S3Uris: uris } = exactly(source, ["StepName"], ["S3Uris"]);
    if (typeof name !== "string") return refuse("no name");
    if (uris !== undefined && !Array.isArray(uris)) return refuse("not a list");
    if (!dependenciesOf(step).some((waited) => waited.name === name))
      refuse("a source that it does not wait for");
    return object([
      ["step", scope.steps.get(name)?.identifier ?? literal(name)],
      ["uris", uris === undefined ? undefined : list(uris.map((uri: Json) => single(uri, TEXT, scope)))],
    ]);
  });
  return [["sources", list(named)]];
}
