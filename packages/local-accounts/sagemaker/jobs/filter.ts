import { JobFailure } from "../failure";

/** A filter of batch transform on a CSV record's columns. */
type ColumnFilter = (columns: readonly string[]) => string[];

/**
 * Reads a JSONPath of InputFilter or OutputFilter as it applies to CSV: `$`, `$[1]`, `$[-1]`, `$[1:]`, `$[:3]`,
 * `$[0,5:]`. The forms for JSON records (`$.features`, `$['id']`) are refused.
 * Developer guide, "batch-transform-data-processing".
 *
 * @throws JobFailure for any other expression
 */
export function columnFilter(expression: string): ColumnFilter {
  if (expression === "$") return (columns) => [...columns];
  const inside = /^\$\[([^\]]+)\]$/su.exec(expression)?.[1];
  const selectors = inside?.split(",").map((part) => selector(part.trim(), expression));
  if (selectors === undefined) throw unreadable(expression);
  return (columns) => selectors.flatMap((select) => select(columns));
}

function unreadable(expression: string): JobFailure {
  return new JobFailure(
    `ClientError: the filter ${expression} cannot be applied to CSV: it takes $, $[1], $[-1], $[1:], $[:3] and lists of them`,
  );
}

function selector(part: string, expression: string): ColumnFilter {
  if (/^-?\d+$/u.test(part)) {
    const index = Number(part);
    return (columns) => {
      const column = columns.at(index);
      // "If you specify indexes that aren't within the dimension size of the joined dataset, you get an error."
      if (column === undefined) {
        throw new JobFailure(
          `ClientError: the filter ${expression} asks for column ${index} of ${columns.length}`,
        );
      }
      return [column];
    };
  }
  const slice = /^(-?\d*):(-?\d*)$/u.exec(part);
  if (slice === null) throw unreadable(expression);
  const [, from = "", to = ""] = slice;
  return (columns) => columns.slice(from === "" ? 0 : Number(from), to === "" ? undefined : Number(to));
}

/** The columns of a CSV record; quoted ones keep their quotes, so that joining gives the same record. */
export function csvColumns(record: string): string[] {
  return record.match(/(?:"(?:[^"]|"")*"|[^,])+|(?<=,|^)(?=,|$)/gsu) ?? [""];
}

export function csvRecord(columns: readonly string[]): string {
  return columns.join(",");
}
