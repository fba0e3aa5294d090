import ts from "typescript";

/** An error as the sources tell it: what is filled in when it happens is `…`. */
export interface ToldProblem {
  readonly code: string;
  readonly blame: readonly string[];
  readonly message: readonly string[];
  readonly next: readonly string[];
}

/** What is only known when it happens. */
const OPEN = "…";
/** By its number: run.mjs reads bundles as Latin-1, and esbuild leaves patterns as they are. */
const OPENS = /\u2026{2,}/g;

/** What names stand for: constants of the file, and parameters of a function at one of its calls. */
type Names = ReadonlyMap<string, ts.Expression>;

/** One text that an expression may come to, and the conditions under which it does: `limited`, or `!limited`. */
interface Alternative {
  readonly text: string;
  readonly when: readonly string[];
}

/** Whether two alternatives can be had at once. */
const agree = (one: Alternative, other: Alternative): boolean =>
  !one.when.some((condition) => other.when.includes(negated(condition)));

const negated = (condition: string): string =>
  condition.startsWith("!") ? condition.slice(1) : `!${condition}`;

/** Those of some alternatives that hold under a condition as well. */
function under(condition: string, alternatives: readonly Alternative[]): Alternative[] {
  const limit = { text: "", when: [condition] };
  return alternatives
    .filter((one) => agree(one, limit))
    .map(({ text, when }) => ({ text, when: [...when, condition] }));
}

/** Every text that an expression may come to. */
function texts(node: ts.Expression | undefined, names: Names, depth = 0): Alternative[] {
  const open = [{ text: OPEN, when: [] }];
  // A constant may be made of itself: `x = f(x)` of another function's x.
  if (node === undefined || depth > 8) return open;
  const of = (inner: ts.Expression): Alternative[] => texts(inner, names, depth + 1);
  if (ts.isStringLiteralLike(node)) return [{ text: node.text, when: [] }];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return of(node.expression);
  if (ts.isConditionalExpression(node)) {
    const condition = node.condition.getText();
    return [...under(condition, of(node.whenTrue)), ...under(negated(condition), of(node.whenFalse))];
  }
  if (ts.isTemplateExpression(node)) {
    const rest = node.templateSpans.map(({ literal }) => OPEN + literal.text).join("");
    return [{ text: node.head.text + rest, when: [] }];
  }
  if (ts.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind;
    if (kind === ts.SyntaxKind.QuestionQuestionToken) return [...of(node.left), ...of(node.right)];
    if (kind === ts.SyntaxKind.PlusToken) {
      return of(node.left).flatMap((left) =>
        of(node.right)
          .filter((right) => agree(left, right))
          .map((right) => ({ text: left.text + right.text, when: [...left.when, ...right.when] })),
      );
    }
  }
  if (ts.isElementAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const table = names.get(node.expression.text);
    if (table === undefined || !ts.isObjectLiteralExpression(table)) return open;
    return table.properties.flatMap((row) => (ts.isPropertyAssignment(row) ? of(row.initializer) : open));
  }
  const named = ts.isIdentifier(node) ? names.get(node.text) : undefined;
  return named === undefined ? open : of(named);
}

/** What a property of an object says; `{ code }` is `{ code: code }`. */
function property(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const member of object.properties) {
    if (member.name === undefined || !ts.isIdentifier(member.name) || member.name.text !== name) continue;
    if (ts.isPropertyAssignment(member)) return member.initializer;
    if (ts.isShorthandPropertyAssignment(member)) return member.name;
  }
  return undefined;
}

/** All nodes of a tree, in the order of the text. */
function everyNode(node: ts.Node, found: ts.Node[] = []): ts.Node[] {
  found.push(node);
  ts.forEachChild(node, (child) => void everyNode(child, found));
  return found;
}

/** The function of a name that a node stands in, if any. */
function functionAround(node: ts.Node): ts.FunctionDeclaration | undefined {
  for (let outer = node.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (ts.isFunctionDeclaration(outer)) return outer;
  }
  return undefined;
}

/** The names that are known where an object stands: one set for each call, in the same file, of the function around it. */
function namesAt(object: ts.Node, nodes: readonly ts.Node[]): Names[] {
  const constants = new Map<string, ts.Expression>();
  for (const node of nodes) {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      constants.set(node.name.text, node.initializer);
    }
  }
  const around = functionAround(object);
  const parameters = (around?.parameters ?? []).flatMap(({ name }) =>
    ts.isIdentifier(name) ? [name.text] : [],
  );
  for (const name of parameters) constants.delete(name);
  const calls = nodes.filter(
    (node): node is ts.CallExpression =>
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === around?.name?.text,
  );
  if (calls.length === 0) return [constants];
  return calls.map(({ arguments: given }) => {
    const bound = parameters.flatMap((name, index) => {
      const argument = given[index];
      return argument === undefined ? [] : [[name, argument] as const];
    });
    return new Map([...constants, ...bound]);
  });
}

/** Every error of a source: objects with a `code` in words and a `next`. A code that another file gives is told there. */
export function problemsIn(source: string): ToldProblem[] {
  const file = ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest, true);
  const nodes = everyNode(file);
  return nodes.filter(ts.isObjectLiteralExpression).flatMap((object) => {
    const code = property(object, "code");
    const next = property(object, "next");
    if (code === undefined || next === undefined) return [];
    return namesAt(object, nodes).flatMap((names) =>
      texts(code, names)
        .filter(({ text }) => /^[A-Z][A-Za-z]+$/.test(text))
        .map((known) => {
          const saidOf = (name: string): string[] => {
            const said = texts(property(object, name), names).filter((one) => agree(one, known));
            return said.map(({ text }) => text.replace(OPENS, OPEN));
          };
          return {
            code: known.text,
            blame: saidOf("blame"),
            message: saidOf("message"),
            next: saidOf("next"),
          };
        }),
    );
  });
}
