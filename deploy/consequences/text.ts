import { table, WIDTH, wrap } from "../table";
import { CLASSES, CLASS_TITLES, type Consequence } from "./classes";
import type { ConsequencesReport } from "./consequences";
import type { ScriptChange } from "./scripts";
import { scopeText, scriptTitle, shortHashes, shownLines } from "./words";

/** The verdict, the changes by what they lead to, and the scripts' lines; nothing where nothing changes. */
export function consequencesText(report: ConsequencesReport, bold: (text: string) => string): string {
  if (report.changes === 0) return "";
  const classes = CLASSES.flatMap((name) => {
    const rows = report.consequences.filter((consequence) => consequence.class === name).map(rowOf);
    return rows.length === 0 ? [] : [`${bold(CLASS_TITLES[name])}\n${table(rows)}\n`];
  });
  const verdict = wrap(`${report.verdict}${scopeText(report)}`, WIDTH)
    .map(bold)
    .join("\n");
  return `${verdict}\n\n${classes.join("")}${report.scripts.map(scriptText).join("")}`;
}

/** Of a subject that leaves room beside it; a longer one, such as a resource's address, goes before the change. */
const SUBJECT_CHARACTERS = 20;

function rowOf({ subject, what, why }: Consequence): string[] {
  const short = subject.length <= SUBJECT_CHARACTERS;
  return [short ? subject : "", `${short ? "" : `${subject}: `}${shortHashes(what)}\n— ${why}`];
}

/** Lines of a script stay whole. */
function scriptText(script: ScriptChange): string {
  const title = wrap(scriptTitle(script), WIDTH).join("\n");
  const lines = shownLines(script).map((line) => `  ${line}`.trimEnd());
  return `${[title, ...lines].join("\n")}\n\n`;
}
