import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FOLDER } from "./library-files";
import * as library from "..";
import { validate, type Finding, type Json } from "..";
import { STEP_TYPES } from "../service-model/step-types";
import { codeBlocks, run, text } from "./compiler";

const README = join(FOLDER, "README.md");
const blocks = codeBlocks(README);
/** Rows of the table whose head starts with this cell, as cells. */
function table(head: string): readonly (readonly string[])[] {
  const lines = text(README).split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${head} `));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) => line.split("|").map((cell) => cell.trim()));
}

// That each compiles is asked in package.integration.test.ts, as its reader has it: by a project that has installed the package.
describe("each example of the README", () => {
  const exported = blocks.map(run);

  test.each(exported.map((_, index) => index))(
    "block %i runs, and what it builds has nothing wrong",
    (index) => {
      const { definition } = exported[index] ?? {};
      const allowed = ["UnknownStepType", "UnknownProperty"];
      const findings = definition === undefined ? [] : validate(definition as Json);
      expect(findings.filter(({ code }) => !allowed.includes(code))).toEqual([]);
    },
  );

  test("builds five definitions, and shows what is exported", () => {
    expect(exported.filter(({ definition }) => definition !== undefined)).toHaveLength(5);
    expect(exported[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("finds what the example of judging gets wrong", () => {
    const findings = exported.find((one) => one.findings !== undefined)?.findings as readonly Finding[];
    expect(findings.map(({ code, fix }) => [code, fix])).toEqual([
      ["UnknownProperty", "did you mean S3ModelArtifacts?"],
      ["UnknownInstanceType", "did you mean ml.m5.xlarge?"],
    ]);
  });

  test("sends the parallelism beside the definition", () => {
    const request = exported.find((one) => one.request !== undefined)?.request;
    expect(request).toMatchObject({
      PipelineName: "example",
      ParallelismConfiguration: { MaxParallelExecutionSteps: 4 },
    });
  });
});

describe("the README's tables", () => {
  test("have every step type with a factory that there is", () => {
    const rows = table("step type");
    const types = rows.flatMap(([, type = ""]) => (type === "any" ? [] : type.split(" and ")));
    expect([...new Set(types)].sort()).toEqual([...STEP_TYPES.keys()].sort());
    const factories = rows.flatMap(([, , , factory = ""]) => factory.replaceAll("`", "").split(", "));
    expect(factories.filter((name) => !(name in library))).toEqual([]);
  });

  test("have every rule", () => {
    const documented = table("code").flatMap(([, codes = ""]) => codes.split(", "));
    const files = readdirSync(join(FOLDER, "validate")).map((file) => text(join(FOLDER, "validate", file)));
    // A rule's code is the first argument of whatever reports it, or the member `code`.
    const report =
      /(?:code: |(?:error|finding|report|misshapen|form|repeated)\(\s*(?:\w+,\s*)?)"([A-Z][A-Za-z]+)"/g;
    const reported = files.flatMap((source) => [...source.matchAll(report)].map((match) => match[1] ?? ""));
    expect(reported.length).toBeGreaterThan(30);
    expect([...new Set(reported)].filter((code) => !documented.includes(code))).toEqual([]);
    expect(documented.filter((code) => !files.some((source) => source.includes(`"${code}"`)))).toEqual([]);
  });
});
