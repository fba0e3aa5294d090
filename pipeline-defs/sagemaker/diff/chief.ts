import { isJsonObject, type Json, type JsonObject } from "../json";
import { isList } from "./lists";
import { plainText, readable } from "./readable";

/** Members of steps and requests that say what a step is, as people call them. */
const CHIEF: ReadonlyMap<string, string> = new Map([
  ["ImageUri", "image"],
  ["TrainingImage", "image"],
  ["Image", "image"],
  ["ContainerEntrypoint", "entrypoint"],
  ["sagemaker_program", "script"],
  ["SAGEMAKER_PROGRAM", "script"],
  ["entryPoint", "script"],
  ["query", "query"],
  ["Jar", "jar"],
  ["ErrorMessage", "message"],
  ["FunctionArn", "function"],
  ["SqsQueueUrl", "queue"],
  ["ModelName", "model"],
  ["ModelDataUrl", "model data"],
  ["ModelPackageName", "model package"],
  ["ModelPackageGroupName", "model package group"],
  ["EndpointConfigName", "endpoint configuration"],
  ["ClusterId", "cluster"],
]);

/** Characters of a value; the whole step is in the difference itself. */
const VALUE_CHARACTERS = 100;

/** What tells an added or removed step from others, briefly: image, machines, script, message, threshold and the like. */
export function chiefArguments(step: JsonObject): string[] {
  return [...new Set(textsIn(step, step.Type))];
}

function textsIn(json: Json, type: Json | undefined): string[] {
  if (isList(json)) return json.flatMap((item) => textsIn(item, type));
  if (!isJsonObject(json)) return [];
  return [
    ...machines(json),
    ...Object.entries(json).flatMap(([member, value]) => {
      if (type === "Condition" && member === "Conditions" && isList(value)) {
        return value.map((each) => `condition ${brief(conditionText(each))}`);
      }
      const word = CHIEF.get(member);
      return word === undefined ? textsIn(value, type) : [`${word} ${brief(valueText(word, value))}`];
    }),
  ];
}

function machines(json: JsonObject): string[] {
  const { InstanceType: type, InstanceCount: count = json.InitialInstanceCount } = json;
  if (type === undefined) return [];
  return [`${plainText(type)}${count === undefined ? "" : ` × ${plainText(count)}`}`];
}

function valueText(word: string, value: Json): string {
  if (word === "message") return readable(value);
  return isList(value) ? value.map(plainText).join(" ") : plainText(value);
}

function conditionText(json: Json): string {
  if (!isJsonObject(json)) return plainText(json);
  const { Type: type = null, LeftValue: left, RightValue: right, QueryValue: query, ...own } = json;
  const operator = plainText(type);
  if (left !== undefined && right !== undefined) return `${plainText(left)} ${operator} ${plainText(right)}`;
  if (query !== undefined) return `${plainText(query)} ${operator} ${plainText(own.Values ?? null)}`;
  const inner = isList(own.Conditions) ? own.Conditions : own.Condition === undefined ? [] : [own.Condition];
  return `${operator} (${inner.map(conditionText).join("; ")})`;
}

function brief(text: string): string {
  return text.length <= VALUE_CHARACTERS ? text : `${text.slice(0, VALUE_CHARACTERS)}…`;
}
