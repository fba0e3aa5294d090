import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { apply } from "../../../deploy/apply";
import { changedLines, type ScriptChange } from "../../../deploy/consequences/scripts";
import { desiredOf, type Sources } from "../../../deploy/desired";
import { isOwnFile, programOf } from "../../../deploy/own-files";
import { plan } from "../../../deploy/plan";
import { parseModel } from "../../../models/parse";
import { MODULES, type Script } from "../../../pipeline-defs/code-assets";
import { FakeAws } from "../support/fake-aws";
import { prodSources, script, silent } from "../support/sources";

const MODEL = "mammography-severity-model";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scripts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(...args: string[]): void {
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: folder });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function commit(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) write(path, text);
  git("add", ".");
  git("commit", "--quiet", "--message", "one more");
}

/** What a plan of the one tells, where the other is deployed. */
async function changed(from: Sources, to: Sources): Promise<ScriptChange[]> {
  const aws = new FakeAws();
  await apply(desiredOf(from), aws, silent);
  return changedLines(await plan(desiredOf(to), aws, silent), folder);
}

function evaluating(text: string): Sources {
  const sources = prodSources();
  return { ...sources, scripts: { ...sources.scripts, evaluate: script("evaluate.py", text) } };
}

test("the lines that differ come from the commit whose file is deployed, whatever git is set to", async () => {
  git("init", "--quiet");
  git("config", "diff.noprefix", "true");
  git("config", "color.ui", "always");
  for (const text of ["one\n", "two\n", "three\n"]) commit({ "ml/evaluate.py": text });
  const [found, ...others] = await changed(evaluating("one\n"), evaluating("four\n"));
  expect(found).toMatchObject({ file: "evaluate.py", diff: "@@ -1 +1 @@\n-one\n+four\n" });
  expect(others).toEqual([]);
});

test("a model's own script is found in its folder", async () => {
  git("init", "--quiet");
  commit({ "ml/evaluate.py": "shared\n", [`models/${MODEL}/evaluate.py`]: "own\n" });
  const [found] = await changed(evaluating("own\n"), evaluating("other\n"));
  expect(found?.diff).toBe("@@ -1 +1 @@\n-own\n+other\n");
});

test("without such a commit, or without git, there are none", async () => {
  write("ml/evaluate.py", "two\n");
  const from = createHash("sha256").update("one\n").digest("hex");
  const [outside] = await changed(evaluating("one\n"), evaluating("four\n"));
  expect(outside).toMatchObject({ file: "evaluate.py", from, bytes: 5 });
  expect(outside).not.toHaveProperty("diff");
  git("init", "--quiet");
  commit({});
  expect(await changed(evaluating("one\n"), evaluating("four\n"))).toEqual([outside]);
});

describe("of what is made of a model's folder", () => {
  const modelFile = (target: string): string =>
    JSON.stringify({
      task: "regression",
      target,
      columns: [
        { name: "rooms", type: "number" },
        { name: "price", type: "number" },
      ],
      framework: "scikit-learn",
      metric: { name: "rmse", threshold: 2 },
    });

  /** The sources of a model in script mode, as a checkout of these files has them. */
  function made(files: Readonly<Record<string, string>>): Sources {
    const path = (name: string): string => `models/${MODEL}/${name}`;
    const own = new Map(
      Object.entries(files)
        .map(([file, text]) => [file.replace(path(""), ""), text] as const)
        .filter(([name]) => isOwnFile(name))
        .sort()
        .map(([name, text]): [string, Script] => [name, script(name, text)]),
    );
    const description = parseModel({
      name: MODEL,
      file: { path: "model.json", text: files[path("model.json")] ?? "" },
      scripts: [...own.keys()],
    });
    if (!("task" in description)) throw new Error(JSON.stringify(description));
    const sources = prodSources();
    const shared = (name: string): Script => script(name, files[`ml/${name}`] ?? "");
    return {
      ...sources,
      environment: { ...sources.environment, description },
      program: programOf(description, own, shared),
    };
  }

  const modules = Object.fromEntries(Object.values(MODULES).map((name) => [`ml/${name}`, `# ${name}\n`]));
  const before = {
    ...modules,
    "ml/train_scikit_learn.py": "fit()\n",
    [`models/${MODEL}/model.json`]: modelFile("price"),
    [`models/${MODEL}/features.py`]: "one\n",
    [`models/${MODEL}/requirements.txt`]: "a==1\n",
  };
  const after = {
    ...before,
    "ml/train_scikit_learn.py": "fit(again=True)\n",
    [`models/${MODEL}/model.json`]: modelFile("rooms"),
    [`models/${MODEL}/areas.py`]: "two\n",
  };

  test("an archive's files are told, each that differs with its lines; a description line by line", async () => {
    git("init", "--quiet");
    commit(before);
    commit(after);
    const found = await changed(made(before), made(after));
    const diffOf = (name: string): string | undefined => found.find(({ file }) => file === name)?.diff;
    const target = (sign: string, name: string): string => `${sign}  "target": "${name}",`;
    expect(diffOf("description.json")?.split("\n")).toEqual(
      expect.arrayContaining([target("-", "price"), target("+", "rooms")]),
    );
    const source = diffOf("sourcedir.tar.gz") ?? "";
    expect(source.match(/^(---|\+\+\+) .*$/gm)).toEqual([
      "--- /dev/null",
      "+++ b/areas.py",
      "--- a/description.json",
      "+++ b/description.json",
      "--- a/train_scikit_learn.py",
      "+++ b/train_scikit_learn.py",
    ]);
    expect(source).toContain("@@ -0,0 +1 @@\n+two\n--- a/description.json\n");
    expect(source).toMatch(/@@ -1 \+1 @@\n-fit\(\)\n\+fit\(again=True\)\n$/);
    expect(source).not.toMatch(/Binary|^diff |^index /m);
  });
});
