import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Before all tests: a folder for what they share, whichever process they run in. To work on tests of a story's record,
 * name a folder in REHEARSALS: its stories are told once, and stay.
 */
export default function setup(): void {
  if (process.env["REHEARSALS"] !== undefined) return;
  process.env["REHEARSALS"] = mkdtempSync(join(tmpdir(), "rehearsals-"));
  process.env["REHEARSALS_OF_THIS_RUN"] = process.env["REHEARSALS"];
}
