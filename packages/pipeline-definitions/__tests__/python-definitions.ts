import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "..";

function read(...folder: readonly string[]): Readonly<Record<string, JsonObject>> {
  const path = join(__dirname, ...folder);
  const files = readdirSync(path).filter((file) => file.endsWith(".json"));
  return Object.fromEntries(
    files.map((file) => [
      file.replace(/\.json$/, ""),
      JSON.parse(readFileSync(join(path, file), "utf8")) as JsonObject,
    ]),
  );
}

/** Definitions that the Python SDK 2.257.7 emitted (`python/`): one for each thing to say. All are rebuilt in `vectors/`. */
export const vectors = read("python", "basics");
/** Others of the same version, and of the SDK's third (`python3/`). */
export const fixtures = { ...read("python", "definitions"), ...read("python3", "definitions") };
