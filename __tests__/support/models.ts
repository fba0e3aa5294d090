import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { exampleFile } from "./environments";

/** For the tests of this file, a folder for each of these names with the example's model in it; MODELS names them. */
export function useModels(...names: readonly string[]): void {
  const before = process.env["MODELS"];
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "models-"));
    const example = join(projectRoot(), "models", String(exampleFile()["model_name"]));
    for (const name of names) cpSync(example, join(folder, name), { recursive: true });
    process.env["MODELS"] = folder;
  });
  afterAll(() => {
    if (before === undefined) delete process.env["MODELS"];
    else process.env["MODELS"] = before;
    rmSync(folder, { recursive: true });
  });
}
