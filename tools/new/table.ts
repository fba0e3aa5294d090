import { closeSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { formatFindings, type Finding } from "sagemaker-promotion-core/finding";
import { Problem } from "sagemaker-promotion-core/problem";
import { MEBIBYTE, requireUserFile } from "sagemaker-promotion-core/user-file";

/** One record of a CSV file. */
export interface Line {
  /** 1 is the file's first line. */
  readonly line: number;
  /** The record as the file has it, without its end. */
  readonly text: string;
}

/** A record with its cells. */
export interface Row extends Line {
  readonly cells: readonly string[];
}

/** Everything that is wrong with a data set, all at once. */
export class UnusableData extends Problem {
  constructor(findings: readonly Finding[]) {
    const things = findings.length === 1 ? "1 thing is" : `${findings.length} things are`;
    super({
      code: "UnusableData",
      blame: "user",
      message: `${things} wrong with what the model is to be made of\n\n${formatFindings(findings)}`,
      next: "fix the places above, then run the same command again; nothing has been written",
    });
  }
}

const LONGEST_FILE = 2048 * MEBIBYTE;
/** Bytes that are read at once, which a line may have at most, as in `ml/tabular.py`. */
const BLOCK = MEBIBYTE;
const [TAB, LINE_FEED, RETURN, COMMA] = ["\t", "\n", "\r", ","] as const;

/**
 * The records of a CSV file, its header among them, one after the other: a file of any length takes the memory of a
 * block. What `ml/tabular.py` refuses is refused here. That a record is one line is that contract's own rule: readers of
 * CSV take line breaks inside of quotes, and find the quote that was never closed at the end of the file.
 * @throws UnusableData; Problem `UnreadableFile`
 */
export function* readTable(path: string): Generator<Row> {
  let width = 0;
  for (const { line, text } of readLines(path)) {
    const cells = cellsOf(text, path, line);
    if (width === 0) width = cells.length;
    if (cells.length !== width) {
      throw broken(path, line, 1, {
        expected: `${width} cells, as in the first line`,
        found: String(cells.length),
        fix: 'put a cell that holds a comma into quotes ("…")',
      });
    }
    yield { line, text, cells };
  }
}

/**
 * As `readTable`, without their cells.
 * @throws as `readTable`
 */
export function* readLines(path: string): Generator<Line> {
  requireUserFile(path, { what: "the data", limit: LONGEST_FILE, next: "name a CSV file that you may read" });
  let line = 0;
  for (const block of blocks(path)) {
    for (const raw of decode(block, path, line)) {
      line += 1;
      const text = raw.endsWith(RETURN) ? raw.slice(0, -1) : raw;
      if (text !== "") yield { line, text };
    }
  }
}

/** A file's content in pieces of whole lines. */
function* blocks(path: string): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    let rest = Buffer.alloc(0);
    for (let lines = 0; ;) {
      const block = Buffer.allocUnsafe(BLOCK);
      rest.copy(block);
      const length = rest.length + readSync(file, block, rest.length, BLOCK - rest.length, null);
      if (length === rest.length) {
        if (length > 0) yield rest;
        return;
      }
      const content = block.subarray(0, length);
      const end = content.lastIndexOf(LINE_FEED) + 1;
      if (end === 0 && length === BLOCK) {
        const [expected, found] = [`lines of less than ${BLOCK} bytes`, "a longer one"];
        throw broken(path, lines + 1, 1, { expected, found, fix: "end each record with a line feed" });
      }
      const whole = content.subarray(0, end);
      for (const byte of whole) if (byte === 10) lines += 1;
      if (end > 0) yield whole;
      rest = Buffer.from(content.subarray(end));
    }
  } finally {
    closeSync(file);
  }
}

/** The lines of a block, which begins behind so many. */
function decode(block: Buffer, path: string, before: number): string[] {
  const text = utf8(block) ?? "";
  const isText = (text !== "" || block.length === 0) && !text.includes("\0");
  if (!isText || /\r(?!\n|$)/.test(text)) throw undecodable(block, path, before);
  const lines = text.split(LINE_FEED);
  if (lines.at(-1) === "") lines.pop();
  if (before === 0 && lines[0] !== undefined) lines[0] = lines[0].replace(/^\uFEFF/, "");
  return lines;
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What is wrong with a block that is no text, at its first line. */
function undecodable(block: Buffer, path: string, before: number): UnusableData {
  let line = before;
  for (let start = 0; start < block.length;) {
    line += 1;
    const next = block.indexOf(LINE_FEED, start);
    const end = next < 0 ? block.length : next;
    const text = utf8(block.subarray(start, end));
    const save = "save the file as UTF-8";
    if (text === undefined) {
      return broken(path, line, 1, { expected: "UTF-8", found: "bytes that are none", fix: save });
    }
    if (text.includes("\0")) {
      const column = text.indexOf("\0") + 1;
      return broken(path, line, column, { expected: "text", found: "a NUL byte (U+0000)", fix: save });
    }
    const lone = /\r(?!$)/.exec(text);
    if (lone !== null) {
      return broken(path, line, lone.index + 1, {
        expected: "lines that end in \\n or \\r\\n",
        found: "a carriage return (U+000D) alone",
        fix: "save the file with such lines",
      });
    }
    start = end + 1;
  }
  throw new RangeError(`no line of ${path} is broken`);
}

const CELL = /(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/y;

function cellsOf(text: string, path: string, line: number): string[] {
  if (!text.includes('"')) return text.split(COMMA);
  const cells: string[] = [];
  CELL.lastIndex = 0;
  do {
    const start = CELL.lastIndex;
    const [matched, quoted, plain = ""] = CELL.exec(text) ?? [];
    if (matched === undefined) throw misquoted(text, start, path, line);
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (!matched.endsWith(COMMA)) return cells;
  } while (CELL.lastIndex < text.length);
  return [...cells, ""];
}

function misquoted(text: string, start: number, path: string, line: number): UnusableData {
  const opens = text[start] === '"';
  const column = opens ? start + 1 : text.indexOf('"', start) + 1;
  return broken(path, line, column, {
    expected: 'quotes around a whole cell of one line ("" for a quote in it)',
    found: opens ? "one that is not closed there" : "one inside a cell",
    fix: "write a cell's quotes twice and the cell in quotes, and no line break in it",
  });
}

type Said = Pick<Finding, "expected" | "found" | "fix">;

function broken(path: string, line: number, column: number, said: Said): UnusableData {
  return new UnusableData([{ file: basename(path), line, column, pointer: "", ...said }]);
}

/** What separates the cells of a first line that holds no comma, in words; undefined where nothing does. */
export function otherSeparator(line: string): string | undefined {
  if (line.includes(COMMA)) return undefined;
  if (line.includes(";")) return "semicolons";
  return line.includes(TAB) ? "tabs" : undefined;
}
