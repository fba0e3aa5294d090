import type { Shape } from "./shape";

const list = (member: string, more: Partial<Shape> = {}): Shape => ({ type: "list", member, ...more });
const structure = (members: Shape["members"], required: readonly string[] = []): Shape => ({
  type: "structure",
  members,
  required,
});
const comparison = structure(
  { Type: "definition:Text", LeftValue: "definition:Value", RightValue: "definition:Value" },
  ["LeftValue", "RightValue"],
);

/**
 * What definitions are made of beside requests to APIs, in the form of the service model: `value` is any
 * single value, `any` is read by rules of its own. Sources: the official schema, and the Python SDK
 * (sagemaker.workflow 2.257.7; Cleanup and ForEach: sagemaker-mlops 1.27.0).
 */
export const LANGUAGE: Readonly<Record<string, Shape>> = {
  "definition:Any": { type: "any" },
  "definition:List": list("definition:Any"),
  "definition:Text": { type: "string" },
  "definition:Texts": list("definition:Text", { min: 1 }),
  "definition:Flag": { type: "boolean" },
  "definition:Value": { type: "value" },
  "definition:Values": list("definition:Value"),

  "definition:MlflowConfig": structure(
    { MlflowResourceArn: "definition:Text", MlflowExperimentName: "definition:Text" },
    ["MlflowResourceArn"],
  ),
  "definition:Metadata": { type: "map", key: "definition:Text", value: "definition:Any" },
  "definition:Parameter": structure({
    Name: "definition:Text",
    Type: "definition:Any",
    DefaultValue: "definition:Any",
    Description: "definition:Text",
    EnumValues: "definition:Values",
  }),

  "definition:CacheConfig": structure({ Enabled: "definition:Flag", ExpireAfter: "definition:Text" }),
  "definition:PropertyFiles": list("definition:PropertyFile"),
  "definition:PropertyFile": structure(
    { PropertyFileName: "definition:Text", OutputName: "definition:Text", FilePath: "definition:Text" },
    ["PropertyFileName", "OutputName", "FilePath"],
  ),
  "definition:OutputParameters": list("definition:OutputParameter"),
  "definition:OutputParameter": structure(
    { OutputName: "definition:Text", OutputType: "definition:OutputType" },
    ["OutputName", "OutputType"],
  ),
  "definition:OutputType": { type: "string", enum: ["String", "Integer", "Float", "Boolean"] },

  "definition:Std:Join": structure({ On: "definition:Text", Values: "definition:Values" }, ["Values"]),
  "definition:Std:JsonGet": structure(
    { PropertyFile: "definition:Any", S3Uri: "definition:Text", Path: "definition:Text" },
    ["Path"],
  ),

  "definition:Equals": comparison,
  "definition:GreaterThan": comparison,
  "definition:GreaterThanOrEqualTo": comparison,
  "definition:LessThan": comparison,
  "definition:LessThanOrEqualTo": comparison,
  "definition:In": structure(
    { Type: "definition:Text", QueryValue: "definition:Value", Values: "definition:Values" },
    ["QueryValue", "Values"],
  ),
  "definition:Not": structure({ Type: "definition:Text", Condition: "definition:Any" }, ["Condition"]),
  "definition:Or": structure({ Type: "definition:Text", Conditions: "definition:Conditions" }, [
    "Conditions",
  ]),
  // A step or an Or without conditions would decide nothing; no source says what the service makes of it.
  "definition:Conditions": list("definition:Any", { min: 1 }),

  "definition:CleanupStep": structure({ Resources: "definition:CleanupResources" }),
  "definition:CleanupResources": structure({ S3: "definition:CleanupSources" }, ["S3"]),
  "definition:CleanupSources": list("definition:CleanupSource", { min: 1 }),
  "definition:CleanupSource": structure({ StepName: "definition:Text", S3Uris: "definition:Texts" }, [
    "StepName",
  ]),
  "definition:ConditionStep": structure({
    Conditions: "definition:Conditions",
    IfSteps: "definition:Any",
    ElseSteps: "definition:Any",
  }),
  "definition:EMRStep": structure({
    ClusterId: "definition:Text",
    ClusterConfig: "definition:Any",
    ExecutionRoleArn: "definition:Text",
    StepConfig: "definition:Any",
  }),
  "definition:EMRServerlessStep": structure({
    ApplicationId: "definition:Text",
    ApplicationConfig: "definition:Any",
    ExecutionRoleArn: "definition:Text",
    JobConfig: "definition:Any",
  }),
  "definition:FailStep": structure({ ErrorMessage: "definition:Text" }),
  "definition:ForEachStep": structure({
    IterableItems: "definition:Any",
    MaxConcurrency: "definition:Concurrency",
    Selector: "definition:Selector",
    ForEachBody: "definition:Any",
  }),
  "definition:Concurrency": { type: "integer", min: 1, max: 50 },
  "definition:Selector": structure({ Pick: "definition:Pick", Field: "definition:Any" }, ["Pick", "Field"]),
  "definition:Pick": { type: "string", enum: ["MaxBy", "MinBy"] },
  "definition:LineageStep": structure({
    Actions: "definition:List",
    Artifacts: "definition:List",
    Contexts: "definition:List",
    Associations: "definition:Associations",
  }),
  "definition:Associations": list("definition:Association"),
  "definition:Association": structure(
    {
      Source: "definition:Entity",
      Destination: "definition:Entity",
      AssociationType: "AssociationEdgeType",
    },
    ["Source", "Destination"],
  ),
  "definition:Entity": structure({
    Name: "definition:Text",
    Type: "definition:EntityType",
    Arn: "definition:Text",
  }),
  "definition:EntityType": { type: "string", enum: ["Action", "Artifact", "Context"] },
};
