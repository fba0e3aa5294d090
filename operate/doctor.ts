import { isProblem } from "sagemaker-promotion-core/problem";
import type { Paint } from "../deploy/text";
import { table, type Cell } from "../deploy/table";

/** Something that has to be right before the verbs work. */
export interface Check {
  readonly name: string;
  /** What was found. @throws Problem which says what to do */
  readonly look: () => Promise<string> | string;
}

/** How a check went. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  readonly next: string | null;
}

/** Runs the checks, each whatever became of those before. */
export async function examine(
  checks: readonly Check[],
  progress: (text: string) => void,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, look } of checks) {
    progress(`looking at ${name}`);
    try {
      findings.push({ name, ok: true, found: await look(), next: null });
    } catch (error) {
      if (!isProblem(error)) throw error;
      findings.push({ name, ok: false, found: error.message, next: error.next });
    }
  }
  return findings;
}

/** The findings for a person: a tick, or what to do. */
export function doctorText(environment: string, findings: readonly Finding[], paint: Paint): string {
  const rows = findings.flatMap(({ name, ok, found, next }): Cell[][] => [
    [
      ok
        ? { text: "✓", paint: (text) => paint("green", text) }
        : { text: "✗", paint: (text) => paint("red", text) },
      name,
      found,
    ],
    ...(next === null ? [] : [["", "", { text: next, paint: (text: string) => paint("yellow", text) }]]),
  ]);
  return `${paint("bold", environment)}\n${table(rows)}`;
}

const VERSION = /(\d+)\.(\d+)/;

/** Whether a version is at least another one, by their first two numbers. */
export function isAtLeast(version: string, least: string): boolean {
  const [, major = 0, minor = 0] = VERSION.exec(version) ?? [];
  const [, leastMajor = 0, leastMinor = 0] = VERSION.exec(least) ?? [];
  return Number(major) === Number(leastMajor)
    ? Number(minor) >= Number(leastMinor)
    : Number(major) > Number(leastMajor);
}
