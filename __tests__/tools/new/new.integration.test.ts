import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentsFolder } from "../../../environments/load";
import { projectRoot } from "../../../environments/project-root";
import type { ModelJson } from "../../../models/model-file";
import type { StoryResult } from "../../../rehearsal/story/run-story";
import { DATA_SETS } from "./data-sets";
import { dataFile } from "./support";

/** A project's folders of models and environments, those of the example at first. */
function project() {
  const folder = mkdtempSync(join(tmpdir(), "project-"));
  const [models, environments] = [join(folder, "models"), join(folder, "environments")];
  mkdirSync(models);
  cpSync(
    join(projectRoot(), "models", "mammography-severity-model"),
    join(models, "mammography-severity-model"),
    {
      recursive: true,
    },
  );
  cpSync(environmentsFolder(), environments, { recursive: true });
  const run = (entry: string, ...args: readonly string[]) => {
    const variables = { MODELS: models, ENVIRONMENTS: environments, CDKTF_OUTDIR: join(folder, "out") };
    const { status, stdout, stderr } = spawnSync(process.execPath, ["run.mjs", entry, ...args], {
      cwd: projectRoot(),
      env: { ...process.env, ...variables },
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    return { status, stdout, stderr };
  };
  const add = (name: string, from: string, target: string, ...args: readonly string[]) =>
    run("tools/new/cli.ts", "model", name, "--from", from, "--target", target, ...args);
  const files = () =>
    Object.fromEntries(
      [models, environments].flatMap((place) =>
        readdirSync(place, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")] as const),
      ),
    );
  return { models, environments, folder, run, add, files };
}

/** What git says of the checkout that the commands run in. */
const changedFiles = (): string =>
  spawnSync("git", ["status", "--porcelain"], { cwd: projectRoot(), encoding: "utf8" }).stdout;

describe("data sets of different shapes", () => {
  const place = project();
  const before = place.files();
  const checkout = changedFiles();

  test.each(DATA_SETS)("$name becomes a model", ({ name, target, task, framework, content }) => {
    const made = place.add(name, dataFile(content), target, "--framework", framework, "--yes");
    expect(made).toMatchObject({ status: 0, stderr: "" });
    const model = JSON.parse(readFileSync(join(place.models, name, "model.json"), "utf8")) as ModelJson;
    expect(model).toMatchObject({ task, framework, target });
    const rows = readFileSync(join(place.models, name, "data.csv"), "utf8")
      .trimEnd()
      .split("\n");
    const all = content.split("\n");
    expect(rows).toHaveLength(1 + Math.min(all.length - 1, 5_000));
    expect(rows[0]).toBe(all[0]);
    // Rows of the data, in their order.
    let last = -1;
    const places = rows.map((row) => (last = all.indexOf(row, last + 1)));
    expect(places).not.toContain(-1);
  });

  test("adding a model changes no file outside its folder and environments/", () => {
    expect(changedFiles()).toEqual(checkout);
    expect(place.files()).toMatchObject(before);
    const added = Object.keys(place.files()).filter((path) => !(path in before));
    expect(added.sort()).toEqual(
      DATA_SETS.flatMap(({ name }) => [
        `environments/${name}/dev.tfvars.json`,
        `environments/${name}/prod.tfvars.json`,
        `models/${name}/data.csv`,
        `models/${name}/model.json`,
      ]).sort(),
    );
    expect(readdirSync(place.folder).sort()).toEqual(["environments", "models"]);
  });

  test("their stacks are synthesized beside the example's, and share no name", () => {
    const { status, stdout, stderr } = place.run("main.ts");
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toEqual(
      expect.arrayContaining(
        DATA_SETS.flatMap(({ name }) =>
          ["-registry-account", "-dev", "-prod", "-dev-account"].map((end) => name + end),
        ),
      ),
    );
  });

  test.each(DATA_SETS)("the definitions of $name hold", ({ name }) => {
    for (const environment of ["dev", "prod"]) {
      const printed = place.run("deploy/definitions.ts", "--env", `${name}/${environment}`);
      expect(printed.status).toBe(0);
      const definitions = JSON.parse(printed.stdout) as Record<string, object>;
      expect(Object.keys(definitions)).toEqual(["inference", "train"]);
      for (const [pipeline, definition] of Object.entries(definitions)) {
        const file = join(place.folder, `${name}-${environment}-${pipeline}.json`);
        writeFileSync(file, JSON.stringify(definition));
        expect(place.run("deploy/definitions.ts", "validate", file)).toMatchObject({ status: 0 });
      }
    }
  });

  test.each(DATA_SETS)("$name is rehearsed: trained, judged and registered", ({ name }) => {
    const out = join(place.folder, "rehearsed", name);
    const args = ["--json", "--model", name, "--only", "1-3", "--out", out];
    const { status, stdout, stderr } = place.run("rehearsal/cli.ts", ...args);
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    const { chapters } = JSON.parse(stdout) as StoryResult;
    expect(chapters.at(-1)?.facts).toMatchObject({
      modelPackageArn: expect.stringMatching(`:model-package/${name}-[^/]*/1$`) as string,
      approvalStatus: "PendingManualApproval",
    });
  });

  test("their files are written as Prettier writes them", () => {
    const prettier = join(projectRoot(), "node_modules", "prettier", "bin", "prettier.cjs");
    const options = ["--config", join(projectRoot(), ".prettierrc.json"), "--ignore-path", "none", "--check"];
    const added = Object.keys(place.files()).filter((path) => path.endsWith(".json") && !(path in before));
    const checked = spawnSync(process.execPath, [prettier, ...options, ...added], {
      cwd: place.folder,
      encoding: "utf8",
    });
    expect(checked).toMatchObject({ status: 0, stderr: "" });
  });
});

describe("what is there is never overwritten", () => {
  const content = DATA_SETS[1]?.content ?? "";

  test.each([
    ["a folder of models", "models/flowers/train.py"],
    ["a folder of environments", "environments/flowers/dev.tfvars.json"],
    ["a folder in other letters", "models/Flowers/train.py"],
  ])("%s", (_, path) => {
    const { add, folder, files } = project();
    mkdirSync(join(folder, path, ".."), { recursive: true });
    cpSync(join(environmentsFolder(), "dev.tfvars.json"), join(folder, path));
    if (path.startsWith("environments")) {
      cpSync(join(environmentsFolder(), "prod.tfvars.json"), join(folder, path, "..", "prod.tfvars.json"));
    }
    const before = files();
    const made = add("flowers", dataFile(content), "kind", "--yes");
    expect(made.status).toBe(1);
    expect(files()).toEqual(before);
  });

  test("without somebody to ask, --yes is asked for", () => {
    const { add, models } = project();
    const { status, stdout, stderr } = add("flowers", dataFile(content), "kind");
    expect(status).toBe(1);
    expect(stdout).toContain("task       multiclass (setosa, versicolor, virginica)");
    expect(stderr).toContain("error [NotConfirmed]");
    expect(existsSync(join(models, "flowers"))).toBe(false);
  });

  test.each(["no_underscores", "-a", "a".repeat(40), "a/b", ".."])("the name %s is refused", (name) => {
    const { add, files } = project();
    const before = files();
    const { status, stderr } = add(name, dataFile(content), "kind", "--yes");
    expect(status === 0).toBe(false);
    expect(stderr).toMatch(name.startsWith("-") ? /unknown option/ : /error \[InvalidName\]/);
    expect(files()).toEqual(before);
  });
});

test("the longest names make no name too long", () => {
  const { add, run } = project();
  const [name, other] = ["Long".padEnd(39, "x"), "long".padEnd(38, "y")];
  expect(add(name, dataFile(DATA_SETS[1]?.content ?? ""), "kind", "--yes")).toMatchObject({ status: 0 });
  expect(add(other, dataFile(DATA_SETS[1]?.content ?? ""), "kind", "--yes")).toMatchObject({ status: 0 });
  const { status, stderr } = run("main.ts");
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
});

test("the guide's commands make a model", () => {
  const guide = readFileSync(join(projectRoot(), "docs", "bring-your-own-model.md"), "utf8");
  const commands = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" "));
  const { run, add } = project();
  const flats = dataFile(DATA_SETS.find(({ name }) => name === "flat-prices")?.content ?? "");
  const made = commands
    .filter(([, , script]) => script === "new")
    .map(
      ([, , , , , name = "", , , , target = "", ...options]) => add(name, flats, target, ...options).status,
    );
  // The first one asks, and here is nobody to answer.
  expect(made).toEqual([1, 0]);
  const synth = run("main.ts");
  expect(synth.status).toBe(0);
  const deployed = commands.flatMap(([npx, , , stack = ""]) => (npx === "npx" ? [stack] : []));
  expect(deployed.length).toBeGreaterThan(3);
  expect(synth.stdout.split("\n")).toEqual(expect.arrayContaining(deployed));
  const environments = commands.flatMap((words) =>
    words.flatMap((word, index) => (words[index - 1] === "--env" ? [word] : [])),
  );
  for (const environment of new Set(environments)) {
    expect(run("deploy/definitions.ts", "--env", environment).status).toBe(0);
  }
});
