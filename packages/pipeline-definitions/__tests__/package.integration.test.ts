import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { installPackage, type Consumer } from "../../../__tests__/support/installed-packages";
import { manifestIn } from "../../../__tests__/support/workspace-packages";
import { codeBlocks } from "./compiler";
import { FOLDER, SOURCES } from "./library-files";
import { waysAround } from "./ways-around";

const manifest = manifestIn(FOLDER);

describe("the package", () => {
  const README = join(FOLDER, "README.md");
  const tour = codeBlocks(README);
  let consumer: Consumer;
  let installed: string;
  beforeAll(() => {
    consumer = installPackage("pipeline-definitions");
    installed = consumer.installed("pipeline-definitions");
    tour.forEach((block, index) => writeFileSync(join(consumer.folder, `tour-${index}.ts`), block));
  });
  afterAll(() => consumer.remove());

  const emitted = () =>
    readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) =>
      statSync(join(installed, file)).isFile(),
    );
  const node = (...args: readonly string[]) =>
    execFileSync(process.execPath, args, { cwd: consumer.folder, encoding: "utf8", stdio: "pipe" });

  test("holds what it exports, and neither sources nor scripts", () => {
    const files = emitted();
    expect(files).toEqual(expect.arrayContaining(["package.json", "README.md", "NOTICE", "LICENSE"]));
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.py$|tsconfig/.test(file))).toEqual([]);
    // `source` is for this repository, where the sources lie beside.
    const targets = Object.values(manifest.exports).flatMap((target) =>
      typeof target === "string" ? [target] : [target["types"] ?? "", target["default"] ?? ""],
    );
    expect(targets.length).toBeGreaterThan(6);
    expect(targets.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
  });

  test("has declarations that stand alone, and nothing in them gets around the types", () => {
    const declarations = emitted().filter((file) => file.endsWith(".d.ts"));
    expect(declarations.length).toBe(SOURCES.length);
    const texts = declarations.map((file) => readFileSync(join(installed, file), "utf8"));
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
