import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { profileData } from "../../../tools/new/profile";
import { propose } from "../../../tools/new/propose";
import type { Proposal, Said } from "../../../tools/new/proposal";

/** A file of data in a folder of its own. */
export function dataFile(content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), "new-")), "data.csv");
  writeFileSync(path, content);
  return path;
}

/** A file of data, a list a row. */
export function csv(header: string, rows: number, row: (index: number) => readonly unknown[]): string {
  return [header, ...Array.from({ length: rows }, (_, index) => row(index).join(","))].join("\n");
}

/** What is proposed for some data. */
export function proposed(
  content: string | Uint8Array,
  target: string,
  said: Partial<Omit<Said, "target">> = {},
): Proposal {
  const path = dataFile(content);
  return propose(profileData(path, target), { name: "prices", target, types: new Map(), ...said });
}

/** What is said of data that no model can be made of. */
export function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing is wrong with it");
}

/** The columns that are proposed, by name. */
export function columnsOf({ columns }: Proposal) {
  return Object.fromEntries(columns.map((column) => [column.name, column]));
}

/** Numbers from 0 to below 1 by a seed: a linear congruential generator (Numerical Recipes, 7.1). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}
