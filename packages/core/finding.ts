import { Problem } from "./problem";

/** One thing to fix in one place of one file that people write. */
export interface Finding {
  /** Its path below the folder of such files, with `/` between folders. */
  readonly file: string;
  /** 1 is the first line. */
  readonly line: number;
  /** 1 is the first character of the line. */
  readonly column: number;
  /** JSON pointer (RFC 6901) of the place; empty for the file as a whole. */
  readonly pointer: string;
  readonly expected: string;
  readonly found: string;
  readonly fix: string;
  /** The offending line of a file that is not JSON. */
  readonly excerpt?: string;
}

/** A finding before it has a file and a line: what a rule says of a place. */
export type Remark = Pick<Finding, "pointer" | "expected" | "found" | "fix">;

/** Everything that is wrong with the files of a kind, all at once. */
export class ConfigurationError extends Problem {
  readonly findings: readonly Finding[];

  /** @param schema the file that describes every key of theirs */
  constructor(findings: readonly Finding[], schema = "environments/environment.schema.json") {
    const files = [...new Set(findings.map((finding) => finding.file))];
    const errors = findings.length === 1 ? "1 error" : `${findings.length} errors`;
    super({
      code: "ConfigurationError",
      blame: "user",
      message: `${errors} in ${files.join(", ")}\n\n${formatFindings(findings)}`,
      next: `fix the places above; ${schema} describes every key`,
    });
    this.findings = findings;
  }
}

/** Findings as plain text, one a line, places and pointers in columns. Ends with a line feed unless there is none. */
export function formatFindings(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => ({
    place: `${finding.file}:${finding.line}:${finding.column}`,
    pointer: finding.pointer === "" ? "(file)" : finding.pointer,
    finding,
  }));
  // Not Math.max(...): there may be more findings than a call takes arguments.
  const widest = (width: number, text: string): number => Math.max(width, text.length);
  const placeWidth = rows.map((row) => row.place).reduce(widest, 0);
  const pointerWidth = rows.map((row) => row.pointer).reduce(widest, 0);
  return rows
    .map(({ place, pointer, finding }) => {
      const where = `${place.padEnd(placeWidth)}  ${pointer.padEnd(pointerWidth)}`;
      const line = `${where}  expected ${finding.expected}, found ${finding.found}; fix: ${finding.fix}\n`;
      return finding.excerpt === undefined ? line : line + excerpt(finding.excerpt, finding.column);
    })
    .join("");
}

/** The line with a caret below the column; tabs are kept so that the caret stands where the terminal shows the character. */
function excerpt(line: string, column: number): string {
  const before = [...line].slice(0, column - 1);
  const indent = before.map((character) => (character === "\t" ? "\t" : " ")).join("");
  return `    | ${line}\n    | ${indent}^\n`;
}
