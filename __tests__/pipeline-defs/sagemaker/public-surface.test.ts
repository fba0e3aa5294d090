import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { projectRoot } from "../../../environments/project-root";

const LIBRARY = join(projectRoot(), "pipeline-defs", "sagemaker");
const FILES = readdirSync(LIBRARY, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);

/** What gets around the types: `any`, a double assertion, `!` behind a value. */
function waysAround(name: string, text: string): readonly string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = kindOf(node);
    if (what !== undefined) {
      found.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function kindOf(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
  if (ts.isNonNullExpression(node)) return "non-null assertion";
  const double = ts.isAsExpression(node) && ts.isAsExpression(node.expression);
  return double && node.expression.type.kind === ts.SyntaxKind.UnknownKeyword ? "as unknown as" : undefined;
}

describe("the library", () => {
  test("never gets around the types", () => {
    expect(FILES.length).toBeGreaterThan(40);
    const found = FILES.flatMap((file) => waysAround(file, readFileSync(join(LIBRARY, file), "utf8")));
    expect(found).toEqual([]);
  });

  test("would be caught if it did", () => {
    const text = "const a: any = 1;\nconst b = a!;\nconst c = b as unknown as string;\n";
    expect(waysAround("a.ts", text)).toEqual([
      "a.ts:1 any",
      "a.ts:2 non-null assertion",
      "a.ts:3 as unknown as",
    ]);
  });
});
