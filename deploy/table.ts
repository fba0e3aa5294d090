/** The narrowest terminal that texts are made for. */
export const WIDTH = 80;

/** A cell: a text, and how it is painted. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

/**
 * Rows in columns, each as wide as its longest cell. The last column takes what is left of the line, and goes on below
 * itself where that is too little.
 */
export function table(rows: readonly (readonly Cell[])[], width = WIDTH): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns - 1 }, (_, column) =>
    Math.max(0, ...rows.map((row) => textOf(row[column]).length)),
  );
  const before = widths.reduce((sum, one) => sum + one + GAP.length, INDENT.length);
  const lines = rows.flatMap((row) => {
    const [first = "", ...more] = wrap(textOf(row[columns - 1]), Math.max(width - before, NARROWEST));
    const cells = widths.map((wide, column) => painted(row[column], textOf(row[column]).padEnd(wide)));
    const last = painted(row[columns - 1], first);
    return [
      `${INDENT}${[...cells, last].join(GAP)}`.trimEnd(),
      ...more.map((line) => `${" ".repeat(before)}${painted(row[columns - 1], line)}`),
    ];
  });
  return lines.map((line) => `${line}\n`).join("");
}

const INDENT = "  ";
const GAP = "  ";
/** Columns that a last cell has even where those before it leave less. */
const NARROWEST = 24;

function textOf(cell: Cell | undefined): string {
  return typeof cell === "object" ? cell.text : (cell ?? "");
}

function painted(cell: Cell | undefined, text: string): string {
  return typeof cell === "object" ? cell.paint(text) : text;
}

/** A text in lines of a width, broken between words; a longer word, such as an ARN, stays whole. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === "" ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}
