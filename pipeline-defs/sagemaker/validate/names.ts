import type { Finding } from "./finding";
import { pointTo } from "./finding";
import type { Outline } from "./outline";

/** Longest names and texts, from the service model (botocore 1.44.5: StepName, PipelineParameterName, StepDisplayName, StepDescription). */
const STEP_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const PARAMETER_NAME = /^[A-Za-z0-9_-]{1,256}$/;
const TEXT_LIMITS = { DisplayName: 256, Description: 3072 };

/** Names: legal, and each used once. */
export function checkNames({ parameters, steps }: Outline): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { name, pointer } of parameters.filter((parameter) => !PARAMETER_NAME.test(parameter.name))) {
    findings.push({
      code: "IllegalParameterName",
      severity: "error",
      step: undefined,
      pointer: pointTo(pointer, "Name"),
      message: `a parameter cannot be called ${JSON.stringify(name)}`,
      mend: "use letters, digits, - and _, at most 256 of them",
    });
  }
  for (const { name, pointer, json } of steps) {
    if (!STEP_NAME.test(name)) {
      findings.push({
        code: "IllegalStepName",
        severity: "error",
        step: name,
        pointer: pointTo(pointer, "Name"),
        message: `a step cannot be called ${JSON.stringify(name)}`,
        mend: "use letters, digits, - and _, at most 64 of them",
      });
    }
    for (const [field, limit] of Object.entries(TEXT_LIMITS)) {
      const text = json[field];
      if (typeof text !== "string" || text.length <= limit) continue;
      findings.push({
        code: "TextTooLong",
        severity: "error",
        step: name,
        pointer: pointTo(pointer, field),
        message: `${field} has ${text.length} characters, the service takes ${limit}`,
        mend: "shorten it",
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
    const message = `${what} called ${name} stands at ${earlier} already`;
    const mend = "give each a name of its own, across all branches";
    return [
      { code, severity: "error", step: stepOf(name), pointer: pointTo(pointer, "Name"), message, mend },
    ];
  });
}
