/** What is another in every rehearsal of the same sources. */
export interface Unsteady {
  /** Ids of the pipelines' executions. */
  readonly executions: Iterable<string>;
  /** Texts such as the folder of the sources, by what stands for them. */
  readonly named: Readonly<Record<string, string>>;
}

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(pipelines-<execution>-[A-Za-z0-9-]+?)-[A-Za-z0-9]{10}\b/g, "$1-<job>"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<id>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)\b/g, "<time>"],
  // A digest says that a file is another; what is another in it, other results say.
  [/\bsha256:[0-9a-f]{64}\b/g, "sha256:<digest>"],
];

/** Makes texts of a rehearsal comparable: ids, times, folders and digests become words in angle brackets. */
export function steadying({ executions, named }: Unsteady): (text: string) => string {
  const words = [
    ...Object.entries(named),
    ...[...executions].map((id): [string, string] => ["<execution>", id]),
  ].filter(([, text]) => text !== "");
  // A folder may lie in another one.
  words.sort(([, a], [, b]) => b.length - a.length);
  return (text) => {
    const known = words.reduce((so, [word, of]) => so.replaceAll(of, word), text);
    return PATTERNS.reduce((so, [pattern, word]) => so.replace(pattern, word), known);
  };
}
