import { EXECUTION_VARIABLES } from "../execution";
import type { Finding } from "./finding";
import type { Outline, StepEntry } from "./outline";
import { outputNames, outputParameterNames, propertyFileNames } from "./outputs";
import type { Reference } from "./reference";

/** References: each points to something that exists. */
export function checkReferences(outline: Outline, references: readonly Reference[]): readonly Finding[] {
  const parameters = outline.parameters.map(({ name }) => name);
  const steps = new Map(outline.steps.map((step) => [step.name, step]));
  return references.flatMap((reference): Finding[] => {
    const error = (code: string, message: string, mend: string): Finding[] => [
      { code, severity: "error", step: reference.from?.name, pointer: reference.pointer, message, mend },
    ];
    const { target } = reference;
    switch (target.kind) {
      case "malformed":
        return error(
          "MalformedReference",
          `${JSON.stringify(reference.path)} is no reference`,
          "write Parameters.<name>, Execution.<name> or Steps.<step>.<property>",
        );
      case "parameter":
        if (parameters.includes(target.name)) return [];
        return error(
          "UnknownParameter",
          `the pipeline has no parameter ${target.name}`,
          `declare it${orOneOf(parameters)}`,
        );
      case "execution":
        if (EXECUTION_VARIABLES.some((name) => name === target.name)) return [];
        return error(
          "UnknownExecutionVariable",
          `an execution knows no ${target.name}`,
          `use one of ${EXECUTION_VARIABLES.join(", ")}`,
        );
      case "step": {
        const step = steps.get(target.name);
        if (step !== undefined) return checkProperty(step, target.path, error);
        return error(
          "UnknownStep",
          `the pipeline has no step ${target.name}`,
          `add it to the steps${orOneOf([...steps.keys()])}`,
        );
      }
    }
  });
}

type Report = (code: string, message: string, mend: string) => Finding[];

/** Whole sets of properties, where they are few. Source: the step classes of the Python SDK 2.257.7, sagemaker.workflow. */
const CLOSED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    Condition: ["Outcome"],
    Fail: [],
    QualityCheck: [
      "CalculatedBaselineConstraints",
      "CalculatedBaselineStatistics",
      "BaselineUsedForDriftCheckConstraints",
      "BaselineUsedForDriftCheckStatistics",
    ],
    ClarifyCheck: ["CalculatedBaselineConstraints", "BaselineUsedForDriftCheckConstraints"],
  }),
);

function checkProperty(step: StepEntry, path: string, report: Report): Finding[] {
  const { name, type } = step;
  const file = /^PropertyFiles\.(.+)$/.exec(path)?.[1];
  if (file !== undefined) {
    return among(propertyFileNames(step), file, (names) =>
      report(
        "UnknownPropertyFile",
        `${name} declares no property file ${file}`,
        `declare it there${orOneOf(names)}`,
      ),
    );
  }
  if (type === "Lambda" || type === "Callback") {
    const output = /^OutputParameters\['([^']*)'\]$/.exec(path)?.[1];
    if (output === undefined) {
      return report(
        "UnknownProperty",
        `a ${type} step has no property ${path}`,
        "write OutputParameters['<name>']",
      );
    }
    return among(outputParameterNames(step), output, (names) =>
      report(
        "UnknownOutput",
        `${name} has no output parameter ${output}`,
        `declare it there${orOneOf(names)}`,
      ),
    );
  }
  const output = /^ProcessingOutputConfig\.Outputs\['([^']*)'\]/.exec(path)?.[1];
  if (type === "Processing" && output !== undefined) {
    return among(outputNames(step), output, (names) =>
      report("UnknownOutput", `${name} has no output ${output}`, `declare it there${orOneOf(names)}`),
    );
  }
  const closed = CLOSED.get(type);
  if (closed === undefined || closed.includes(path)) return [];
  return report(
    "UnknownProperty",
    `a ${type} step has no property ${path}`,
    closed.length === 0 ? "take the reference out" : `use one of ${closed.join(", ")}`,
  );
}

function among(names: readonly string[], name: string, otherwise: (names: readonly string[]) => Finding[]) {
  return names.includes(name) ? [] : otherwise(names);
}

function orOneOf(names: readonly string[]): string {
  return names.length === 0 ? "" : `, or use one of ${names.join(", ")}`;
}
