import { pointTo } from "../json";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";

/**
 * What a definition has at its top: the official schema's members, and the two that the Python SDK
 * writes beside them.
 */
const MEMBERS = ["Version", "Metadata", "Parameters", "PipelineExperimentConfig", "MlflowConfig", "Steps"];
/** Members of CreatePipeline's request, which holds the definition as one of them (service model). */
const REQUEST = [
  "PipelineName",
  "PipelineDisplayName",
  "PipelineDefinitionS3Location",
  "PipelineDescription",
  "ClientRequestToken",
  "RoleArn",
  "Tags",
  "ParallelismConfiguration",
];

/** Members at the top of a definition that mean nothing there; the official schema refuses them too. */
export function checkMembers({ definition }: IndexedDefinition): readonly Finding[] {
  // A response of DescribePipeline gets one finding as a whole.
  if (definition.Steps === undefined && typeof definition.PipelineDefinition === "string") return [];
  return Object.keys(definition)
    .filter((name) => !MEMBERS.includes(name))
    .map((name) => ({
      code: "UnknownField",
      severity: "error",
      step: undefined,
      pointer: pointTo("", name),
      message: `a definition has no ${name}`,
      fix: fixOf(name),
    }));
}

function fixOf(name: string): string {
  if (REQUEST.includes(name)) return "pass it to CreatePipeline or UpdatePipeline, next to the definition";
  const near = didYouMean(name, MEMBERS);
  return near === undefined ? `use some of ${MEMBERS.join(", ")}` : `did you mean ${near}?`;
}
