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

/** The shapes of what steps say beside their arguments. */
const FIELDS: Readonly<Record<string, string>> = {
  DisplayName: "definition:Text",
  Description: "definition:Text",
  DependsOn: "definition:List",
  CacheConfig: "definition:CacheConfig",
  PropertyFiles: "definition:PropertyFiles",
  OutputParameters: "definition:OutputParameters",
  FunctionArn: "definition:Text",
  SqsQueueUrl: "definition:Text",
  CheckType: "definition:Text",
  SkipCheck: "definition:Flag",
  FailOnViolation: "definition:Flag",
  RegisterNewBaseline: "definition:Flag",
  ModelName: "definition:Text",
  ModelPackageGroupName: "definition:Text",
  SuppliedBaselineConstraints: "definition:Text",
  SuppliedBaselineStatistics: "definition:Text",
};
/** Step types whose arguments are no request as a whole. */
const WHOLE = ["Cleanup", "Condition", "EMR", "EMRServerless", "Fail", "ForEach", "Lineage"];

/** The parts of a step that have a shape: its fields, its arguments, and the requests in them. */
export function partsOf(step: StepEntry): readonly Request[] {
  const fields = Object.entries(FIELDS).map(([name, shape]) => ({
    name,
    shape,
    value: step.json[name] ?? null,
  }));
  return [
    ...fields.map(({ name, shape, value }) => ({
      value,
      shape,
      pointer: pointTo(step.pointer, name),
      generated: [],
    })),
    ...(WHOLE.includes(step.type)
      ? [
          {
            value: step.arguments,
            shape: `definition:${step.type}Step`,
            pointer: `${step.pointer}/Arguments`,
            generated: [],
          },
        ]
      : []),
    ...requestsOf(step),
  ];
}

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
