import { pointTo, type Json, type JsonObject } from "../json";
import { shapeOf } from "../service-model/service-model";
import { COMMON_FIELDS } from "../service-model/step-type";
import { STEP_TYPES, stepTypeOf } from "../service-model/step-types";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { Finding } from "./finding";
import type { IndexedDefinition, StepEntry } from "./indexed-definition";
import { objectsIn, processingOutputs } from "./outputs";
import { isExpression } from "./reference";

/** What holds within one step, beside its request. */
export function checkSteps({ steps }: IndexedDefinition): readonly Finding[] {
  return steps.flatMap((step) => [
    ...checkFields(step),
    ...checkPropertyFiles(step),
    ...checkFunction(step),
    ...checkOutputNames(step),
    ...checkNesting(step),
  ]);
}

function finding(step: StepEntry, code: string, at: string, message: string, fix: string): Finding {
  return { code, severity: "error", step: step.name, pointer: `${step.pointer}${at}`, message, fix };
}

function checkFields(step: StepEntry): Finding[] {
  const type = STEP_TYPES.get(step.type);
  if (type === undefined) {
    const known = [...STEP_TYPES.keys()];
    const near = didYouMean(step.type, known);
    const fix = near === undefined ? `use one of ${known.join(", ")}` : `did you mean ${near}?`;
    return [finding(step, "UnknownStepType", "/Type", `there is no step type ${step.type}`, fix)];
  }
  const missing = (holder: { readonly [key: string]: Json }, fields: readonly string[], at: string) =>
    fields
      .filter((field) => (holder[field] ?? null) === null)
      .map((field) =>
        finding(step, "MissingField", pointTo(at, field), `a ${step.type} step needs ${field}`, "add it"),
      );
  const findings = [
    ...missing(step.json, type.required, ""),
    ...missing(step.arguments, type.arguments, "/Arguments"),
  ];
  const given = type.oneOf.filter((name) => step.arguments[name] !== undefined);
  if (type.oneOf.length > 0 && given.length !== 1) {
    const message = `a ${step.type} step has one of ${type.oneOf.join(" and ")}, this one has ${given.length === 0 ? "none" : "both"}`;
    findings.push(finding(step, "OneOf", "/Arguments", message, "give exactly one of them"));
  }
  const checks = type.checkTypes;
  const { CheckType: check } = step.json;
  if (checks !== undefined && check !== undefined && !checks.some((known) => known === check)) {
    const message = `${JSON.stringify(check)} is not a check of a ${step.type} step`;
    findings.push(finding(step, "WrongEnum", "/CheckType", message, `use one of ${checks.join(", ")}`));
  }
  const known = [...COMMON_FIELDS, ...type.required, ...type.optional];
  for (const field of Object.keys(step.json).filter((name) => !known.includes(name))) {
    const near = didYouMean(field, known);
    const fix = near === undefined ? `use some of ${known.join(", ")}` : `did you mean ${near}?`;
    const message = `a ${step.type} step has no ${field}`;
    findings.push(finding(step, "UnknownField", pointTo("", field), message, fix));
  }
  return findings;
}

function checkPropertyFiles(step: StepEntry): Finding[] {
  // What goes into a feature group is no file.
  const outputs = processingOutputs(step).flatMap(({ OutputName: name, FeatureStoreOutput: group }) =>
    typeof name === "string" && group === undefined ? [name] : [],
  );
  return objectsIn(step.json.PropertyFiles).flatMap((file, index) => {
    const { OutputName: output, PropertyFileName: name } = file;
    if (typeof output !== "string" || outputs.includes(output)) return [];
    return finding(
      step,
      "PropertyFileWithoutProducer",
      `/PropertyFiles/${index}/OutputName`,
      `the property file ${JSON.stringify(name)} names the output ${JSON.stringify(output)}, which the step does not write to S3`,
      outputs.length === 0 ? "declare the output" : `declare the output, or use one of ${outputs.join(", ")}`,
    );
  });
}

function checkFunction(step: StepEntry): Finding[] {
  if (!stepTypeOf(step.type).isFunction) return [];
  const findings = Object.entries(step.arguments)
    .filter(([, value]) => value !== null && typeof value === "object" && !isExpression(value))
    .map(([name]) =>
      finding(
        step,
        "InputNotFlat",
        pointTo("/Arguments", name),
        `the input ${name} is a list or an object`,
        "pass strings, numbers, booleans or references; pass a list as a string that the function splits",
      ),
    );
  const limit = shapeOf("OutputParameterList").max ?? Infinity;
  const outputs = objectsIn(step.json.OutputParameters);
  if (outputs.length > limit) {
    const message = `${outputs.length} outputs; the service takes at most ${limit}`;
    findings.push(
      finding(step, "TooManyOutputs", "/OutputParameters", message, "let the function write a file to S3"),
    );
  }
  return findings;
}

/** Where a step names what others refer to by name. */
const NAMED: readonly (readonly [
  at: string,
  field: string,
  items: (step: StepEntry) => readonly JsonObject[],
])[] = [
  ["/Arguments/ProcessingOutputConfig/Outputs", "OutputName", processingOutputs],
  ["/OutputParameters", "OutputName", (step) => objectsIn(step.json.OutputParameters)],
  ["/PropertyFiles", "PropertyFileName", (step) => objectsIn(step.json.PropertyFiles)],
];

/** A name that is used twice: a reference to it gets one of the two. */
function checkOutputNames(step: StepEntry): Finding[] {
  return NAMED.flatMap(([at, field, items]) => {
    const names = items(step).map((item) => item[field]);
    return names.flatMap((name, index): Finding[] => {
      if (typeof name !== "string" || names.indexOf(name) === index) return [];
      const message = `there is already a ${field} ${name}`;
      const fix = "give each a unique name: references are by name";
      return [
        {
          ...finding(step, "DuplicateOutput", `${at}/${index}/${field}`, message, fix),
          severity: "warning",
        },
      ];
    });
  });
}

function checkNesting(step: StepEntry): Finding[] {
  if (step.type !== "Condition" || step.branch === undefined || step.branch.side === "ForEachBody") return [];
  const message = `it is nested in the condition ${step.branch.parent.name}, which AWS's documentation rules out`;
  const fix = "combine the two conditions, or put this one after the other";
  return [{ ...finding(step, "NestedCondition", "", message, fix), severity: "warning" }];
}
