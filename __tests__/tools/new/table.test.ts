import { readTable } from "../../../tools/new/table";
import { csv, dataFile, proposed, refusal } from "./support";

const read = (content: string | Uint8Array) => [...readTable(dataFile(content))];

test("a table is read by lines, with quotes, blanks and either end of lines", () => {
  expect(read('\uFEFFa,b\r\n"1, 2","say ""x"""\n\n,\n').map(({ line, cells }) => [line, cells])).toEqual([
    [1, ["a", "b"]],
    [2, ["1, 2", 'say "x"']],
    [4, ["", ""]],
  ]);
});

test("a table of many blocks keeps every row, wherever they are cut", () => {
  const rows = Array.from({ length: 150_000 }, (_, index) => `${index},"ä${"x".repeat(index % 17)}"`);
  const found = read(`n,text\n${rows.join("\n")}`);
  expect(found).toHaveLength(150_001);
  expect(found.at(-1)).toMatchObject({ line: 150_001, cells: ["149999", `ä${"x".repeat(149_999 % 17)}`] });
  expect(
    found.every(
      ({ line, cells }, index) => index === 0 || (line === index + 1 && cells[0] === `${index - 1}`),
    ),
  ).toBe(true);
});

describe("what is no table is refused by line and column", () => {
  test.each<[string, string | Uint8Array, string]>([
    [
      "a row with more cells",
      "a,b\n1,2\n1,2,3\n",
      "data.csv:3:1  (file)  expected 2 cells, as in the first line, found 3",
    ],
    [
      "a quote that is not closed",
      'a,b\n1,"2\n3,4\n',
      "data.csv:2:3  (file)  expected quotes around a whole cell",
    ],
    ["a quote inside a cell", 'a,b\n1,x"y\n', "data.csv:2:4  (file)  expected quotes around a whole cell"],
    ["a carriage return alone", "a,b\n1,2\r3,4\n", "data.csv:2:4  (file)  expected lines that end in"],
    ["a NUL byte", "a,b\n1,\0\n", "data.csv:2:3  (file)  expected text, found a NUL byte"],
    ["another encoding", Buffer.from("a,b\n1,\xe4\n", "latin1"), "data.csv:2:1  (file)  expected UTF-8"],
    ["UTF-16", Buffer.from("\uFEFFa,b\n", "utf16le"), "data.csv:1:1  (file)  expected UTF-8"],
    [
      "a line without an end",
      `a,b\n${"x".repeat(2 ** 21)}`,
      "data.csv:2:1  (file)  expected lines of less than",
    ],
  ])("%s", (_, content, text) => {
    expect(refusal(() => read(content))).toContain(text);
  });
});

describe("a header is refused", () => {
  const rows = (header: string) =>
    csv(header, 30, (index) => header.split(",").map((_, cell) => (index * (cell + 3)) % 7));
  test.each<[string, string, string[]]>([
    [
      "where the target is mistyped",
      rows("size,price"),
      ['expected the name of a column as --target, found "target"; fix: write one of size, price'],
    ],
    [
      "that is a row",
      rows("3,4.5,x"),
      ['expected the names of the columns in the first line, found values: "3", "4.5", "x"'],
    ],
    ["with semicolons", rows("size;target"), ["expected cells separated by commas, found semicolons"]],
    ["of one column", rows("target"), ["expected from 2 to 1000 columns, found 1"]],
    [
      "with several faults, all at once",
      rows(`,a,A,"x""y",,target`.replace('"x""y"', "x\u00a0")),
      [
        "data.csv:1:1  (file)  expected a name for every column, found a first one that is empty: was the file written with an index?",
        'data.csv:1:4  A       expected each column once, whatever its case, found "A" again (first as column 2)',
        "data.csv:1:9  (file)  expected a name for every column, found an empty one",
      ],
    ],
    [
      "with a name that model.json does not take",
      rows('"x,y",target').replaceAll("\n", "\n"),
      ['found "x,y"; fix: rename the column'],
    ],
  ])("%s", (_, content, texts) => {
    const text = refusal(() => proposed(content, "target"));
    for (const expected of texts) expect(text).toContain(expected);
  });
});

test.each(["", "size,target\n"])("a file without rows is refused: %j", (content) => {
  expect(refusal(() => proposed(content, "target"))).toMatch(
    /^the file of data (?:is empty|has a header and no rows)$/,
  );
});
