import { EXECUTION_VARIABLES } from "../execution";
import { EXPERIMENT_PROPERTIES } from "../experiment";
import { isJsonObject } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { checkProperty, orOneOf, type Report } from "./properties";
import type { Reference } from "./reference";

/** References: each points to something that exists. */
export function checkReferences(
  indexed: IndexedDefinition,
  references: readonly Reference[],
): readonly Finding[] {
  const parameters = indexed.parameters.map(({ name }) => name);
  const steps = new Map(indexed.steps.map((step) => [step.name, step]));
  return references.flatMap((reference): Finding[] => {
    const report: Report = (code, message, fix, severity = "error") => [
      { code, severity, step: reference.from?.name, pointer: reference.pointer, message, fix },
    ];
    const { target, pointer } = reference;
    if (pointer.startsWith("/PipelineExperimentConfig") && ["step", "experiment"].includes(target.kind)) {
      return report(
        "MalformedReference",
        "the experiment is named before any step runs",
        "use a string, a parameter or an execution variable",
      );
    }
    switch (target.kind) {
      case "malformed":
        return report(
          "MalformedReference",
          `${JSON.stringify(reference.path)} is not a reference`,
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
          `there is no execution variable ${target.name}`,
          `use one of ${EXECUTION_VARIABLES.join(", ")}`,
        );
      case "experiment": {
        const { PipelineExperimentConfig: config } = indexed.definition;
        if (!EXPERIMENT_PROPERTIES.some((name) => name === target.name)) {
          const fix = `use one of ${EXPERIMENT_PROPERTIES.join(", ")}`;
          return report("MalformedReference", `an experiment has no ${target.name} to refer to`, fix);
        }
        if (isJsonObject(config) && target.name in config) return [];
        return report(
          "UnknownExperiment",
          `the pipeline has no experiment with a ${target.name}`,
          "give the pipeline a PipelineExperimentConfig with both names",
        );
      }
      case "item":
        return [];
      case "iteration":
      case "step": {
        const step = steps.get(target.name);
        if (step !== undefined) return checkProperty(step, target.path, report, indexed);
        return report(
          "UnknownStep",
          `the pipeline has no step ${target.name}`,
          `add it to the steps${orOneOf([...steps.keys()])}`,
        );
      }
    }
  });
}
