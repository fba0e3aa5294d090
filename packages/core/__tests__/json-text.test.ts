import fc from "fast-check";
import { JsonSyntaxError, nearestPlace, positionsIn, scanJson } from "../json-text";

function syntaxError(text: string): JsonSyntaxError | undefined {
  try {
    scanJson(text);
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("knows where every key and value stands", () => {
  const text = '{ "a~/b": [1, { "c": "d" }] }';
  const at = (pointer: string): string => {
    const place = scanJson(text).places.get(pointer);
    return place === undefined ? "nowhere" : text.slice(place.key ?? place.start, place.end);
  };
  expect(at("")).toBe(text);
  expect(at("/a~0~1b")).toBe('"a~/b": [1, { "c": "d" }]');
  expect(at("/a~0~1b/0")).toBe("1");
  expect(at("/a~0~1b/1/c")).toBe('"c": "d"');
  expect(at("/x")).toBe("nowhere");
});

test("a place that is missing is where its nearest holder is", () => {
  const json = scanJson('  {"a": [1]}');
  expect(nearestPlace("/a/0", json)).toEqual({ key: undefined, start: 9, end: 10 });
  expect(nearestPlace("/a/1/b", json)).toEqual({ key: 3, start: 8, end: 11 });
  expect(nearestPlace("/x", json).start).toBe(2);
});

test("lines and columns are counted in characters, whatever their encoding takes", () => {
  const line = fc.stringMatching(/^[a\u00e4\u20ac\u{1f600}\t]{0,6}$/u);
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      const position = positionsIn(lines.join("\n"));
      let offset = 0;
      for (const [index, text] of lines.entries()) {
        for (const [count, character] of [...text, "\n"].entries()) {
          expect(position(offset)).toEqual({ line: index + 1, column: count + 1 });
          offset += character.length;
        }
      }
    }),
  );
});

describe("objects and lists one inside the other", () => {
  const nested = (levels: number): string => `${'{"a":['.repeat(levels / 2)}${"]}".repeat(levels / 2)}`;

  test("may be 200", () => {
    expect(scanJson(nested(200)).places.size).toBe(200);
    expect(scanJson(`[${nested(198)},${nested(198)}]`).duplicates).toEqual([]);
  });

  test.each([202, 100_000])("%d are refused where there is one too many", (levels) => {
    expect(syntaxError(nested(levels))).toMatchObject({
      offset: 600,
      expected: "at most 200 objects and lists one inside the other",
      found: "one more",
      fix: "take out the levels that nothing needs",
    });
  });
});

test("a string may be as long as a file", () => {
  for (const text of ["x".repeat(16 << 20), '\n"'.repeat(1 << 20)]) {
    expect(scanJson(JSON.stringify(text)).places.get("")?.start).toBe(0);
  }
});

test("reports a key that an object has twice, also when it is written differently", () => {
  expect(scanJson('{"a": {"b": 1}, "c": {"b": 2}}').duplicates).toEqual([]);
  expect(scanJson('{"a": 1, "\\u0061": 2}').duplicates).toEqual([
    { pointer: "/a", offset: 9, firstOffset: 1 },
  ]);
});

test.each([
  [
    "",
    0,
    "a value",
    "the end of the file",
    "add what is missing at the end: every { and [ needs its } and ]",
  ],
  [
    '{"a": 1',
    7,
    '"," or "}" after the value',
    "the end of the file",
    "add what is missing at the end: every { and [ needs its } and ]",
  ],
  ['{"a": 1 "b": 2}', 8, '"," or "}" after the value', '"\\""', "put a comma after the value before it"],
  [
    '{"a": 1,}',
    8,
    "a key in double quotes",
    '"}"',
    "take out the comma before it, or add what should follow",
  ],
  ["[1,]", 3, "a value", '"]"', "take out the comma before it, or add what should follow"],
  ["{'a': 1}", 1, "a key in double quotes", '"\'"', 'use plain double quotes (")'],
  ['{"a": \u201cb\u201d}', 6, "a value", '"\u201c"', 'use plain double quotes (")'],
  ['{"a": True}', 6, "a value", '"True"', "write a JSON value here"],
  ['{"a" 1}', 5, '":" after the key', '"1"', 'put ":" between the key and its value'],
  ['{"a": 1} // comment', 9, "the end of the file", '"/"', "keep one JSON object in the file"],
  ['{ // comment\n"a": 1}', 2, "a key in double quotes", '"/"', "take the comment out: JSON has none"],
  ['{"a": "b\n}', 8, 'a closing "', '"\\n"', 'end the string with " on the line where it begins'],
  ['{"a": "C:\\data"}', 9, "an escape sequence of JSON", '"\\\\"', "write a backslash as \\\\"],
  ['{"a": "b\tc"}', 8, "no control character", '"\\t"', "write it as an escape sequence, such as \\t"],
  ['{"a": 01}', 7, '"," or "}" after the value', '"1"', "put a comma after the value before it"],
  ["[1 2]", 3, '"," or "]" after the value', '"2"', "put a comma after the value before it"],
])("%j is no JSON", (text, offset, expected, found, fix) => {
  expect(syntaxError(text)).toMatchObject({ offset, expected, found, fix });
  expect(parses(text)).toBe(false);
});

test("accepts what JSON.parse accepts, and nothing else", () => {
  const text = fc
    .json()
    .chain((json) =>
      fc
        .tuple(
          fc.nat(json.length),
          fc.nat(2),
          fc.constantFrom("", '"', ",", "{", "}", "]", "1", "\\", "\n", "e", "-", "\u0000", " "),
        )
        .map(([at, removed, inserted]) => json.slice(0, at) + inserted + json.slice(at + removed)),
    );
  fc.assert(
    fc.property(text, (candidate) => {
      expect(syntaxError(candidate) === undefined).toBe(parses(candidate));
    }),
    { numRuns: 2000 },
  );
});
