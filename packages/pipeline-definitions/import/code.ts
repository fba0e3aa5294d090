/** A piece of TypeScript that is laid out when it is printed. */
export type Code =
  | string
  | { readonly kind: "object"; readonly members: readonly (readonly [key: string, value: Code])[] }
  | { readonly kind: "list"; readonly items: readonly Code[] }
  | { readonly kind: "call"; readonly callee: string; readonly arguments: readonly Code[] };

/** Members of an object literal, such as the options of a step; those without value are left out. */
export type Options = readonly (readonly [name: string, value: Code | undefined])[];

const WIDTH = 100;
const INDENT = 2;

export function object(members: Options): Code {
  return {
    kind: "object",
    members: members.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  };
}

export function list(items: readonly Code[]): Code {
  return { kind: "list", items };
}

export function call(callee: string, ...args: readonly Code[]): Code {
  return { kind: "call", callee, arguments: args };
}

/** A string, number, boolean or null as a literal. */
export function literal(value: string | number | boolean | null): string {
  const text = JSON.stringify(value);
  if (typeof value !== "string" || !value.includes('"') || value.includes("'")) return text;
  // Every quote inside stands behind a backslash of its own.
  return `'${text.slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** Code as text: on one line if it fits, else one line per member. */
export function print(code: Code, indent = 0, used = indent): string {
  if (typeof code === "string") return code;
  const flat = printFlat(code);
  if (used + flat.length <= WIDTH) return flat;
  const inner = indent + INDENT;
  const lines = (pieces: readonly string[], open: string, close: string) =>
    pieces.length === 0
      ? `${open}${close}`
      : `${open}\n${pieces.map((piece) => `${" ".repeat(inner)}${piece},\n`).join("")}${" ".repeat(indent)}${close}`;
  switch (code.kind) {
    case "object":
      return lines(
        code.members.map(([key, value]) => {
          const name = keyOf(key);
          return shorthand(name, value) ?? `${name}: ${print(value, inner, inner + name.length + INDENT)}`;
        }),
        "{",
        "}",
      );
    case "list":
      return lines(
        code.items.map((item) => print(item, inner)),
        "[",
        "]",
      );
    case "call":
      return printCall(code.callee, code.arguments, indent, lines);
  }
}

/**
 * The last argument's braces may hug those of the call, as people write options; otherwise one argument
 * per line.
 */
function printCall(
  callee: string,
  args: readonly Code[],
  indent: number,
  lines: (pieces: readonly string[], open: string, close: string) => string,
): string {
  const last = args.at(-1);
  const first = args.slice(0, -1).map(printFlat);
  const head = `${callee}(${first.map((argument) => `${argument}, `).join("")}`;
  if (typeof last === "object" && last.kind !== "call" && indent + head.length < WIDTH) {
    return `${head}${print(last, indent, WIDTH)})`;
  }
  return lines(
    args.map((argument) => print(argument, indent + INDENT)),
    `${callee}(`,
    ")",
  );
}

function printFlat(code: Code): string {
  if (typeof code === "string") return code;
  switch (code.kind) {
    case "object": {
      if (code.members.length === 0) return "{}";
      const members = code.members.map(([key, value]) => {
        const name = keyOf(key);
        return shorthand(name, value) ?? `${name}: ${printFlat(value)}`;
      });
      return `{ ${members.join(", ")} }`;
    }
    case "list":
      return `[${code.items.map(printFlat).join(", ")}]`;
    case "call":
      return `${code.callee}(${code.arguments.map(printFlat).join(", ")})`;
  }
}

/** A member whose value is a constant of its own name. */
function shorthand(name: string, value: Code): string | undefined {
  const isConstant = isIdentifier(name) && !["true", "false", "null"].includes(name);
  return value === name && isConstant ? name : undefined;
}

/** A key as an object literal takes it; a plain `__proto__` would set the prototype instead. */
function keyOf(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return isIdentifier(key) ? key : JSON.stringify(key);
}

function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** Access to a member of an object. */
export function member(target: string, name: string): string {
  return isIdentifier(name) ? `${target}.${name}` : `${target}[${JSON.stringify(name)}]`;
}
