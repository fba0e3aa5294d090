import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selectEnvironments } from "../../environments/select";
import { exampleFile } from "../support/environments";
import { useModels } from "../support/models";

useModels("mammography-severity-model", "fraud");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "select-"));
  write("dev", exampleFile("dev"));
  write("prod", exampleFile("prod"));
  const fraud = JSON.stringify(exampleFile("prod"))
    .replaceAll("mammography-severity-model", "fraud")
    .replaceAll("mammo-severity", "fraud");
  write("fraud/prod", JSON.parse(fraud));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  const text = typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync(join(folder, `${name}.tfvars.json`), text);
}

const names = (env: readonly string[], model?: string): string[] =>
  selectEnvironments({ env, model }, { folder, cwd: folder }).map(({ name }) => name);

test("all stands for every file, by name, and a name for itself, each once", () => {
  expect(names(["all"])).toEqual(["dev", "fraud/prod", "prod"]);
  expect(names(["prod", "dev", "prod", "prod.tfvars.json"])).toEqual(["prod", "dev"]);
  expect(names(["prod", "all"])).toEqual(["prod", "dev", "fraud/prod"]);
});

test("a model's are those that bear its name", () => {
  expect(names(["all"], "fraud")).toEqual(["fraud/prod"]);
  expect(names(["all"], "mammography-severity-model")).toEqual(["dev", "prod"]);
});

test("a branch's are those whose files name it, of every model, and prod's are the last", () => {
  const ofBranch = (branch: string, model?: string): string[] =>
    selectEnvironments({ env: ["all"], branch, model }, { folder }).map(({ name }) => name);
  expect(ofBranch("dev")).toEqual(["dev"]);
  expect(ofBranch("main")).toEqual(["fraud/prod", "prod"]);
  const elsewhere = JSON.stringify(exampleFile("dev")).replaceAll("111111111111", "444455556666");
  write("staging", { ...JSON.parse(elsewhere), env_group: "zeta", branch: "main" });
  expect(ofBranch("main")).toEqual(["staging", "fraud/prod", "prod"]);
  expect(ofBranch("main", "fraud")).toEqual(["fraud/prod"]);
  expect(() => ofBranch("mian")).toThrow(
    expect.objectContaining({ code: "UnknownBranch", next: "did you mean main?" }) as Error,
  );
  write("other/broken", "{");
  expect(ofBranch("dev")).toContain("other/broken");
});

test("an unknown name or model is refused, with the one that is meant", () => {
  expect(() => names(["prod", "deev"])).toThrow(
    expect.objectContaining({ code: "UnknownEnvironment", next: "did you mean dev?" }) as Error,
  );
  expect(() => names(["all"], "frauds")).toThrow(
    expect.objectContaining({ code: "UnknownModel", next: "did you mean fraud?" }) as Error,
  );
  expect(() => names(["dev"], "fraud")).toThrow(expect.objectContaining({ code: "UnknownModel" }) as Error);
});

test("a file that describes no environment keeps its place, and no other out", () => {
  write("other/broken", "{");
  const selected = selectEnvironments({ env: ["all"], model: "mammography-severity-model" }, { folder });
  expect(selected.map((one) => [one.name, "error" in one])).toEqual([
    ["dev", false],
    ["other/broken", true],
    ["prod", false],
  ]);
});

test("no environment is called all", () => {
  write("all", { ...exampleFile("dev"), env_group: "every" });
  const [all] = selectEnvironments({ env: ["all.tfvars.json"] }, { folder, cwd: folder });
  expect(all).toMatchObject({ error: { code: "ConfigurationError" } });
  expect(JSON.stringify(all)).toContain("--env all stands for every environment");
});
