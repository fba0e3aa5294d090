import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importFile } from "../cli/import-file";
import { validateFile } from "../cli/validate-file";
import type { JsonObject } from "..";
import { fixtures, vectors } from "./python-definitions";
import { strange } from "./strange-definitions";

// What `npm run definitions -- import --check` and `-- validate` do once the command line is read; the processes
// themselves are started in command-line.integration.test.ts.
const folder = mkdtempSync(join(tmpdir(), "imports-"));
afterAll(() => rmSync(folder, { recursive: true }));

const known: Readonly<Record<string, JsonObject>> = { ...vectors, ...fixtures };
function fileOf(name: string, json: unknown): string {
  const path = join(folder, `${name.replaceAll(/\W+/g, "-")}.json`);
  writeFileSync(path, JSON.stringify(json, undefined, 2));
  return path;
}

describe("what the Python SDK emits", () => {
  test.each(Object.keys(known))(
    "%s is imported, compiled and comes out the same, without a note",
    async (name) => {
      const out = join(folder, `${name}.ts`);
      const { output, notes } = await importFile(fileOf(name, known[name]), { check: true, out });
      expect(JSON.parse(output)).toEqual(known[name]);
      expect(notes.split("\n").filter((line) => line !== "" && !line.startsWith("warning"))).toEqual([]);
      expect(readFileSync(out, "utf8")).toContain("export const definition = ");
    },
  );

  test.each(Object.keys(known))("%s is accepted", (name) => {
    const { output, accepted } = validateFile(fileOf(name, known[name]), {});
    expect([accepted, output]).toEqual([true, expect.stringMatching(/^0 errors, \d+ warnings?$/m)]);
  });
});

test.each(Object.keys(strange))("what nobody should write comes out the same, too: %s", async (name) => {
  const [json = {}] = strange[name] ?? [];
  const { output } = await importFile(fileOf(name, json), { check: true });
  expect(JSON.parse(output)).toEqual(json);
});
