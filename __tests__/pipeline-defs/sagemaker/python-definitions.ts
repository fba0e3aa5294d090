import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import type { JsonObject } from "../../../pipeline-defs/sagemaker";

/**
 * Definitions that the Python SDK emitted: ours, by version 2.257.7 (`python/`) and by its third (`python3/`); and others of
 * 2.257.7 that lie beside the project, not in it.
 */
const OURS = ["python", "python3"].map((folder) => join(__dirname, folder, "definitions"));
export const VECTORS = join(projectRoot(), "..", "shared", "vectors");
export const vectorsPresent = existsSync(VECTORS);
if (!vectorsPresent) console.warn(`skipped: there is no ${VECTORS} to compare with`);

function read(folder: string): Readonly<Record<string, JsonObject>> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return Object.fromEntries(
    files.map((file) => [
      file.replace(/\.json$/, ""),
      JSON.parse(readFileSync(join(folder, file), "utf8")) as JsonObject,
    ]),
  );
}

export const vectors: Readonly<Record<string, JsonObject>> = vectorsPresent ? read(VECTORS) : {};
export const fixtures: Readonly<Record<string, JsonObject>> = Object.fromEntries(
  OURS.flatMap((folder) => Object.entries(read(folder))),
);
