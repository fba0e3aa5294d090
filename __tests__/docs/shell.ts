/** A command of a block in the shell's language: its words, those that set variables left out. */
export type Words = readonly string[];

interface Reading {
  readonly commands: string[][];
  /** The word at hand; undefined between words. */
  word: string | undefined;
}

/** What ends a word, and whether it ends its command as well. */
const ENDS = /^(?:[ \t]|(?<command>\n|&&|\|\|?|;))/;

/**
 * The commands of a block, in their order. As much of the shell's language as pages use: quotes, comments, lines that go on
 * behind a backslash, variables in front, `&&`, `|`, `;`. Where output goes to is a word like others.
 */
export function commandsOf(text: string): Words[] {
  const reading: Reading = { commands: [[]], word: undefined };
  let rest = text;
  while (rest !== "") rest = rest.slice(read(reading, rest));
  endWord(reading);
  return reading.commands
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Za-z_]+=/.test(word))))
    .filter(([first]) => first !== undefined);
}

/** Reads what comes next. @returns how many characters that was */
function read(reading: Reading, rest: string): number {
  const escaped = /^\\\n\s*/.exec(rest);
  if (escaped !== null) return escaped[0].length;
  const quoted = /^'([^']*)'|^"([^"]*)"/.exec(rest);
  if (quoted !== null) {
    reading.word = (reading.word ?? "") + (quoted[1] ?? quoted[2] ?? "");
    return quoted[0].length;
  }
  const comment = reading.word === undefined ? /^#.*/.exec(rest) : null;
  if (comment !== null) return comment[0].length;
  const end = ENDS.exec(rest);
  if (end === null) {
    reading.word = (reading.word ?? "") + rest.charAt(0);
    return 1;
  }
  endWord(reading);
  if (end.groups?.["command"] !== undefined) reading.commands.push([]);
  return end[0].length;
}

function endWord(reading: Reading): void {
  if (reading.word !== undefined) reading.commands.at(-1)?.push(reading.word);
  reading.word = undefined;
}
