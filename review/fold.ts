/** Lines that stand whole, each closed in itself: rows of a table, items of a list, lines of a fence. */
export interface Block {
  /** Before the first line: a table's head, a fence's opening. */
  readonly head?: string;
  readonly lines: readonly string[];
  /** After the last line: a fence's end. */
  readonly tail?: string;
}

/** A part of a comment that opens on a click. */
export interface Fold {
  /** Plain text. */
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Lines as they are, whatever they hold: the fence is longer than any run of backticks in them. */
export function fence(lines: readonly string[], language = ""): Block {
  const longest = lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length);
  const marks = "`".repeat(longest.reduce((most, length) => Math.max(most, length + 1), 3));
  return { head: `${marks}${language}`, lines: lines.map(shortened), tail: marks };
}

/** Longest line of a fence. */
const LINE_CHARACTERS = 500;

function shortened(line: string): string {
  return line.length <= LINE_CHARACTERS ? line : `${line.slice(0, LINE_CHARACTERS)}…`;
}

/**
 * The folds in at most so many characters. Each gets the same share; what one does not need is for the others. What is
 * left out is left out at the end of its fold, between two lines, and said.
 * @param whole where everything can be read, in Markdown
 */
export function foldsText(folds: readonly Fold[], characters: number, whole: string): string {
  const texts = folds.map((fold) => textOf(fold, Number.POSITIVE_INFINITY, whole));
  const shares = sharesOf(
    texts.map(({ length }) => length),
    characters,
  );
  return folds
    .map((fold, index) => {
      const [text = "", share = 0] = [texts[index], shares[index]];
      return text.length <= share ? text : textOf(fold, share, whole);
    })
    .join("");
}

/** Fills the smallest first, so that the largest share what is left. */
function sharesOf(sizes: readonly number[], characters: number): number[] {
  const shares = sizes.map(() => 0);
  let left = characters;
  const order = sizes.map((size, index) => ({ size, index })).sort((a, b) => a.size - b.size);
  order.forEach(({ size, index }, position) => {
    const share = Math.min(size, Math.floor(left / (order.length - position)));
    shares[index] = share;
    left -= share;
  });
  return shares;
}

/** Empty where not even the fold's frame has room. */
function textOf({ title, blocks }: Fold, characters: number, whole: string): string {
  const open = `<details><summary>${title.replace(/[&<>]/g, (mark) => `&#${mark.charCodeAt(0)};`)}</summary>\n`;
  const close = "\n</details>\n\n";
  const parts: string[] = [];
  let left = characters - open.length - close.length - cutText(999_999, whole).length;
  if (left < 0) return "";
  let cut = 0;
  for (const { head, lines, tail } of blocks) {
    left -= (head?.length ?? 0) + (tail?.length ?? 0) + 3;
    const fitting = cut > 0 ? 0 : fittingLines(lines, left);
    cut += lines.length - fitting;
    if (fitting === 0) continue;
    const shown = lines.slice(0, fitting);
    left -= shown.reduce((sum, line) => sum + line.length + 1, 0);
    parts.push(
      ["", ...(head === undefined ? [] : [head]), ...shown, ...(tail === undefined ? [] : [tail]), ""].join(
        "\n",
      ),
    );
  }
  return `${open}${parts.join("")}${cut === 0 ? "" : cutText(cut, whole)}${close}`;
}

function fittingLines(lines: readonly string[], characters: number): number {
  let left = characters;
  const tooMuch = lines.findIndex((line) => (left -= line.length + 1) < 0);
  return tooMuch === -1 ? lines.length : tooMuch;
}

function cutText(lines: number, whole: string): string {
  return `\n_${lines} more ${lines === 1 ? "line is" : "lines are"} left out. All of it: ${whole}._\n`;
}
