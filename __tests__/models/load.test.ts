import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { modelsFolder, modelsIn } from "../../models/load";
import { SMALLEST } from "./models";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "models-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content = ""): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

test("a model is a folder with a model.json, by the folder's name", () => {
  write("b/model.json", JSON.stringify(SMALLEST));
  write("a/model.json", JSON.stringify({ ...SMALLEST, title: "A" }));
  write("notes/README.md");
  write("model.schema.json", "{}");
  const models = modelsIn(folder);
  expect(models.names).toEqual(["a", "b"]);
  expect(models.find("a")).toMatchObject({ name: "a", title: "A" });
  expect(models.find("b")).toMatchObject({ name: "b", title: "b" });
  expect(models.find("notes")).toBeUndefined();
  expect(models.find("../a")).toBeUndefined();
});

test("the folder's Python files are known by name, and nothing else in it", () => {
  for (const file of ["train.py", "evaluate.py", "requirements.txt", "data.csv"]) write(`a/${file}`);
  write("a/model.json", JSON.stringify(SMALLEST));
  expect(modelsIn(folder).find("a")).toMatchObject({ scripts: ["evaluate.py", "train.py"] });
});

test("findings name the file as it lies in the project, whatever folder is read", () => {
  write("a/model.json", "{");
  expect(modelsIn(folder).find("a")).toMatchObject([{ file: "models/a/model.json", line: 1 }]);
});

test("a file that is too long for a description is refused unread", () => {
  write("a/model.json", `{}${" ".repeat(512 * 1024)}`);
  const models = modelsIn(folder);
  expect(() => models.find("a")).toThrow(
    expect.objectContaining({
      code: "UnreadableFile",
      blame: "user",
      message: "the description of the model a cannot be read: it is longer than 512 KiB",
    }) as Error,
  );
});

test("a folder that is not there holds no models", () => {
  expect(modelsIn(join(folder, "nowhere")).names).toEqual([]);
});

describe("the folder that models are read from", () => {
  const before = process.env["MODELS"];
  afterEach(() => {
    if (before === undefined) delete process.env["MODELS"];
    else process.env["MODELS"] = before;
  });

  test("is the project's own", () => {
    delete process.env["MODELS"];
    expect(modelsFolder("/project")).toBe("/project/models");
  });

  test("or the one that MODELS names", () => {
    process.env["MODELS"] = folder;
    expect(modelsFolder("/project")).toBe(folder);
  });

  test("holds models without findings, each with data to rehearse on", () => {
    const models = modelsIn(join(projectRoot(), "models"));
    expect(models.names).toEqual(["abalone-age", "mammography-severity-model"]);
    for (const name of models.names) expect(models.find(name)).toMatchObject({ name, rehearsal: {} });
  });
});
