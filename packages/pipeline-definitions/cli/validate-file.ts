import { canonicalJson, type Json } from "../json";
import { describeFinding, type Finding } from "../validate/finding";
import { validate } from "../validate/validate";
import { readDefinitionFile } from "./definition-file";

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

interface PlacedFinding extends Finding {
  /** `line:column`, from 1. */
  readonly place: string;
}

/**
 * Judges a definition file, whoever wrote it.
 * @throws Problem `UnreadableFile`, `NotJson`
 */
export function validateFile(path: string, flags: ValidateFlags): Verdict {
  const file = readDefinitionFile(path);
  const judged = validate(file.json, flags.region === undefined ? {} : { region: flags.region });
  const findings = [
    ...file.repeated,
    ...judged.map((finding) => ({ ...finding, place: file.place(finding.pointer) })),
  ];
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const output = flags.json === true ? asJson(path, findings) : asText(path, findings, errors);
  return { output, accepted: errors === 0 && (flags.strict !== true || findings.length === 0) };
}

function asText(path: string, findings: readonly PlacedFinding[], errors: number): string {
  const lines = findings.map((finding) => `${path}:${finding.place} ${describeFinding(finding)}\n`);
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  return `${lines.join("")}${count(errors, "error")}, ${count(findings.length - errors, "warning")}\n`;
}

function asJson(path: string, findings: readonly PlacedFinding[]): string {
  const entries = findings.map((finding): Json => {
    const { code, severity, step, pointer, place, message, fix } = finding;
    return { code, severity, step: step ?? null, pointer, place, message, fix };
  });
  return `${canonicalJson({ file: path, findings: entries }, INDENT)}\n`;
}
