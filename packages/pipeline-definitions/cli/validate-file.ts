import { canonicalJson, type Json } from "../json";
import { describeFinding, type Finding } from "../validate/finding";
import { validate } from "../validate/validate";
import { readDefinitionFile, type DefinitionFile } from "./definition-file";

const INDENT = 2;

export interface ValidateFlags {
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly region?: string;
}

/** What the command says, and whether the definition may be used. */
export interface Verdict {
  readonly output: string;
  readonly accepted: boolean;
}

/**
 * Judges a definition file, whoever wrote it.
 * @throws Problem `UnreadableFile`, `NotJson`
 */
export function validateFile(path: string, flags: ValidateFlags): Verdict {
  const file = readDefinitionFile(path);
  const findings = validate(file.json, flags.region === undefined ? {} : { region: flags.region });
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const output = flags.json === true ? asJson(file, findings) : asText(file, findings, errors);
  return { output, accepted: errors === 0 && (flags.strict !== true || findings.length === 0) };
}

function asText(file: DefinitionFile, findings: readonly Finding[], errors: number): string {
  const lines = findings.map(
    (finding) => `${file.path}:${file.place(finding.pointer)} ${describeFinding(finding)}\n`,
  );
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  return `${lines.join("")}${count(errors, "error")}, ${count(findings.length - errors, "warning")}\n`;
}

function asJson(file: DefinitionFile, findings: readonly Finding[]): string {
  const entries = findings.map((finding): Json => {
    const { code, severity, step, pointer, message, fix } = finding;
    return { code, severity, step: step ?? null, pointer, place: file.place(pointer), message, fix };
  });
  return `${canonicalJson({ file: file.path, findings: entries }, INDENT)}\n`;
}
