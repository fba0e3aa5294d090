import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { ConfigurationError } from "sagemaker-promotion-core/finding";
import { environmentsFolder, loadEnvironment, loadEnvironments } from "../../environments/load";
import { describeProblem, Problem } from "sagemaker-promotion-core/problem";
import { projectRoot } from "../../environments/project-root";
import { blogFile, exampleFile } from "../support/environments";
import { useModels } from "../support/models";
import { prod } from "./files";

const FRAUD_MODEL = "fraudgraphy-severity-model";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "environments-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

useModels("mammography-severity-model", FRAUD_MODEL);

function write(path: string, content: unknown): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  return file;
}

/** The example's files for another model, so that both may lie in one folder. */
const fraud = (name: string): string =>
  JSON.stringify(exampleFile(name), null, 2).replaceAll("mammo", "fraud");

function problemOf(action: () => unknown): Problem {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("the folder that environments are read from", () => {
  const before = process.env["ENVIRONMENTS"];
  afterEach(() => {
    process.env["ENVIRONMENTS"] = before;
  });

  test("is the project's own", () => {
    delete process.env["ENVIRONMENTS"];
    expect(environmentsFolder()).toBe(join(projectRoot(), "environments"));
  });

  test.each(["", " "])("also where ENVIRONMENTS holds %j, as a form that was left empty sets it", (empty) => {
    process.env["ENVIRONMENTS"] = empty;
    expect(environmentsFolder()).toBe(join(projectRoot(), "environments"));
  });

  test("or the one that ENVIRONMENTS names, also for the names that --env takes", () => {
    write("elsewhere/blog.tfvars.json", blogFile());
    const inside = relative(process.cwd(), join(folder, "elsewhere"));
    for (const named of [join(folder, "elsewhere"), inside]) {
      process.env["ENVIRONMENTS"] = named;
      expect(environmentsFolder()).toBe(join(folder, "elsewhere"));
      expect(loadEnvironments().environments.map(({ name }) => name)).toEqual(["blog"]);
      expect(loadEnvironment("blog").environment.account).toBe("222222222222");
    }
  });
});

test("the example's environments are dev and prod of one model, each without a key for volumes", () => {
  const { models, environments, warnings } = loadEnvironments();
  expect(environments.map(({ name, account }) => [name, account])).toEqual([
    ["dev", "111111111111"],
    ["prod", "222222222222"],
  ]);
  expect(models.map(({ name }) => name)).toEqual(["mammography-severity-model"]);
  expect(warnings.map(({ file, pointer }) => [file, pointer])).toEqual([
    ["dev.tfvars.json", "/volume_kms_key"],
    ["prod.tfvars.json", "/volume_kms_key"],
  ]);
});

describe("a folder of environments", () => {
  test("is read with its folders, in the order of the names", () => {
    for (const name of ["prod", "dev"]) write(`${name}.tfvars.json`, exampleFile(name));
    for (const name of ["prod", "dev"]) write(`teams/fraud/${name}.tfvars.json`, fraud(name));
    const { environments, models } = loadEnvironments(folder);
    expect(environments.map(({ name }) => name)).toEqual([
      "dev",
      "prod",
      "teams/fraud/dev",
      "teams/fraud/prod",
    ]);
    expect(
      models.map(({ name, environments: own }) => [name, own.map((environment) => environment.name)]),
    ).toEqual([
      ["fraudgraphy-severity-model", ["teams/fraud/dev", "teams/fraud/prod"]],
      ["mammography-severity-model", ["dev", "prod"]],
    ]);
  });

  test("follows links to files", () => {
    const elsewhere = write("elsewhere/real.json", exampleFile("prod"));
    mkdirSync(join(folder, "environments"));
    symlinkSync(elsewhere, join(folder, "environments", "prod.tfvars.json"));
    expect(loadEnvironments(join(folder, "environments")).environments).toHaveLength(1);
  });

  test("does not follow links to folders, which may lead round in a circle, and says so", () => {
    write("environments/prod.tfvars.json", JSON.parse(prod().text));
    write("elsewhere/dev.tfvars.json", exampleFile("dev"));
    symlinkSync("..", join(folder, "environments", "loop"));
    symlinkSync(join(folder, "elsewhere"), join(folder, "environments", "team.tfvars.json"));
    const { environments, warnings } = loadEnvironments(join(folder, "environments"));
    expect(environments.map(({ name }) => name)).toEqual(["prod"]);
    expect(warnings.map(({ file, found, fix }) => [file, found, fix])).toEqual(
      ["loop", "team.tfvars.json"].map((file) => [
        file,
        "a link to a folder, which is not followed",
        "put the folder here, or link to its files one by one",
      ]),
    );
  });

  test("names the files in it that are not read", () => {
    write("prod.tfvars.json", JSON.parse(prod().text));
    write("environment.schema.json", {});
    write("README.md", "about");
    write("dev.tfvar.json", {});
    write("fraud/dev.TFVARS", "");
    expect(
      loadEnvironments(folder).warnings.map(({ file, expected, found }) => [file, expected, found]),
    ).toEqual([
      ["dev.tfvar.json", "a name that ends in .tfvars.json", "a file that is not read"],
      ["fraud/dev.TFVARS", "a name that ends in .tfvars.json", "a file that is not read"],
    ]);
  });

  test("is refused with all findings of all files, named by their paths in it", () => {
    write("prod.tfvars.json", "{");
    write("fraud/prod.tfvars.json", { ...(JSON.parse(fraud("prod")) as object), email: "x" });
    const problem = problemOf(() => loadEnvironments(folder));
    expect(problem).toBeInstanceOf(ConfigurationError);
    expect(describeProblem(problem))
      .toBe(`error [ConfigurationError]: 2 errors in fraud/prod.tfvars.json, prod.tfvars.json

fraud/prod.tfvars.json:7:12  /email  expected an e-mail address, found "x"; fix: write "team@example.org", for example
prod.tfvars.json:1:2         (file)  expected a key in double quotes, found the end of the file; fix: add what is missing at the end: every { and [ needs its } and ]
    | {
    |  ^

  cause: the input
  next:  fix the places above; environments/environment.schema.json describes every key
`);
  });

  test.each(["empty", "missing", "a file"])("is refused when it is %s", (state) => {
    const where =
      state === "empty" ? folder : state === "a file" ? write("notes", "") : join(folder, "nowhere");
    expect(problemOf(() => loadEnvironments(where))).toMatchObject({ code: "NoEnvironments", where });
  });

  test.each([
    ["a named pipe", "it is a named pipe, not a file", (path: string) => execFileSync("mkfifo", [path])],
    ["a device", "it is a device, not a file", (path: string) => symlinkSync("/dev/zero", path)],
    [
      "longer than any environment",
      "it is longer than 64 KiB",
      (path: string) => writeFileSync(path, `{}${" ".repeat(64 * 1024)}`),
    ],
  ])("is refused when a file in it is %s", (_what, why, make) => {
    const path = join(folder, "prod.tfvars.json");
    make(path);
    expect(problemOf(() => loadEnvironments(folder))).toMatchObject({
      code: "UnreadableFile",
      message: `the environment file cannot be read: ${why}`,
      where: path,
    });
  });
});

describe("what only looks like an environment's file", () => {
  beforeEach(() => {
    for (const name of ["dev", "prod"]) write(`${name}.tfvars.json`, exampleFile(name));
  });

  test.each<[string, string, (path: string) => void]>([
    ["Emacs' lock", ".#prod.tfvars.json", (path) => symlinkSync("somebody@laptop.4711:1", path)],
    ["macOS' attributes", "._prod.tfvars.json", (path) => writeFileSync(path, "\0\x05\x16\x07")],
    ["a hidden copy", ".prod.tfvars.json", (path) => writeFileSync(path, "{")],
    ["what lies in a hidden folder", ".ipynb_checkpoints/prod.tfvars.json", (path) => write(path, "{")],
    ["a hidden file of settings", ".prettierrc.json", (path) => writeFileSync(path, "{}")],
    ["a folder", "team.tfvars.json", (path) => mkdirSync(path)],
  ])("%s is passed over", (_what, name, make) => {
    make(name.includes("/") ? name : join(folder, name));
    const { environments, warnings } = loadEnvironments(folder);
    expect(environments.map((environment) => environment.name)).toEqual(["dev", "prod"]);
    expect(warnings.map(({ pointer }) => pointer)).toEqual(["/volume_kms_key", "/volume_kms_key"]);
    expect(loadEnvironment(join(folder, "prod.tfvars.json")).environment.name).toBe("prod");
  });

  test("a folder of that name may hold environments", () => {
    write("team.tfvars.json/prod.tfvars.json", fraud("prod"));
    expect(loadEnvironments(folder).environments.map(({ name }) => name)).toContain("team.tfvars.json/prod");
  });
});

describe("--env", () => {
  const load = (nameOrPath: string, cwd = "/") =>
    loadEnvironment(nameOrPath, { folder: join(folder, "environments"), cwd });
  beforeEach(() => {
    for (const name of ["dev", "prod"]) write(`environments/${name}.tfvars.json`, exampleFile(name));
    write("environments/fraud/prod.tfvars.json", fraud("prod"));
  });

  test.each([
    ["prod", "prod"],
    ["fraud/prod", "fraud/prod"],
    ["environments/fraud/prod.tfvars.json", "fraud/prod"],
    ["./environments/dev.tfvars.json", "dev"],
  ])("%s is the environment %s", (nameOrPath, name) => {
    expect(load(nameOrPath, folder).environment.name).toBe(name);
  });

  test("takes the path of a file elsewhere, absolute or from the working directory, named after the file", () => {
    const path = write("elsewhere/blog.tfvars.json", blogFile());
    expect(load(path).environment).toMatchObject({ name: "blog", group: "prod" });
    expect(load("../elsewhere/blog.tfvars.json", join(folder, "environments")).environment.name).toBe("blog");
    expect(load(write("elsewhere/plain.json", blogFile())).environment.name).toBe("plain");
  });

  test("a path of what is no file is refused unread", () => {
    expect(problemOf(() => load("/dev/zero"))).toMatchObject({
      code: "UnreadableFile",
      message: "the environment file cannot be read: it is a device, not a file",
    });
  });

  test("looks for the siblings of a file elsewhere in its own folder", () => {
    const path = write("elsewhere/dev.tfvars.json", exampleFile("dev"));
    expect(problemOf(() => load(path)).message).toContain("/model_name  expected the model's name, since no");
    write("elsewhere/prod.tfvars.json", { ...exampleFile("prod"), terraform_state_lock_table: "locks" });
    const { environment, model } = load(path);
    expect(environment.state.lockTable).toBe("locks");
    expect(model.environments.map(({ name }) => name)).toEqual(["dev", "prod"]);
  });

  test("prefers a name to a file of that name", () => {
    const cwd = join(folder, "elsewhere");
    write("elsewhere/prod", blogFile());
    expect(load("prod", cwd).environment.dataBucket).toBe("mammography-sagemaker-prod-222222222222");
    expect(load("./prod", cwd).environment.dataBucket).toBe("sagemaker-mammography-prod");
  });

  test.each([
    ["prd", "did you mean prod?"],
    ["staging", "pass the name of a known environment or the path of a file"],
    ["environments", "pass the name of a known environment or the path of a file"],
  ])("%s is refused with the known names", (name, next) => {
    expect(problemOf(() => load(name, folder))).toMatchObject({
      code: "UnknownEnvironment",
      where: "known environments: dev, fraud/prod, prod",
      next,
    });
  });

  test("a path is taken where there are no environments, a name is refused", () => {
    rmSync(join(folder, "environments"), { recursive: true });
    expect(load(write("blog.tfvars.json", blogFile())).environment.name).toBe("blog");
    expect(problemOf(() => load("prod"))).toMatchObject({ where: "known environments: none" });
  });
});
