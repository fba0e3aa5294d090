import { pointTo } from "../json";
import { matches, shapeOf } from "../service-model/service-model";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";

const TEXTS = { DisplayName: "StepDisplayName", Description: "StepDescription" };

/**
 * Whether a text can be a name; the model lets a step's name be empty, but then nothing can refer to it.
 */
function isName(text: string, shapeName: string): boolean {
  const { max = Infinity, pattern = "" } = shapeOf(shapeName);
  return text.length > 0 && text.length <= max && matches(pattern, text);
}

/** Names: legal, and each used once. */
export function checkNames({ parameters, steps }: IndexedDefinition): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { name, pointer } of parameters.filter(
    (parameter) => !isName(parameter.name, "PipelineParameterName"),
  )) {
    findings.push({
      code: "IllegalParameterName",
      severity: "error",
      step: undefined,
      pointer: pointTo(pointer, "Name"),
      message: `a parameter cannot be called ${JSON.stringify(name)}`,
      fix: "use letters, digits, - and _, at most 256 of them",
    });
  }
  for (const { name, pointer, json } of steps) {
    if (!isName(name, "StepName")) {
      findings.push({
        code: "IllegalStepName",
        severity: "error",
        step: name,
        pointer: pointTo(pointer, "Name"),
        message: `a step cannot be called ${JSON.stringify(name)}`,
        fix: "use letters, digits, - and _, at most 64 of them",
      });
    }
    for (const [field, shapeName] of Object.entries(TEXTS)) {
      const text = json[field];
      const limit = shapeOf(shapeName).max ?? Infinity;
      if (typeof text !== "string" || text.length <= limit) continue;
      findings.push({
        code: "TextTooLong",
        severity: "error",
        step: name,
        pointer: pointTo(pointer, field),
        message: `${field} has ${text.length} characters; the service takes at most ${limit}`,
        fix: "shorten it",
      });
    }
  }
  return [
    ...findings,
    ...repeated(parameters, "DuplicateParameter", "a parameter", () => undefined),
    ...repeated(steps, "DuplicateStep", "a step", (name) => name),
  ];
}

function repeated(
  entries: readonly { readonly name: string; readonly pointer: string }[],
  code: string,
  what: string,
  stepOf: (name: string) => string | undefined,
): readonly Finding[] {
  const first = new Map<string, string>();
  return entries.flatMap(({ name, pointer }): Finding[] => {
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, pointer);
      return [];
    }
    const message = `${what} called ${name} is already defined at ${earlier}`;
    const fix = "give each a unique name, across all branches";
    return [{ code, severity: "error", step: stepOf(name), pointer: pointTo(pointer, "Name"), message, fix }];
  });
}
