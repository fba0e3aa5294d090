/** Small definitions for the validator's tests, as JSON that anybody could have written. */
import { validate, type Json, type JsonObject } from "..";

export const processing = (name: string, more: JsonObject = {}, args: JsonObject = {}): JsonObject => ({
  Name: name,
  Type: "Processing",
  Arguments: {
    AppSpecification: { ImageUri: "image" },
    ProcessingResources: {
      ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 },
    },
    ProcessingOutputConfig: { Outputs: [{ OutputName: "o" }] },
    RoleArn: "arn:aws:iam::111122223333:role/r",
    ...args,
  },
  ...more,
});
export const using = (name: string, ...paths: string[]) =>
  processing(
    name,
    {},
    { Environment: Object.fromEntries(paths.map((path, index) => [`K${index}`, { Get: path }])) },
  );
export const fail = (name: string, message: Json = "", more: JsonObject = {}): JsonObject => ({
  Name: name,
  Type: "Fail",
  Arguments: { ErrorMessage: message },
  ...more,
});
export const lambda = (name: string, more: JsonObject = {}): JsonObject => ({
  Name: name,
  Type: "Lambda",
  FunctionArn: "arn",
  Arguments: {},
  OutputParameters: [{ OutputName: "answer", OutputType: "String" }],
  ...more,
});
const HOLDS: JsonObject = { Type: "Equals", LeftValue: 1, RightValue: 1 };
export const condition = (
  name: string,
  ifSteps: Json[],
  elseSteps: Json[] = [],
  conditions: Json[] = [HOLDS],
): JsonObject => ({
  Name: name,
  Type: "Condition",
  Arguments: { Conditions: conditions, IfSteps: ifSteps, ElseSteps: elseSteps },
});
export const definition = (Steps: Json, Parameters: Json = []): JsonObject => ({
  Version: "2020-12-01",
  Metadata: {},
  Parameters,
  PipelineExperimentConfig: null,
  Steps,
});

/** Code, step and place of each finding. */
export function found(json: Json): string[] {
  return validate(json).map(({ code, step, pointer }) => `${code} ${step ?? "-"} ${pointer}`);
}
