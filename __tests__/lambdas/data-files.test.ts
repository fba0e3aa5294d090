import fc from "fast-check";
import { formatDataFiles, parseDataFiles } from "../../lambdas/data-files";

const file = fc.record({
  name: fc.string({ minLength: 1, maxLength: 300, unit: "grapheme" }),
  rows: fc.nat(),
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
});

test("any files make a value that a version's metadata take", () => {
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 20 }), (files) => {
      const text = formatDataFiles(files);
      // API model, CustomerMetadataValue.
      expect(text).toMatch(/^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u);
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(256);
    }),
  );
});

test("what fits is read again, and the rest is counted", () => {
  const files = Array.from({ length: 9 }, (_, index) => ({
    name: `part 2026/${index}, new.csv`,
    rows: 100 + index,
    sha256: String(index).repeat(64),
  }));
  const text = formatDataFiles(files);
  expect(text).toMatch(/ and 3 more$/);
  expect(parseDataFiles(text)).toEqual(
    files.slice(0, 6).map(({ name, rows, sha256 }) => ({
      name: name.replace(/[ ,]/g, "_"),
      rows,
      sha256: sha256.slice(0, 12),
    })),
  );
  expect(parseDataFiles(undefined)).toEqual([]);
});
