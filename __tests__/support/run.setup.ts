import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// By its path: Jest runs this file before its own resolution, which finds the packages' sources.
import { leaveAws } from "../../packages/core/without-aws";

/**
 * Before all tests: one folder for every temporary file of this run, whichever process writes it, so that nothing is
 * left on the machine. What tests share lies in it as well. To work on tests of a story's record, name a folder in
 * REHEARSALS: its stories are told once, and stay.
 *
 * The environments of every test, and of every process that one starts, are the example's: an edit in environments/
 * breaks no test. Nor does anything of the developer's lead to AWS.
 */
export default function setup(): void {
  leaveAws();
  const folder = mkdtempSync(join(tmpdir(), "tests-"));
  process.env["ENVIRONMENTS"] = join(__dirname, "example");
  process.env["FOLDER_OF_THIS_RUN"] = folder;
  process.env["TMPDIR"] = folder;
  process.env["REHEARSALS"] ??= mkdtempSync(join(folder, "rehearsals-"));
}
