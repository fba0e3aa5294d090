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

/**
 * Members at the top of a definition: those that it needs, and none that mean nothing there. The official schema refuses
 * the latter, too, but lets Version be left out and Steps be empty; what the service does with these is not documented,
 * and the Python SDK never writes a definition without Version.
 */
export function checkMembers({ definition }: IndexedDefinition): readonly Finding[] {
  const { Version: version, Steps: steps, PipelineDefinition: inner } = definition;
  // A response of DescribePipeline gets one finding as a whole.
  if (steps === undefined && typeof inner === "string") return [];
  const error = (code: string, name: string, message: string, fix: string): Finding => ({
    code,
    severity: "error",
    step: undefined,
    pointer: pointTo("", name),
    message,
    fix,
  });
  const missing = error("MissingField", "Version", "it has no Version", 'write "Version": "2020-12-01"');
  const empty = error("NoSteps", "Steps", "it has no steps, so there is nothing to run", "add a step");
  return [
    ...(version === undefined ? [missing] : []),
    ...(Array.isArray(steps) && steps.length === 0 ? [empty] : []),
    ...Object.keys(definition)
      .filter((name) => !MEMBERS.includes(name))
      .map((name) => error("UnknownField", name, `a definition has no ${name}`, fixOf(name))),
  ];
}

function fixOf(name: string): string {
  if (REQUEST.includes(name)) return "pass it to CreatePipeline or UpdatePipeline, next to the definition";
  const near = didYouMean(name, MEMBERS);
  return near === undefined ? `use some of ${MEMBERS.join(", ")}` : `did you mean ${near}?`;
}
