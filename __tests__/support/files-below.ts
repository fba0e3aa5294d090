import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** Every file below a folder: its content, byte for byte, by its path there. */
export function filesBelow(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, "latin1")]));
}
