import { basename } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { ColumnProfile } from "./column-profile";
import { readHeader } from "./header";
import type { Locate } from "./proposal";
import { readTable, UnusableData } from "./table";

/** What a file of training data holds. */
export interface DataProfile {
  /** In the file's order. */
  readonly columns: readonly ColumnProfile[];
  readonly rows: number;
  readonly locate: Locate;
}

/**
 * Reads a file of training data once, from its header to its end.
 * @throws UnusableData with everything that its header has wrong, or for its first line that is no record; Problem `NoRows`
 */
export function profileData(path: string, target: string): DataProfile {
  let columns: readonly ColumnProfile[] = [];
  let locate: Locate | undefined;
  let rows = 0;
  for (const row of readTable(path)) {
    if (locate === undefined) {
      const header = readHeader(basename(path), row, target);
      if (header.findings.length > 0) throw new UnusableData(header.findings);
      locate = header.locate;
      columns = header.names.map((name) => new ColumnProfile(name));
      continue;
    }
    rows += 1;
    for (let index = 0; index < columns.length; index += 1) {
      columns[index]?.add(row.cells[index] ?? "", row.line);
    }
  }
  if (locate === undefined || rows === 0) {
    throw new Problem({
      code: "NoRows",
      blame: "user",
      message:
        locate === undefined ? "the file of data is empty" : "the file of data has a header and no rows",
      where: path,
      next: "name a CSV file with a header and rows",
    });
  }
  return { columns, rows, locate };
}
