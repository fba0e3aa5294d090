import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { rehearsalPython } from "../../../rehearsal/python";
import { booleanIn, dateIn, isMissing, numberIn } from "../../../tools/new/cell";
import { readTable } from "../../../tools/new/table";
import { dataFile, numbers, proposed } from "./support";

interface Table {
  readonly path: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly target?: string;
  readonly classes?: readonly string[];
}

interface Outcome {
  readonly error: string | null;
  readonly misfits: Readonly<Record<string, readonly number[]>>;
}

let python: string;

beforeAll(async () => {
  ({ python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`)));
});

/** What `ml/tabular.py` says of some tables. */
function outcomes(tables: readonly Table[]): readonly Outcome[] {
  const { stdout, stderr, status } = spawnSync(python, [join(__dirname, "read_tables.py")], {
    input: JSON.stringify(tables.map((table) => ({ target: null, classes: [], ...table }))),
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Outcome[];
}

const CELLS = {
  number: [
    "1",
    "+1",
    "-0",
    "1.",
    ".5",
    ".",
    "1e5",
    "1E-5",
    "1e",
    "1e39",
    "3.4028235e38",
    "3.5e38",
    " 12 ",
    "\t1",
  ],
  odd: [
    "\u00a012",
    "1_000",
    "\uff11",
    "\u0663",
    "inf",
    "-inf",
    "+nan",
    "0x1f",
    "1e-400",
    "007",
    "1,5",
    "1 2",
    "\uFEFF1",
  ],
  missing: ["", "?", " ", "NaN", "na", "N/A", "NULL", "\u00a0NA\u2003", "\uFEFF", "\x1cnull", "-", "none"],
  date: [
    "2026-01-31",
    "2026-02-29",
    "2024-02-29",
    "2026-13-01",
    "2026-1-1",
    " 2026-01-31 ",
    "20260131",
    "0000-01-01",
  ],
  time: [
    "2026-01-31T12:00",
    "2026-01-31 12:00:59.123456",
    "2026-01-31T24:00",
    "2026-01-31T12:60",
    "2026-01-31T12",
  ],
  zone: [
    "2026-01-31T12:00Z",
    "2026-01-31T12:00+0530",
    "2026-01-31T12:00:00-05:30",
    "2026-01-31Z",
    "2026-01-31T1:00",
  ],
  boolean: ["true", "FALSE", "yes", "No", "0", "1", "t", "F", "y", "N", "on", "2", "01", " yes\u2003", "1.0"],
};

test("a cell is read as what ml/tabular.py reads it as, or as nothing", () => {
  const cells = Object.values(CELLS).flat();
  const path = dataFile(
    `number,date,boolean,line\n${cells.map((cell, row) => `${`"${cell}",`.repeat(3)}${row}`).join("\n")}`,
  );
  const columns = ["number", "date", "boolean", "text"].map((type) => ({
    name: type === "text" ? "line" : type,
    type,
  }));
  const [found] = outcomes([{ path, columns }]);
  const misfits = (read: (cell: string) => unknown) =>
    cells.flatMap((cell, row) => (isMissing(cell) || read(cell) !== undefined ? [] : [row + 2]));
  expect(found?.error).toBeNull();
  expect(found?.misfits).toEqual({
    number: misfits(numberIn),
    date: misfits(dateIn),
    boolean: misfits(booleanIn),
    line: [],
  });
});

test("what is inferred of a table can be read", () => {
  const next = numbers(7);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  const pure = [
    ["1", "2.5", " 3", "?"],
    ["2026-01-31", "2026-01-30T12:00Z", ""],
    ["yes", "N", "na"],
    Array.from({ length: 400 }, (_, index) => `name ${index}`),
  ];
  const pools = [...pure, ...pure, ...Object.values(CELLS)];
  const tables = Array.from({ length: 60 }, (): Table => {
    const names = [
      "target",
      ...Array.from({ length: 1 + Math.floor(next() * 8) }, (_, index) => `c ${index}`),
    ];
    const own = names.map(() => [pick(pools), pick(pools)] as const);
    const stray = pick([0, 0, 0.02, 0.5]);
    const classes = pick([
      ["1", "1.0", "0"],
      ["a, b", "c"],
      ["yes", "NO", "no"],
      [" 3", "5 ", "4.50"],
    ]);
    const rows = Array.from({ length: 200 }, (_, row) =>
      names.map((_name, index) => {
        const cell =
          index === 0
            ? (classes[row % classes.length] ?? "")
            : pick(own[index]?.[next() < stray ? 1 : 0] ?? []);
        return /[",]/.test(cell) || next() < 0.1 ? `"${cell}"` : cell;
      }),
    );
    // A column that always has something to learn from.
    const text = [[...names, "row"], ...rows.map((cells, row) => [...cells, `${(row * 7) % 13}`])]
      .map((cells) => cells.join(","))
      .join(pick(["\n", "\r\n"]));
    const path = dataFile(`${pick(["", "\uFEFF"])}${text}\n`);
    const { model } = proposed(`${text}\n`, "target");
    return { path, columns: model.columns, target: model.target, classes: model.classes ?? [] };
  });
  // The tables are of all types, or the test says little.
  const types = new Set(tables.flatMap(({ columns }) => columns.map(({ type }) => type)));
  expect([...types].sort()).toEqual(["boolean", "category", "date", "number", "text"]);
  for (const [index, { error, misfits }] of outcomes(tables).entries()) {
    expect({ index, error }).toEqual({ index, error: null });
    expect(Object.values(misfits).flat()).toEqual([]);
  }
});

test("a file is a table or none for both", () => {
  const next = numbers(11);
  const broken = ['"', ",", "\r", "\n", "\0", '""', "x", '"x"', "\r\n", "\ud800"];
  const contents = Array.from({ length: 300 }, () => {
    let text = 'a,b\n1,2\n"3","x, y"\r\n,4\n';
    for (let edits = 1 + Math.floor(next() * 3); edits > 0; edits -= 1) {
      const at = 4 + Math.floor(next() * (text.length - 3));
      text = `${text.slice(0, at)}${broken[Math.floor(next() * broken.length)]}${text.slice(at)}`;
    }
    // A lone surrogate becomes bytes that are no UTF-8.
    return Buffer.from(text.replaceAll("\ud800", "\u00ff"), text.includes("\ud800") ? "latin1" : "utf8");
  });
  const columns = ["a", "b"].map((name) => ({ name, type: "text" }));
  const paths = contents.map((content) => dataFile(content));
  const theirs = outcomes(paths.map((path) => ({ path, columns })));
  const ours = paths.map((path) => {
    try {
      return [...readTable(path)].length > 0;
    } catch {
      return false;
    }
  });
  expect(ours).toContain(true);
  expect(ours).toContain(false);
  expect(ours.map((taken, index) => [contents[index]?.toString(), taken])).toEqual(
    theirs.map(({ error }, index) => [contents[index]?.toString(), error === null]),
  );
});
