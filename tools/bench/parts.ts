/** A process of a rehearsal, and the processor time that it took, in seconds. */
export interface Process {
  readonly command: string;
  readonly cpu: number;
}

/** Kinds of processes by what their command line holds; the first that fits counts. */
const KINDS: readonly (readonly [pattern: RegExp, kind: (found: RegExpExecArray) => string])[] = [
  [/accounts\/launcher/, () => "local accounts"],
  [/ministack-lambda/, () => "functions"],
  [/run\.mjs rehearsal\/cli\.ts/, () => "the rehearsal itself, with the apply and the local SageMaker"],
  [/run\.mjs (\S+\.ts)(?: ([a-z-]+))?/, ([, entry = "", verb = ""]) => `${entry} ${verb}`.trim()],
  [/esbuild/, () => "bundling"],
  [/.*\/(\w+)\.py(?= |$)/, ([, program = ""]) => `Python job ${program}.py`],
];

/** What a process is, such as `Python job preprocess.py`. */
export function kindOf(command: string): string {
  for (const [pattern, kind] of KINDS) {
    const found = pattern.exec(command);
    if (found !== null) return kind(found);
  }
  return "others";
}

/**
 * The processor time of each kind, most first, in seconds.
 * @param total of all; what no process accounts for comes last, as `not told apart`
 */
export function parts(processes: readonly Process[], total: number): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const { command, cpu } of processes) {
    const kind = kindOf(command);
    sums.set(kind, (sums.get(kind) ?? 0) + cpu);
  }
  const told = [...sums].sort(([one, a], [other, b]) => b - a || one.localeCompare(other, "en"));
  const rest = total - told.reduce((sum, [, cpu]) => sum + cpu, 0);
  return rest > 0 ? [...told, ["not told apart", rest]] : told;
}
