/** A line of a difference of texts. */
export interface Line {
  /** Removed, added, or beside one that is. */
  readonly sign: "-" | "+" | " ";
  readonly text: string;
}

/** The lines of two texts that differ, and the line before and after each. */
export function changedLines(before: string, after: string): Line[] {
  const lines = allLines(linesOf(before), linesOf(after));
  const isNearChange = (_: Line, index: number): boolean =>
    lines.slice(Math.max(0, index - 1), index + 2).some(({ sign }) => sign !== " ");
  return lines.filter(isNearChange);
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.trimEnd().split("\n");
}

/** By the longest common subsequence: mails are short. */
function allLines(before: readonly string[], after: readonly string[]): Line[] {
  // lengths[i][j]: of what the rests from i and j have in common.
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] as number[];
      row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [then, now] = [before[i], after[j]];
    if (then !== undefined && then === now) {
      lines.push({ sign: " ", text: then });
      [i, j] = [i + 1, j + 1];
    } else if (now === undefined || (then !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: "-", text: then ?? "" });
      i += 1;
    } else {
      lines.push({ sign: "+", text: now });
      j += 1;
    }
  }
  return lines;
}
