/** Words of the language, and names that the imported code uses itself. */
const TAKEN = `
await break case catch class const continue debugger default delete do else enum export extends false finally for
function if implements import in instanceof interface let new null package private protected public return static super
switch this throw true try typeof undefined var void while with yield arguments eval async of definition
`
  .trim()
  .split(/\s+/);

/** Hands out names of constants, each once. */
export class Identifiers {
  private readonly used: Set<string>;

  /** @param reserved names that the code imports */
  constructor(reserved: readonly string[]) {
    this.used = new Set([...TAKEN, ...reserved]);
  }

  /** A name that says what it stands for: `Train-Model` becomes trainModel. */
  claim(name: string, suffix: string): string {
    const base = camelCase(name, suffix.toLowerCase());
    let candidate = base;
    for (let count = 1; this.used.has(candidate); count += 1) {
      candidate = count === 1 ? `${base}${suffix}` : `${base}${suffix}${count}`;
    }
    this.used.add(candidate);
    return candidate;
  }
}

function camelCase(name: string, fallback: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words
    .map((word, index) => (index === 0 ? lowerFirst(word) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
  if (joined === "") return fallback;
  return /^\d/.test(joined) ? `${fallback}${joined}` : joined;
}

/** `AUCLimit` as aucLimit, `Train` as train, `X` as x. */
function lowerFirst(word: string): string {
  const capitals = /^[A-Z]+/.exec(word)?.[0] ?? "";
  if (capitals.length <= 1 || capitals.length === word.length) {
    return capitals.length === word.length
      ? word.toLowerCase()
      : word.charAt(0).toLowerCase() + word.slice(1);
  }
  const count = /[a-z]/.test(word.charAt(capitals.length)) ? capitals.length - 1 : capitals.length;
  return word.slice(0, count).toLowerCase() + word.slice(count);
}
