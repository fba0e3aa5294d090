import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder that holds this project's package.json, wherever the code runs from: its source or a bundle in dist/. */
export function projectRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json at or above ${__dirname}`);
    folder = parent;
  }
  return folder;
}
