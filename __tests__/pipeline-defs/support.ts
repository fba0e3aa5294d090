import type { Environment, Monitoring } from "../../environments/environment";
import { loadEnvironment } from "../../environments/load";
import type { CodeAsset, CodeAssets } from "../../pipeline-defs/code-assets";
import { everyScript } from "../deploy/support/sources";
import { buildInference } from "../../pipeline-defs/inference";
import { buildTrain } from "../../pipeline-defs/train";
import {
  canonicalJson,
  type Json,
  type JsonObject,
  type PipelineDefinition,
} from "sagemaker-pipeline-definitions";

/** Each file that jobs are given, with a digest of its own. */
const files = everyScript((filename) => filename);
const asset = (filename: string, index: number) => ({
  filename,
  sha256: index.toString(16).padStart(2, "0").repeat(32),
});
const assets = Object.entries(files).map(([name, filename], index) => [name, asset(filename, index)]);
export const CODE: CodeAssets = {
  ...(Object.fromEntries(assets) as Record<keyof typeof files, CodeAsset>),
  description: { filename: "description.json", sha256: "d".repeat(64) },
  source: undefined,
};
export const FUNCTIONS = {
  latestApprovedModel: "arn:aws:lambda:us-east-1:222222222222:function:latest-approved",
  assessDrift: "arn:aws:lambda:us-east-1:222222222222:function:assess-drift",
  recordVersion: "arn:aws:lambda:us-east-1:222222222222:function:record-version",
  latestPredictions: "arn:aws:lambda:us-east-1:222222222222:function:latest-predictions",
};
export const MODES: readonly Monitoring[] = ["processing", "model-monitor"];

export function environment(changes: Partial<Environment> = {}): Environment {
  return { ...loadEnvironment("prod").environment, ...changes };
}

export function train(monitoring: Monitoring = "processing"): PipelineDefinition {
  return buildTrain(environment({ monitoring }), CODE, FUNCTIONS, "0123abc");
}

export function inference(monitoring: Monitoring = "processing"): PipelineDefinition {
  return buildInference(environment({ monitoring }), CODE, FUNCTIONS, "0123abc");
}

/** The steps of a definition by name, those in branches too. */
export function stepsOf(definition: JsonObject): Readonly<Record<string, JsonObject>> {
  const steps: Record<string, JsonObject> = {};
  const visit = (list: Json | undefined): void => {
    for (const step of (list ?? []) as readonly JsonObject[]) {
      steps[step.Name as string] = step;
      const args = step.Arguments as JsonObject;
      visit(args.IfSteps);
      visit(args.ElseSteps);
    }
  };
  visit(definition.Steps);
  return steps;
}

/** What lies at a path of keys. */
export function at(json: Json | undefined, ...keys: readonly (string | number)[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (inner, key) => (inner as Readonly<Record<string | number, Json>> | undefined)?.[key],
    json,
  );
}

/** A value of a definition as a reader says it: `s3://bucket/${Execution.PipelineExecutionId}`. */
function say(json: Json): string | undefined {
  if (json === null || typeof json !== "object") return JSON.stringify(json).replace(/^"(.*)"$/, "$1");
  const [get, join, jsonGet] = [at(json, "Get"), at(json, "Std:Join"), at(json, "Std:JsonGet")];
  if (typeof get === "string") return `\${${get}}`;
  if (join !== undefined) {
    const values = at(join, "Values") as readonly Json[];
    return values.map(say).join(at(join, "On") as string);
  }
  if (jsonGet !== undefined)
    return `${say(at(jsonGet, "PropertyFile") ?? "")}#${at(jsonGet, "Path") as string}`;
  return undefined;
}

/** A value in one line a leaf. */
export function leaves(json: Json | undefined, path = ""): readonly string[] {
  const leaf = say(json ?? null);
  if (leaf !== undefined) return [`${path}: ${leaf}`];
  return Object.entries(json as JsonObject).flatMap(([key, member]) =>
    leaves(member, path === "" ? key : `${path}.${key}`),
  );
}

/** The one leaf at a path such as `OutputDataConfig.KmsKeyId`, as a reader says it; undefined where there is none. */
export function leaf(json: Json | undefined, path: string): string | undefined {
  const found = at(json, ...path.split("."));
  return found === undefined ? undefined : say(found);
}

/** The inputs or outputs of a job: name, path in the container, address. */
export function places(step: JsonObject | undefined, ...keys: readonly string[]): readonly string[] {
  return (at(step?.Arguments, ...keys) as readonly JsonObject[]).map((place) => {
    const [name, s3] = [place.InputName ?? place.OutputName, place.S3Input ?? place.S3Output];
    return `${name as string}: ${at(s3, "LocalPath") as string} ${say(at(s3, "S3Uri") ?? null)}`;
  });
}

/** The inputs of a job that hold its script, what that imports, and the model's description. */
export function codePlaces(script: keyof typeof files, ...modules: (keyof typeof files)[]): string[] {
  const { dataBucket, modelName } = environment();
  const place = (input: string, { sha256, filename }: CodeAsset) =>
    `${input}: /opt/ml/processing/input/${input} s3://${dataBucket}/${modelName}/code/${sha256}/${filename}`;
  return [
    place("code", CODE[script]),
    ...modules.map((module) => place(module, CODE[module])),
    place("description", CODE.description),
  ];
}

/** A definition in one line a step: its name, its type, and in brackets the steps it refers to or waits for. */
export function sketch(definition: PipelineDefinition): readonly string[] {
  const line = (step: JsonObject, indent: string): string[] => {
    const { IfSteps, ElseSteps, ...Arguments } = step.Arguments as JsonObject;
    const references = [...canonicalJson({ ...step, Arguments }).matchAll(/"Get":"Steps\.([\w-]+)/g)];
    const dependsOn = (step.DependsOn ?? []) as readonly string[];
    const waits = [...new Set([...references.map((match) => match[1] ?? ""), ...dependsOn])].sort();
    const branch = (word: string, steps: Json | undefined) =>
      steps === undefined
        ? []
        : [`${indent}  ${word}`, ...(steps as JsonObject[]).flatMap((inner) => line(inner, `${indent}    `))];
    return [
      `${indent}${step.Name as string} ${step.Type as string} [${waits.join(" ")}]`,
      ...branch("if", IfSteps),
      ...branch("else", ElseSteps),
    ];
  };
  return definition.Steps.flatMap((step) => line(step, ""));
}
