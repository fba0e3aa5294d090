import type { Json } from "../json";
import { argumentsShape, generatedName } from "../service-model/service-model";
import { pointTo } from "./finding";
import type { StepEntry } from "./outline";

/** A part of a step that is the request, or a member of a request, of an AWS API. */
export interface Request {
  readonly value: Json;
  readonly pointer: string;
  /** Name of its shape in the service model. */
  readonly shape: string;
  /** Required members that the service makes up. */
  readonly generated: readonly string[];
}

const LINEAGE: Readonly<Record<string, string>> = {
  Actions: "CreateActionRequest",
  Artifacts: "CreateArtifactRequest",
  Contexts: "CreateContextRequest",
};

/** The requests that a step's arguments are made of; none for the step types that call no API of AWS themselves. */
export function requestsOf(step: StepEntry): readonly Request[] {
  const at = `${step.pointer}/Arguments`;
  const shape = argumentsShape(step.type);
  if (shape !== undefined) {
    const named = generatedName(step.type);
    return [{ value: step.arguments, pointer: at, shape, generated: named === undefined ? [] : [named] }];
  }
  const member = (name: string, shapeName: string, generated: readonly string[] = []): Request[] => {
    const value = step.arguments[name];
    return value === undefined ? [] : [{ value, pointer: pointTo(at, name), shape: shapeName, generated }];
  };
  switch (step.type) {
    case "EMR":
      return [
        ...member("StepConfig", "emr:StepConfig", ["Name"]),
        ...member("ClusterConfig", "emr:RunJobFlowInput", ["Name"]),
      ];
    case "EMRServerless":
      return [
        ...member("JobConfig", "emr-serverless:StartJobRunRequest", ["applicationId", "clientToken"]),
        ...member("ApplicationConfig", "emr-serverless:CreateApplicationRequest", ["clientToken"]),
      ];
    case "Lineage":
      return Object.entries(LINEAGE).flatMap(([name, shapeName]) => {
        const list = step.arguments[name];
        if (!Array.isArray(list)) return [];
        const pointer = pointTo(at, name);
        return list.map((value: Json, index) => ({
          value,
          pointer: pointTo(pointer, index),
          shape: shapeName,
          generated: [],
        }));
      });
    default:
      return [];
  }
}
