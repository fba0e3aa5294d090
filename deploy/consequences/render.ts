import { codeSpan, escapeMarkdown } from "sagemaker-pipeline-definitions/diff";
import { CONSEQUENCES, type Consequence, type ConsequenceClass } from "./consequences";

/** Characters of a terminal's line. */
const COLUMNS = 80;

const TITLES: Readonly<Record<ConsequenceClass, string>> = {
  "deletes-data": "deletes data",
  "widens-permission": "widens a permission",
  "predictions-change": "predictions change",
  retrains: "retrains",
  "loses-cache": "loses cache",
  costs: "costs",
  cosmetic: "cosmetic",
};

/** The consequences for a terminal: a line each, wrapped, below the name of their class. */
export function consequencesText(consequences: readonly Consequence[]): string {
  return byClass(consequences)
    .map(([title, found]) => {
      const lines = found.map(({ subject, says }) => wrapped(`${subject}: ${says}`));
      return `  ${title}\n${lines.join("")}`;
    })
    .join("");
}

/** The same as Markdown. */
export function consequencesMarkdown(consequences: readonly Consequence[]): string {
  return byClass(consequences)
    .flatMap(([title, found]) =>
      found.map(({ subject, says }) => `- **${title}**: ${codeSpan(subject)}: ${escapeMarkdown(says)}\n`),
    )
    .join("")
    .trimEnd();
}

function byClass(consequences: readonly Consequence[]): [title: string, found: Consequence[]][] {
  return CONSEQUENCES.map((wanted): [string, Consequence[]] => [
    TITLES[wanted],
    consequences.filter((one) => one.class === wanted),
  ]).filter(([, found]) => found.length > 0);
}

const INDENT = 4;

/** Breaks between words; a word that is longer than a line stays whole. */
function wrapped(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && INDENT + line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = `  ${word}`;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => `${" ".repeat(INDENT)}${one}\n`).join("");
}
