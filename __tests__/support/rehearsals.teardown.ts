import { rmSync } from "node:fs";

/** After all tests: what was made for this run goes. */
export default function teardown(): void {
  const folder = process.env["REHEARSALS_OF_THIS_RUN"];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
