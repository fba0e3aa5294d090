import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { projectRoot } from "../../../environments/project-root";
import { importDefinition, type Json } from "../../../pipeline-defs/sagemaker";
import { bent } from "./bent-definitions";
import { codeBlocks, diagnose, LIBRARY } from "./compiler";
import { fixtures, vectors } from "./python-definitions";
import { strange } from "./strange-definitions";

const FOLDER = join(__dirname, "types");
const CASES = readdirSync(FOLDER).map((file) => join(FOLDER, file));
const README = join(projectRoot(), "pipeline-defs", "sagemaker", "README.md");

/** Imported definitions as files; those that are refused are left out. */
function imported(definitions: readonly Json[]): Readonly<Record<string, string>> {
  const files = definitions.flatMap((json, index) => {
    try {
      return [[`imported-${index}.ts`, importDefinition(json, { library: LIBRARY }).code] as const];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(files);
}

describe("the compiler", () => {
  // One program for all: reading the SDK's types takes longer than checking ours.
  test("takes every right use, refuses every wrong one, and takes whatever the import writes", () => {
    const code = imported([
      ...Object.values({ ...vectors, ...fixtures }),
      ...Object.values(strange).map(([json]) => json),
      ...fc.sample(bent, { numRuns: 60, seed: 7 }),
    ]);
    expect(Object.keys(code).length).toBeGreaterThan(100);
    const tour = Object.fromEntries(
      codeBlocks(README).map((block, index) => [
        `tour-${index}.ts`,
        block.replaceAll('"./sagemaker"', JSON.stringify(LIBRARY)),
      ]),
    );
    // Shows that code which lies nowhere is looked at as well.
    const wrong = { "wrong.ts": "export const wrong: string = 1;" };
    expect(diagnose(CASES, { ...code, ...tour, ...wrong })).toEqual([
      expect.stringMatching(/wrong\.ts:1: Type 'number' is not assignable to type 'string'/),
    ]);
  }, 180_000);

  test("is asked about at least 60 wrong uses", () => {
    const wrong = CASES.flatMap(
      (file) => readFileSync(file, "utf8").match(/^\s*\/\/ @ts-expect-error \S/gm) ?? [],
    );
    expect(wrong.length).toBeGreaterThanOrEqual(60);
  });
});
