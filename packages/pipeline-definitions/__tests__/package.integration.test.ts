import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { projectRoot } from "../../../environments/project-root";
import { codeBlocks } from "./compiler";
import { installPackage, type Consumer } from "./installed-package";
import { FOLDER, manifestIn, SOURCES } from "./library-files";
import { waysAround } from "./ways-around";

const manifest = manifestIn(FOLDER);

/** Modules that a source names, and where each stands. */
function importsOf(file: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(resolve(FOLDER, file), "utf8"), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

/** Whether a module is a part of the library, of Node or of a package that the library's package.json names. */
function isReachable(file: string, module: string): boolean {
  if (module.startsWith(".")) {
    const path = resolve(FOLDER, dirname(file), module);
    return !relative(FOLDER, path).startsWith("..");
  }
  const packages = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  return builtinModules.includes(module.replace(/^node:/, "")) || packages.includes(module);
}

describe("the library's sources", () => {
  test("import nothing from outside their folder but what package.json names", () => {
    const all = SOURCES.flatMap((file) => importsOf(file).map((module) => [file, module] as const));
    expect(all.length).toBeGreaterThan(150);
    expect(all.filter(([file, module]) => !isReachable(file, module))).toEqual([]);
  });

  test("would be found out if they did", () => {
    expect(isReachable("validate/names.ts", "../json")).toBe(true);
    expect(isReachable("validate/names.ts", "../../train")).toBe(false);
    expect(isReachable("pipeline.ts", "../../environments/problem")).toBe(false);
    expect(isReachable("json.ts", "commander")).toBe(false);
  });
});

describe("everything outside the library", () => {
  const entries = Object.keys(manifest.exports)
    .filter((entry) => !entry.endsWith(".json"))
    .map((entry) => join(FOLDER, entry).replace(/\/$/, ""));
  const ROOMS = ["bench", "checkov", "deploy", "docs", "environments", "lambdas", "rehearsal", "stacks"];
  const OUTSIDE = [...ROOMS, "pipeline-defs", "__tests__"].flatMap((room) =>
    readdirSync(join(projectRoot(), room), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(projectRoot(), room, file))
      .filter((file) => !file.startsWith(FOLDER) && !file.startsWith(__dirname)),
  );

  test("imports it by its entries alone", () => {
    const found = OUTSIDE.flatMap((file) =>
      importsOf(file)
        .map((module) => resolve(dirname(file), module))
        .filter((path) => path.startsWith(FOLDER))
        .map((path) => [relative(projectRoot(), file), path] as const),
    );
    expect(found.length).toBeGreaterThan(30);
    expect(found.filter(([, path]) => !entries.includes(path))).toEqual([]);
  });
});

describe("package.json", () => {
  interface Lock {
    readonly packages: Readonly<Record<string, { readonly version?: string }>>;
  }
  const lock = JSON.parse(readFileSync(join(projectRoot(), "package-lock.json"), "utf8")) as Lock;
  const locked = (name: string) => lock.packages[`node_modules/${name}`]?.version;

  test("asks for what the lock file holds, or newer", () => {
    const { dependencies = {}, peerDependencies = {}, devDependencies = {} } = manifest;
    expect(Object.keys(dependencies)).toEqual([]);
    for (const [name, range] of Object.entries(peerDependencies)) expect(range).toBe(`^${locked(name)}`);
    for (const [name, version] of Object.entries(devDependencies)) expect(version).toBe(locked(name));
  });

  test("comes with the project's licence", () => {
    const licence = (folder: string) => readFileSync(join(folder, "LICENSE"), "utf8");
    expect(licence(FOLDER)).toBe(licence(projectRoot()));
  });
});

describe("the package", () => {
  const README = join(FOLDER, "README.md");
  const tour = codeBlocks(README);
  let consumer: Consumer;
  beforeAll(() => {
    consumer = installPackage();
    tour.forEach((block, index) => writeFileSync(join(consumer.folder, `tour-${index}.ts`), block));
  });
  afterAll(() => consumer.remove());

  const emitted = () =>
    readdirSync(consumer.installed, { recursive: true, encoding: "utf8" }).filter((file) =>
      statSync(join(consumer.installed, file)).isFile(),
    );
  const node = (...args: readonly string[]) =>
    execFileSync(process.execPath, args, { cwd: consumer.folder, encoding: "utf8", stdio: "pipe" });

  test("holds what it exports, and neither sources nor scripts", () => {
    const files = emitted();
    expect(files).toEqual(expect.arrayContaining(["package.json", "README.md", "NOTICE", "LICENSE"]));
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.py$|tsconfig/.test(file))).toEqual([]);
    const targets = Object.values(manifest.exports).flatMap((target) =>
      typeof target === "object" && target !== null ? (Object.values(target) as string[]) : [String(target)],
    );
    expect(targets.length).toBeGreaterThan(6);
    expect(targets.filter((file) => !existsSync(join(consumer.installed, file)))).toEqual([]);
  });

  test("has declarations that stand alone, and nothing in them gets around the types", () => {
    const declarations = emitted().filter((file) => file.endsWith(".d.ts"));
    expect(declarations.length).toBe(SOURCES.length);
    const texts = declarations.map((file) => readFileSync(join(consumer.installed, file), "utf8"));
    expect(declarations.flatMap((file, index) => waysAround(file, texts[index] ?? ""))).toEqual([]);
  });

  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    strict: true,
    exactOptionalPropertyTypes: true,
    types: ["node"],
  };

  test("lets others export what its functions return, with declarations", () => {
    const file = join(consumer.folder, "exports.ts");
    writeFileSync(
      file,
      `import { booleanParameter, equals, failStep, join, lambdaStep, rawParameter, stringParameter, trainingStep,
         tuningStep, untyped, validate } from "${manifest.name}";
       import { diff, flatten } from "${manifest.name}/diff";
       import { importDefinition } from "${manifest.name}/import";
       import { shapeOf } from "${manifest.name}/service-model";
       export const train = (role: string) => trainingStep({
         name: "Train",
         arguments: { RoleArn: role, OutputDataConfig: { S3OutputPath: "s3://b" } },
       });
       export const tune = (options: Parameters<typeof tuningStep>[0]) => tuningStep(options);
       export const ask = lambdaStep({ name: "Ask", functionArn: "arn", outputs: { n: "Integer" } });
       export const { FinalMetricDataList: metrics, HyperParameters: map } = train("r").properties;
       export const [text, flag, raw] = [stringParameter("P"), booleanParameter("B"), rawParameter({ Name: "R" })];
       export const values = [join("", [text]), untyped({ Get: "Parameters.P" }), ask.outputs.n];
       export const check = equals(ask.outputs.n, 1);
       export const fail = failStep({ name: "F" });
       export const compare = (one: string) => [diff(one, one), flatten(one), validate(one), shapeOf(one)];
       export const code = (json: string) => importDefinition(json, { library: "x" });\n`,
    );
    const program = ts.createProgram([file], { ...options, declaration: true });
    const said = ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(said).toEqual([]);
  });

  test("compiles the README's tour for whoever installs it, and runs it", () => {
    const files = tour.map((_, index) => join(consumer.folder, `tour-${index}.ts`));
    const program = ts.createProgram(files, options);
    const ours = program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(consumer.folder) && !fileName.endsWith(".json"));
    // The tour, and every declaration that it leads to.
    expect(ours.length).toBeGreaterThan(tour.length + 30);
    const said = ours
      .flatMap((file) => ts.getPreEmitDiagnostics(program, file))
      .map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      );
    expect(said).toEqual([]);
    program.emit();
    const script = `
      const all = [${tour.map((_, index) => `require("./tour-${index}.js")`).join(", ")}];
      console.log(all.filter(({ definition }) => definition?.Version === "2020-12-01").length);`;
    expect(Number(node("-e", script))).toBeGreaterThanOrEqual(4);
  });

  test("is found by import as by require, and by its name alone", () => {
    const names = "const { pipeline, failStep, definitionHash } = library;";
    const hash = `${names} console.log(definitionHash(pipeline({ steps: [failStep({ name: "F" })] })));`;
    const required = node("-e", `const library = require("${manifest.name}"); ${hash}`);
    const imported = node(
      "--input-type=module",
      "-e",
      `import * as library from "${manifest.name}"; import { validate } from "${manifest.name}"; validate({}); ${hash}`,
    );
    expect(required).toMatch(/^[0-9a-f]{64}\n$/);
    expect(imported).toBe(required);
    const entries = Object.keys(manifest.exports).filter((entry) => !/^\.$|json$/.test(entry));
    for (const entry of entries) {
      const count = node("-p", `Object.keys(require("${manifest.name}/${entry.slice(2)}")).length`);
      expect([entry, Number(count) > 0]).toEqual([entry, true]);
    }
    expect(() => node("-e", `require("${manifest.name}/dist/json.js")`)).toThrow(
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    );
  });
});
