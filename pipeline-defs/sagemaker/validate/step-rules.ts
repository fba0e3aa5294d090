import { isJsonObject, type Json } from "../json";
import { pointTo, type Finding } from "./finding";
import type { Outline, StepEntry } from "./outline";
import { objectsIn, outputNames } from "./outputs";
import { REQUIRED } from "./step-types";

/** What holds within one step. */
export function checkSteps({ steps }: Outline): readonly Finding[] {
  return steps.flatMap((step) => [
    ...checkRequired(step),
    ...checkPropertyFiles(step),
    ...checkFunction(step),
    ...checkNesting(step),
    ...checkFailMessage(step),
  ]);
}

function finding(step: StepEntry, code: string, at: string, message: string, mend: string): Finding {
  return { code, severity: "error", step: step.name, pointer: `${step.pointer}${at}`, message, mend };
}

function checkRequired(step: StepEntry): Finding[] {
  const required = REQUIRED.get(step.type);
  if (required === undefined) {
    const known = [...REQUIRED.keys()].join(", ");
    return [
      finding(step, "UnknownStepType", "/Type", `there is no step type ${step.type}`, `use one of ${known}`),
    ];
  }
  const missing = (holder: { readonly [key: string]: Json }, fields: readonly string[], at: string) =>
    fields
      .filter((field) => holder[field] === undefined)
      .map((field) =>
        finding(step, "MissingField", pointTo(at, field), `a ${step.type} step needs ${field}`, "add it"),
      );
  return [
    ...missing(step.json, required.fields, ""),
    ...missing(step.arguments, required.arguments, "/Arguments"),
  ];
}

function checkPropertyFiles(step: StepEntry): Finding[] {
  const outputs = outputNames(step);
  return objectsIn(step.json.PropertyFiles).flatMap((file, index) => {
    const { OutputName: output, PropertyFileName: name } = file;
    if (typeof output === "string" && outputs.includes(output)) return [];
    return finding(
      step,
      "PropertyFileWithoutProducer",
      `/PropertyFiles/${index}/OutputName`,
      `the property file ${JSON.stringify(name)} lies in an output ${JSON.stringify(output)} that the step does not have`,
      outputs.length === 0 ? "declare the output" : `declare the output, or use one of ${outputs.join(", ")}`,
    );
  });
}

/** From the API's LambdaStepMetadata: at most so many output parameters. */
const OUTPUT_LIMIT = 50;

function checkFunction(step: StepEntry): Finding[] {
  if (step.type !== "Lambda" && step.type !== "Callback") return [];
  const nested = Object.entries(step.arguments).filter(([, value]) => !isFlat(value));
  const findings = nested.map(([name]) =>
    finding(
      step,
      "InputNotFlat",
      pointTo("/Arguments", name),
      `the input ${name} is a list or an object`,
      "pass strings, numbers, booleans or references; a list can be a string that the function splits",
    ),
  );
  const outputs = objectsIn(step.json.OutputParameters).length;
  if (outputs > OUTPUT_LIMIT) {
    const message = `${outputs} outputs, where the service takes ${OUTPUT_LIMIT}`;
    findings.push(
      finding(step, "TooManyOutputs", "/OutputParameters", message, "let the function write a file to S3"),
    );
  }
  return findings;
}

function isFlat(value: Json): boolean {
  if (!isJsonObject(value)) return !Array.isArray(value);
  return "Get" in value || "Std:Join" in value || "Std:JsonGet" in value;
}

function checkNesting(step: StepEntry): Finding[] {
  if (step.type !== "Condition" || step.branch === undefined) return [];
  const message = `it stands inside the condition ${step.branch.condition.name}, which AWS's documentation rules out`;
  const mend = "join the two conditions into one, or put this one after the other";
  return [{ ...finding(step, "NestedCondition", "", message, mend), severity: "warning" }];
}

/** From the API's FailureReason. */
const FAIL_MESSAGE_LIMIT = 1024;

function checkFailMessage(step: StepEntry): Finding[] {
  if (step.type !== "Fail") return [];
  const length = fixedLength(step.arguments.ErrorMessage ?? "");
  if (length <= FAIL_MESSAGE_LIMIT) return [];
  const message = `the message has at least ${length} characters, of which ${FAIL_MESSAGE_LIMIT} are shown`;
  const warning = finding(
    step,
    "MessageTooLong",
    "/Arguments/ErrorMessage",
    message,
    "shorten its fixed text",
  );
  return [{ ...warning, severity: "warning" }];
}

/** How long a text is at least: what is fixed of it now. */
function fixedLength(text: Json): number {
  if (typeof text === "string") return text.length;
  if (!isJsonObject(text)) return 0;
  const join = text["Std:Join"];
  if (!isJsonObject(join) || !Array.isArray(join.Values)) return 0;
  const between = typeof join.On === "string" ? join.On.length * Math.max(0, join.Values.length - 1) : 0;
  return join.Values.map(fixedLength).reduce((sum, length) => sum + length, between);
}
