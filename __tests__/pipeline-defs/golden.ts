import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "sagemaker-pipeline-definitions";

/**
 * Holds a value against a golden file beside this one: checked in, complete, and compared byte for byte. Where a change
 * is meant, `RENEW_GOLDEN=1 npx jest __tests__/pipeline-defs` writes the files again; review their diff like any other.
 */
export function expectGolden(file: string, value: Json): void {
  const path = join(__dirname, file);
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  if (process.env["RENEW_GOLDEN"] === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}
