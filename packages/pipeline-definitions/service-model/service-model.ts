import model from "./model.json";
import { LANGUAGE } from "./language";
import type { Shape } from "./shape";
import { stepTypeOf } from "./step-types";

/** What a step type asks the API for, and what it offers afterwards. */
interface StepModel {
  readonly arguments?: string;
  /** The member of the arguments that the service generates if it is omitted. */
  readonly named?: string;
  readonly properties: readonly string[];
}

/**
 * Properties that the pipeline service adds itself: no Describe… response has them. Source: the Python
 * SDK 2.257.7.
 */
const OWN_SHAPES: Readonly<Record<string, Shape>> = {
  Text: { type: "string" },
  // As long as the service model lets them be: the API's ARNs of lineage entities, addresses in its
  // metadata of checks.
  Arn: { type: "string", max: 256 },
  ArnByName: { type: "map", key: "Text", value: "Arn" },
  Address: { type: "string", max: 1024 },
  // sagemaker.workflow.automl_step
  AutoMLReports: { type: "structure", members: { BestCandidateProperties: "AutoMLReportPaths" } },
  AutoMLReportPaths: {
    type: "structure",
    members: { ModelInsightsJsonReportPath: "Address", ExplainabilityJsonReportPath: "Address" },
  },
  // sagemaker.workflow.clarify_check_step
  ClarifyCheckResult: {
    type: "structure",
    members: { CalculatedBaselineConstraints: "Address", BaselineUsedForDriftCheckConstraints: "Address" },
  },
  // sagemaker.workflow.condition_step
  ConditionResult: { type: "structure", members: { Outcome: "ConditionOutcome" } },
  ConditionOutcome: { type: "string", enum: ["True", "False"] },
  // sagemaker.mlops.workflow.for_each_step; what its iterations gave is the body's to say.
  ForEachResult: {
    type: "structure",
    members: {
      Status: "ForEachStatus",
      InputItemCount: "Count",
      TotalStepCount: "Count",
      SucceededStepCount: "Count",
      FailedStepCount: "Count",
      StoppedStepCount: "Count",
    },
  },
  ForEachStatus: { type: "string", enum: ["Succeeded", "Failed", "Stopped"] },
  Count: { type: "integer" },
  // sagemaker.workflow.lineage_step
  LineageResult: {
    type: "structure",
    members: {
      ActionArns: "ArnByName",
      ArtifactArns: "ArnByName",
      ContextArns: "ArnByName",
      Associations: "Text",
    },
  },
  // sagemaker.workflow.quality_check_step
  QualityCheckResult: {
    type: "structure",
    members: {
      CalculatedBaselineConstraints: "Address",
      CalculatedBaselineStatistics: "Address",
      BaselineUsedForDriftCheckConstraints: "Address",
      BaselineUsedForDriftCheckStatistics: "Address",
    },
  },
};
const shapes = new Map<string, Shape>(Object.entries({ ...model.shapes, ...OWN_SHAPES, ...LANGUAGE }));
const steps = new Map<string, StepModel>(Object.entries(model.steps));

/** A type by its name; one that the model does not have takes anything. */
export function shapeOf(name: string): Shape {
  return shapes.get(name) ?? { type: "any" };
}

/** The shape of a step type's arguments; undefined where they are not one request. */
export function argumentsShape(stepType: string): string | undefined {
  return steps.get(stepType)?.arguments;
}

/** The member of a step type's arguments that the service generates if it is omitted. */
export function generatedName(stepType: string): string | undefined {
  return steps.get(stepType)?.named;
}

/** The shapes whose members are a step type's properties. */
export function propertyShapes(stepType: string): readonly string[] {
  const { result } = stepTypeOf(stepType);
  return [...(steps.get(stepType)?.properties ?? []), ...(result === undefined ? [] : [result])];
}

const compiled = new Map<string, RegExp>();

/** Whether a whole text matches a pattern of the model. */
export function matches(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    // The model ends two patterns in `${1,256}`, which no engine takes; their lengths are stated beside
    // them.
    expression = compile(`^(?:${pattern.replace(/\$\{\d+,\d+\}$/, "")})$`);
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/**
 * AWS's patterns are Java's: some need JavaScript's `u` flag (`\p{L}`), others do not compile with it
 * (`\_`). Java's `\p{Alnum}` is ASCII's letters and digits; it stands in brackets wherever AWS writes
 * it.
 */
function compile(pattern: string): RegExp {
  const source = pattern.replaceAll("\\p{Alnum}", "A-Za-z0-9");
  try {
    return new RegExp(source, "su");
  } catch {
    return new RegExp(source, "s");
  }
}
