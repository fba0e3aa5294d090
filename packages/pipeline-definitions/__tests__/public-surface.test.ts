import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, SOURCES } from "./library-files";
import { waysAround } from "./ways-around";

// What of it reaches a consumer, the emitted declarations, is looked through in package.integration.test.ts.
describe("the library", () => {
  test("never gets around the types", () => {
    expect(SOURCES.length).toBeGreaterThan(40);
    const found = SOURCES.flatMap((file) => waysAround(file, readFileSync(join(FOLDER, file), "utf8")));
    expect(found).toEqual([]);
  });

  test("would be caught if it did", () => {
    const text = "const a: any = 1;\nconst b = a!;\nconst c = b as unknown as string;\n";
    expect(waysAround("a.ts", text)).toEqual([
      "a.ts:1 any",
      "a.ts:2 non-null assertion",
      "a.ts:3 as unknown as",
    ]);
  });
});
