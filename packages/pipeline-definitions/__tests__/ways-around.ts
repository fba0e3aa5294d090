import ts from "typescript";

/** What gets around the types in a source or declaration file: `any`, a double assertion, `!` behind a value. */
export function waysAround(name: string, text: string): readonly string[] {
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
