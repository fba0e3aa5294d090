import { createHash } from "node:crypto";
import { canonicalJson, type Json, type JsonObject } from "./json";

/** A parameter as the definition declares it. Its `Type` should be a TypeName, but may be anything. */
export type ParameterDefinition = JsonObject & { readonly Name: string };

/** A step as the definition holds it: plain JSON. */
export type StepDefinition = JsonObject & {
  readonly Name: string;
  readonly Type: string;
};

/** A pipeline definition, schema version 2020-12-01: the value whose JSON goes to CreatePipeline. */
export type PipelineDefinition = JsonObject & {
  readonly Version: "2020-12-01";
  readonly Metadata: JsonObject;
  readonly Parameters: readonly ParameterDefinition[];
  readonly PipelineExperimentConfig: Json;
  readonly Steps: readonly StepDefinition[];
};

/** A definition without some of its members, to equal a definition that omits them. */
export function withoutMembers(
  definition: PipelineDefinition,
  members: readonly ("Version" | "Metadata" | "Parameters" | "PipelineExperimentConfig")[],
): JsonObject {
  const left = Object.entries(definition).filter(([name]) => !members.some((member) => member === name));
  return Object.fromEntries(left);
}

/** SHA-256, in hex, of the definition's canonical JSON. */
export function definitionHash(definition: PipelineDefinition): string {
  return createHash("sha256").update(canonicalJson(definition)).digest("hex");
}
