import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Variables for a process that may reach 127.0.0.1 alone, with all that it starts; what it tried goes into `notes`. */
export function onlyLocal(notes: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--require ${join(__dirname, "preload.cjs")}`,
    PYTHONPATH: __dirname,
    ONLY_LOCAL: notes,
  };
}

/** The connections and look-ups that were refused, one each. */
export function refusedIn(notes: string): string[] {
  return existsSync(notes) ? readFileSync(notes, "utf8").trimEnd().split("\n") : [];
}
