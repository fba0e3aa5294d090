import { rmSync } from "node:fs";

/** After all tests: what was made for this run goes. */
export default function teardown(): void {
  const folder = process.env["FOLDER_OF_THIS_RUN"];
  // Some folders are written to until the last process that a test stopped is gone.
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
