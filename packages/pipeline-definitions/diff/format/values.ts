import { canonicalJson, isJsonList, isJsonObject, type Json, type JsonObject } from "../../json";

/** A value for a person: pipeline variables in braces, joined strings as one, anything else as JSON. */
export function formatValue(value: Json): string {
  return canonicalJson(variablesAsText(value));
}

/** A string without its quotes, anything else as `readable` has it. */
export function plainText(value: Json): string {
  const flat = variablesAsText(value);
  return typeof flat === "string" ? flat : canonicalJson(flat);
}

/** The value with its variables and joined strings as strings. */
export function variablesAsText(value: Json): Json {
  if (isJsonList(value)) return value.map(variablesAsText);
  if (!isJsonObject(value)) return value;
  return (
    variableText(value) ??
    Object.fromEntries(Object.entries(value).map(([key, own]) => [key, variablesAsText(own)]))
  );
}

/** Undefined where the object is no variable. */
function variableText(object: JsonObject): string | undefined {
  const [entry, ...more] = Object.entries(object);
  if (entry === undefined || more.length > 0) return undefined;
  const [name, content] = entry;
  if (name === "Get") return typeof content === "string" ? `{${content}}` : undefined;
  if (!isJsonObject(content)) return undefined;
  if (name === "Std:Join" && isJsonList(content.Values)) {
    return content.Values.map(plainText).join(typeof content.On === "string" ? content.On : "");
  }
  if (name === "Std:JsonGet" && typeof content.Path === "string") {
    const file = content.PropertyFile ?? content.S3Uri ?? null;
    return `{${plainText(file).replace(/^\{(.*)\}$/, "$1")}: ${content.Path}}`;
  }
  return undefined;
}

/** Members that characterize a step, and what people call them. */
const SUMMARIZED: ReadonlyMap<string, string> = new Map([
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

/** An added or removed step in brief: image, machines, script, message, threshold and the like. */
export function summaryOf(step: JsonObject): string[] {
  return [...new Set(textsIn(step, step.Type))];
}

function textsIn(json: Json, type: Json | undefined): string[] {
  if (isJsonList(json)) return json.flatMap((item) => textsIn(item, type));
  if (!isJsonObject(json)) return [];
  return [
    ...machines(json),
    ...Object.entries(json).flatMap(([member, value]) => {
      if (type === "Condition" && member === "Conditions" && isJsonList(value)) {
        return value.map((each) => `condition ${brief(conditionText(each))}`);
      }
      const word = SUMMARIZED.get(member);
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
  if (word === "message") return formatValue(value);
  return isJsonList(value) ? value.map(plainText).join(" ") : plainText(value);
}

function conditionText(json: Json): string {
  if (!isJsonObject(json)) return plainText(json);
  const { Type: type = null, LeftValue: left, RightValue: right, QueryValue: query, ...own } = json;
  const operator = plainText(type);
  if (left !== undefined && right !== undefined) return `${plainText(left)} ${operator} ${plainText(right)}`;
  if (query !== undefined) return `${plainText(query)} ${operator} ${plainText(own.Values ?? null)}`;
  const inner = isJsonList(own.Conditions)
    ? own.Conditions
    : own.Condition === undefined
      ? []
      : [own.Condition];
  return `${operator} (${inner.map(conditionText).join("; ")})`;
}

function brief(text: string): string {
  return text.length <= VALUE_CHARACTERS ? text : `${text.slice(0, VALUE_CHARACTERS)}…`;
}
