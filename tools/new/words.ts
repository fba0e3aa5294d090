const LONGEST_SHOWN = 40;

/** A value as messages quote it. */
export function shown(text: string): string {
  const [start, rest] = [text.slice(0, LONGEST_SHOWN), text.slice(LONGEST_SHOWN)];
  return rest === "" ? JSON.stringify(text) : `${JSON.stringify(start)}…`;
}

/** Some of many, in words. */
export function some(texts: readonly string[], most = 5): string {
  const few = texts.slice(0, most).join(", ");
  return texts.length > most ? `${few} and ${texts.length - most} more` : few;
}
