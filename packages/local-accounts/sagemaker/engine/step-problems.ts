import { CONDITION_TYPES, EXECUTION_VARIABLES } from "sagemaker-pipeline-definitions";
import { argumentsShape, generatedName } from "sagemaker-pipeline-definitions/service-model";
import { isObject, listAt, text, textAt, without } from "../json";
import type { Json } from "../json";
import type { Step } from "../pipeline/definition";
import { isVariable, propertyFileName, references, stepReference } from "../pipeline/references";
import { STEP_TYPES } from "../steps/runners";
import { check } from "../validation";

/** Members of its request that a step cannot have, by step type. */
const REFUSED: Readonly<Record<string, readonly string[]>> = { RegisterModel: ["ModelPackageName"] };

/** Everything about a step that CreatePipeline refuses. */
export function stepProblems(
  step: Step,
  steps: ReadonlyMap<string, Step>,
  parameters: ReadonlySet<string>,
): string[] {
  if (!STEP_TYPES.includes(step.type)) {
    const known = STEP_TYPES.join(", ");
    return [
      `Step '${step.name}' is of type '${step.type}', which the rehearsal does not run (it runs ${known})`,
    ];
  }
  return [
    ...argumentProblems(step),
    ...dependencyProblems(step, steps),
    ...references(withoutBranches(step)).flatMap((reference) =>
      referenceProblems(step, reference, steps, parameters),
    ),
    ...(step.type === "Condition" ? conditionProblems(step, listAt(step.arguments, "Conditions")) : []),
    ...(step.type === "Lambda" && step.source["FunctionArn"] === undefined
      ? [`Step '${step.name}' needs a FunctionArn`]
      : []),
  ];
}

function withoutBranches(step: Step): Json {
  if (step.type !== "Condition") return step.source;
  return { ...step.source, Arguments: without(step.arguments, ["IfSteps", "ElseSteps"]) };
}

function argumentProblems(step: Step): string[] {
  const shape = argumentsShape(step.type);
  if (shape === undefined) return [];
  const refused = (REFUSED[step.type] ?? []).filter((name) => step.arguments[name] !== undefined);
  // A definition may leave out the name that SageMaker makes up.
  const generated = generatedName(step.type)?.toLowerCase();
  const violations = check(shape, step.arguments, { isVariable, refuseUnknown: true }).filter(
    ({ kind, path }) => kind !== "missing" || path.toLowerCase() !== generated,
  );
  return [
    ...refused.map((name) => `Unknown Argument member '${name}'.`),
    ...violations.map(({ message, kind }) =>
      kind === "unknown" ? `${message}.` : `Model Validation failed: step '${step.name}': ${message}`,
    ),
  ];
}

function dependencyProblems(step: Step, steps: ReadonlyMap<string, Step>): string[] {
  return [...step.needs].flatMap((name) => {
    const needed = steps.get(name);
    if (needed === undefined) return [`Step '${step.name}' depends on step '${name}', which is not defined`];
    return needed.type === "Fail" ? [`${step.name} can not depends on ${name}`] : [];
  });
}

function referenceProblems(
  step: Step,
  reference: string,
  steps: ReadonlyMap<string, Step>,
  parameters: ReadonlySet<string>,
): string[] {
  const [kind = "", name = ""] = reference.split(".", 2);
  if (kind === "Parameters") {
    return parameters.has(name)
      ? []
      : [`Step '${step.name}' refers to parameter '${name}', which is not defined`];
  }
  if (kind === "Execution") {
    return EXECUTION_VARIABLES.some((variable) => variable === name)
      ? []
      : [`Step '${step.name}' refers to '${reference}', which is no variable of an execution`];
  }
  if (kind === "PipelineExperimentConfig") return [];
  const target = stepReference(reference);
  if (target === undefined)
    return [`Step '${step.name}' has a reference that cannot be read: '${reference}'`];
  const file = propertyFileName(target.path);
  const producer = steps.get(target.step);
  if (file === undefined || producer === undefined) return [];
  const declared = listAt(producer.source, "PropertyFiles").some(
    (item) => textAt(item, "PropertyFileName") === file,
  );
  return declared
    ? []
    : [`Step '${step.name}' refers to property file '${file}', which '${target.step}' does not declare`];
}

/** Members of the conditions that do not compare a left with a right. */
const OPERANDS: Readonly<Record<string, readonly string[]>> = {
  In: ["QueryValue", "Values"],
  Not: ["Condition"],
};

function conditionProblems(step: Step, conditions: readonly Json[]): string[] {
  if (conditions.length === 0) return [`Step '${step.name}' needs at least one condition`];
  return conditions.flatMap((condition) => nestedConditionProblems(step, condition));
}

function nestedConditionProblems(step: Step, condition: Json): string[] {
  const type = text(condition, "Type");
  if (!isObject(condition) || !CONDITION_TYPES.some((known) => known === type)) {
    return [`Step '${step.name}' has a condition of type '${type}'; there are ${CONDITION_TYPES.join(", ")}`];
  }
  if (type === "Not" && condition["Condition"] !== undefined) {
    return nestedConditionProblems(step, condition["Condition"]);
  }
  if (type === "Or") return conditionProblems(step, listAt(condition, "Conditions"));
  const operands = OPERANDS[type] ?? ["LeftValue", "RightValue"];
  return operands
    .filter((name) => condition[name] === undefined)
    .map((name) => `Step '${step.name}' has a condition of type '${type}' without ${name}`);
}
