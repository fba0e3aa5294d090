import { EXECUTION_VARIABLES } from "../execution";
import type { Finding } from "./finding";
import type { Outline } from "./outline";
import { checkProperty, orOneOf, type Report } from "./properties";
import type { Reference } from "./reference";

/** References: each points to something that exists. */
export function checkReferences(outline: Outline, references: readonly Reference[]): readonly Finding[] {
  const parameters = outline.parameters.map(({ name }) => name);
  const steps = new Map(outline.steps.map((step) => [step.name, step]));
  return references.flatMap((reference): Finding[] => {
    const report: Report = (code, message, mend, severity = "error") => [
      { code, severity, step: reference.from?.name, pointer: reference.pointer, message, mend },
    ];
    const { target } = reference;
    switch (target.kind) {
      case "malformed":
        return report(
          "MalformedReference",
          `${JSON.stringify(reference.path)} is no reference`,
          "write Parameters.<name>, Execution.<name> or Steps.<step>.<property>",
        );
      case "parameter":
        if (parameters.includes(target.name)) return [];
        return report(
          "UnknownParameter",
          `the pipeline has no parameter ${target.name}`,
          `declare it${orOneOf(parameters)}`,
        );
      case "execution":
        if (EXECUTION_VARIABLES.some((name) => name === target.name)) return [];
        return report(
          "UnknownExecutionVariable",
          `an execution knows no ${target.name}`,
          `use one of ${EXECUTION_VARIABLES.join(", ")}`,
        );
      case "step": {
        const step = steps.get(target.name);
        if (step !== undefined) return checkProperty(step, target.path, report);
        return report(
          "UnknownStep",
          `the pipeline has no step ${target.name}`,
          `add it to the steps${orOneOf([...steps.keys()])}`,
        );
      }
    }
  });
}
