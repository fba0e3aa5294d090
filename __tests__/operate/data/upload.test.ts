import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCsv } from "../../../operate/data/csv-file";
import { dataFolder, readFiles, uploadsOf, type DataUse } from "../../../operate/data/upload";
import { exampleEnvironment } from "../../support/environments";

const DEV = exampleEnvironment("dev");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "data-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test.each([
  ["a header", "Age,severity\n67,1\n43,0\n", 2, ["Age", "severity"]],
  ["none", "67,1\n43,0", 2, undefined],
  ["missing values and no header", "?,1\n,0\n", 2, undefined],
  ["columns that pandas numbered", "0,1\n67,1\n", 1, ["0", "1"]],
  [
    "Windows' line ends, a mark at the beginning and blank lines",
    "\uFEFFAge,severity\r\n\r\n67,1\r\n",
    1,
    undefined,
  ],
  ["commas and line ends in quotes", 'name,note\n"a, b","c\nd"\n', 1, ["name", "note"]],
])("a file with %s is counted", async (_case, text, rows, header) => {
  const found = await readCsv(file("a.csv", text));
  expect(found).toMatchObject({ name: "a.csv", rows, columns: 2 });
  if (header !== undefined) expect(found.header).toEqual(header);
});

test.each([
  ["that is not there", "absent.csv", undefined, "UnreadableFile"],
  ["of another name", "a.txt", "1,2\n", "NotCsv"],
  ["that pipelines pass over", "_a.csv", "1,2\n", "NotCsv"],
  ["with nothing in it", "a.csv", "", "NoRows"],
  ["with a header alone", "a.csv", "Age,severity\n", "NoRows"],
  ["with rows of two lengths", "a.csv", "1,2\n1,2,3\n", "NotCsv"],
  ["in another encoding", "a.csv", Uint8Array.of(0x31, 0x2c, 0xff, 0xfe), "NotCsv"],
])("a file %s is refused", async (_case, name, content, code) => {
  const path = content === undefined ? join(folder, name) : file(name, content);
  await expect(readCsv(path)).rejects.toMatchObject({ code, blame: "user" });
});

test("a folder stands for its CSV files", async () => {
  file("b.csv", "1,2\n");
  file("a.csv", "3,4\n");
  file("notes.txt", "-");
  file(".hidden.csv", "5,6\n");
  expect((await readFiles([folder], "train")).map(({ name }) => name)).toEqual(["a.csv", "b.csv"]);
});

test.each<[string, DataUse, Record<string, string>, string]>([
  ["no files", "train", {}, "NoCsvFiles"],
  ["other columns", "train", { "a.csv": "1,2\n", "b.csv": "1,2,3\n" }, "DifferentColumns"],
  ["columns of other names", "train", { "a.csv": "x,y\n1,2\n", "b.csv": "y,x\n1,2\n" }, "DifferentColumns"],
  ["two batches", "batch", { "a.csv": "1,2\n", "b.csv": "1,2\n" }, "OneBatch"],
  ["a batch with a header", "batch", { "a.csv": "x,y\n1,2\n" }, "BatchWithHeader"],
])("files are refused together: %s", async (_case, use, files, code) => {
  for (const [name, text] of Object.entries(files)) file(name, text);
  await expect(readFiles([folder], use)).rejects.toMatchObject({ code });
});

test("two files of one name are refused", async () => {
  mkdirSync(join(folder, "more"));
  const paths = [file("a.csv", "1,2\n"), file("more/a.csv", "3,4\n")];
  await expect(readFiles(paths, "train")).rejects.toMatchObject({ code: "SameName" });
});

test("training data keeps its names, a batch has the one that inference reads", async () => {
  const files = await readFiles([file("today.csv", "1,2\n")], "train");
  const train = "mammography-severity-model/data/train-dataset/";
  const there = [{ key: `${train}today.csv`, bytes: 1, changed: undefined }];
  expect(dataFolder(DEV, "train")).toBe(train);
  expect(uploadsOf(DEV, { use: "train", files, there })).toMatchObject([
    { key: `${train}today.csv`, replaces: true },
  ]);
  expect(uploadsOf(DEV, { use: "batch", files, there })).toMatchObject([
    { key: "mammography-severity-model/data/batch-dataset/mammo-batch-dataset.csv", replaces: false },
  ]);
});
