import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../../environments/environment";
import { batchDatasetUri, trainDatasetUri } from "../../pipeline-defs/layout";
import type { StoredData } from "../ports";
import { isCsvName, readCsv, type CsvFile } from "./csv-file";

/** What data is for: to train on, or the batch that is predicted. */
export const DATA_USES = ["train", "batch"] as const;
export type DataUse = (typeof DATA_USES)[number];

/** A file, and where it goes. */
export interface Upload {
  readonly file: CsvFile;
  readonly key: string;
  /** Something lies there already; it stays as an older version. */
  readonly replaces: boolean;
}

/** The folder of the data bucket that a pipeline reads, with a slash at its end. */
export function dataFolder(environment: Environment, use: DataUse): string {
  const uri = use === "train" ? trainDatasetUri(environment) : batchDatasetUri(environment);
  const key = uri.slice(`s3://${environment.dataBucket}/`.length);
  return key.slice(0, key.lastIndexOf("/") + 1);
}

/**
 * Reads the files, and those of a folder.
 * @throws Problem `NoCsvFiles`, `SameName`, `OneBatch`, `DifferentColumns`, `BatchWithHeader`, and as `readCsv` does
 */
export async function readFiles(paths: readonly string[], use: DataUse): Promise<readonly CsvFile[]> {
  const files: CsvFile[] = [];
  for (const path of (await Promise.all(paths.map(csvFilesOf))).flat()) files.push(await readCsv(path));
  const [first, ...others] = files;
  if (first === undefined) {
    throw refused(
      "NoCsvFiles",
      paths.join(", "),
      "There is no CSV file.",
      "Give a file, or a folder that holds some.",
    );
  }
  if (use === "batch") checkBatch(first, others);
  for (const [index, { name, path, columns, header }] of others.entries()) {
    if (files.slice(0, index + 1).some((other) => other.name === name)) {
      throw refused("SameName", path, `There are two files ${name}.`, "Give one of them another name.");
    }
    if (columns !== first.columns || String(header ?? first.header) !== String(first.header ?? header)) {
      throw refused(
        "DifferentColumns",
        path,
        `${name} has ${shape({ columns, header })}, and ${first.name} has ${shape(first)}.`,
        "Upload only files of the same columns for training.",
      );
    }
  }
  return files;
}

/** The files, each with its key in the data bucket. */
export function uploadsOf(
  environment: Environment,
  {
    use,
    files,
    there,
  }: {
    readonly use: DataUse;
    readonly files: readonly CsvFile[];
    readonly there: readonly StoredData[];
  },
): readonly Upload[] {
  return files.map((file) => {
    const name = use === "train" ? file.name : `${environment.batchDatasetFilename}.csv`;
    const key = `${dataFolder(environment, use)}${name}`;
    return { file, key, replaces: there.some((stored) => stored.key === key) };
  });
}

/** How a file's columns are told. */
export function shape({ columns, header }: Pick<CsvFile, "columns" | "header">): string {
  return header === undefined ? `${columns} columns, no header` : `${columns} columns: ${header.join(", ")}`;
}

async function csvFilesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return [path];
  const names = await readdir(path);
  return names
    .filter(isCsvName)
    .sort()
    .map((name) => join(path, name));
}

function checkBatch(first: CsvFile, others: readonly CsvFile[]): void {
  if (others.length > 0) {
    throw refused(
      "OneBatch",
      first.path,
      `A batch is one file, and these are ${others.length + 1}.`,
      "Give the file alone.",
    );
  }
  if (first.header === undefined) return;
  throw refused(
    "BatchWithHeader",
    first.path,
    `A batch is predicted line by line, and the first line of ${first.name} is a header: ${first.header.join(", ")}.`,
    "Take that line out, and the label's column.",
  );
}

function refused(code: string, where: string, message: string, next: string): Problem {
  return new Problem({ code, blame: "user", message, where, next: `${next} Nothing was uploaded.` });
}
