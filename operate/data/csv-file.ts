import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";

/** A CSV file that has been looked through. */
export interface CsvFile {
  readonly path: string;
  readonly name: string;
  readonly content: Uint8Array;
  readonly columns: number;
  /** Without the header. */
  readonly rows: number;
  readonly header: readonly string[] | undefined;
}

/** What is sent in one piece, and kept in memory for another try. */
const MOST_BYTES = 1_073_741_824;
const MISSING = new Set(["", "?", "nan", "na", "null"]);

/** Whether pipelines read a file of this name. */
export function isCsvName(name: string): boolean {
  return /^[^._].*\.csv$/.test(name);
}

/**
 * Reads a CSV file and counts. What its values mean is the pipeline's matter: here it must be text with rows of one length.
 * @throws Problem `UnreadableFile`, `NotCsv`, `NoRows`, `TooLarge`
 */
export async function readCsv(path: string): Promise<CsvFile> {
  const name = basename(path);
  if (!isCsvName(name)) {
    throw bad(
      "NotCsv",
      path,
      `${name} is no CSV file for a pipeline.`,
      "Name it NAME.csv; NAME does not begin with . or _.",
    );
  }
  const content = await read(path);
  const lines = rowsOf(decode(path, content));
  const [first] = lines;
  const columns = first?.cells.length ?? 0;
  for (const { line, cells } of lines) {
    if (cells.length === columns) continue;
    const found = `line ${line} has ${cells.length} columns, and line ${first?.line} has ${columns}`;
    throw bad("NotCsv", path, `${name}: ${found}.`, "Fix that line.");
  }
  const header = first !== undefined && isHeader(first.cells) ? first.cells : undefined;
  const rows = lines.length - (header === undefined ? 0 : 1);
  if (rows === 0) throw bad("NoRows", path, `${name} holds no rows.`, "Give a file with data.");
  return { path, name, content, columns, rows, header };
}

async function read(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= MOST_BYTES) return await readFile(path);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw bad(
      "UnreadableFile",
      path,
      `The file cannot be read: ${said}`,
      "Look at the path and its permissions.",
    );
  }
  throw bad("TooLarge", path, "The file is larger than 1 GiB.", "Upload it with the AWS CLI: aws s3 cp.");
}

function decode(path: string, content: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw bad("NotCsv", path, `${basename(path)} is no UTF-8 text.`, "Save it as UTF-8.");
  }
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows as RFC 4180 has them; blank lines are none. */
function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  let line = 1;
  let begun = 1;
  const end = (): void => {
    if (cells.length > 0 || cell.trim() !== "") rows.push({ line: begun, cells: [...cells, cell] });
    cells = [];
    cell = "";
    begun = line;
  };
  for (const [piece] of text.matchAll(/[",\n]|[^",\n]+/g)) {
    if (piece === "\n") line += 1;
    if (piece === '"') quoted = !quoted;
    else if (quoted) cell += piece;
    else if (piece === ",") {
      cells.push(cell);
      cell = "";
    } else if (piece === "\n") end();
    else cell += piece;
  }
  end();
  return rows;
}

/** Names, or the numbers from 0 that pandas writes over columns without names. */
function isHeader(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  if (names.length > 1 && names.every((name, index) => name === String(index))) return true;
  return names.every((name) => !MISSING.has(name) && Number.isNaN(Number(name)));
}

function bad(code: string, where: string, message: string, next: string): Problem {
  return new Problem({ code, blame: "user", message, where, next: `${next} Nothing was uploaded.` });
}
