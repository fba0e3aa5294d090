import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { validate, type DefinitionError, type Json } from "..";
import { importDefinition } from "../import";
import { bent } from "./bent-definitions";
import { diagnose, LIBRARY } from "./compiler";
import { fixtures, vectors } from "./python-definitions";
import { strange } from "./strange-definitions";

const FOLDER = join(__dirname, "types");
const CASES = readdirSync(FOLDER).map((file) => join(FOLDER, file));

/** The code that the import makes of a definition, or the code of the error with which it refuses. */
function imported(json: Json): { readonly code: string } | { readonly refused: string } {
  try {
    return importDefinition(json, { library: LIBRARY });
  } catch (error) {
    return { refused: (error as DefinitionError).code };
  }
}

describe("the compiler", () => {
  const whole = [
    ...Object.values({ ...vectors, ...fixtures }),
    ...Object.values(strange).map(([json]) => json),
  ];
  const bentOnes = fc.sample(bent, { numRuns: 60, seed: 7 });

  // One program for all: reading the SDK's types takes longer than checking ours.
  test("takes every right use, refuses every wrong one, and takes whatever the import writes", () => {
    const code = [...whole, ...bentOnes].flatMap((json, index) => {
      const result = imported(json);
      return "code" in result ? [[`imported-${index}.ts`, result.code] as const] : [];
    });
    expect(code.length).toBeGreaterThan(100);
    // Shows that code which lies nowhere is looked at as well.
    const wrong = { "wrong.ts": "export const wrong: string = 1;" };
    expect(diagnose(CASES, { ...Object.fromEntries(code), ...wrong })).toEqual([
      expect.stringMatching(/wrong\.ts:1: Type 'number' is not assignable to type 'string'/),
    ]);
  });

  test("sees all definitions but those without a definition's form, which the import refuses", () => {
    const isMisshapen = (json: Json) => validate(json).some(({ code }) => code === "Misshapen");
    expect(whole.filter(isMisshapen)).toEqual([]);
    const refusals = [...whole, ...bentOnes].flatMap((json) => {
      const result = imported(json);
      return "refused" in result ? [[json, result.refused] as const] : [];
    });
    expect(refusals).toEqual(bentOnes.filter(isMisshapen).map((json) => [json, "NotADefinition"]));
    // Of the bent ones enough are left.
    expect(refusals.length).toBeLessThan(bentOnes.length / 2);
  });

  test("is asked about at least 60 wrong uses", () => {
    const wrong = CASES.flatMap(
      (file) => readFileSync(file, "utf8").match(/^\s*\/\/ @ts-expect-error \S/gm) ?? [],
    );
    expect(wrong.length).toBeGreaterThanOrEqual(60);
  });
});
