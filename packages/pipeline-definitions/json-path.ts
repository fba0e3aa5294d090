import { isJsonList, isJsonObject, type Json, type JsonObject } from "./json";

/** One step along a path into a JSON document. */
type Part =
  | { readonly kind: "members"; readonly names: readonly string[] }
  | { readonly kind: "items"; readonly indexes: readonly number[] }
  | { readonly kind: "slice"; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: "all" }
  /** What follows is looked for at every depth. */
  | { readonly kind: "everywhere" }
  | { readonly kind: "filter" | "call" };

/** A path that can be read. */
export interface JsonPath {
  readonly parts: readonly Part[];
  /** Whether it leads to one value; any other path gives the list of all values that it leads to. */
  readonly single: boolean;
  /** Whether it has a filter or calls a function, which `readJsonPath` does not carry out. */
  readonly computed: boolean;
}

const QUOTED = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gsu;
const NAME = `(?:'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*")`;

/** How each kind of part is written, in the order in which they are tried. */
const FORMS: readonly (readonly [form: RegExp, read: (text: string) => Part])[] = [
  [
    new RegExp(`^\\[\\s*${NAME}(?:\\s*,\\s*${NAME})*\\s*\\]`, "su"),
    (text) => ({
      kind: "members",
      names: [...text.matchAll(QUOTED)].map(([, single, double]) => unescape(single ?? double ?? "")),
    }),
  ],
  [
    /^\[ *-?\d+(?: *, *-?\d+)* *\]/u,
    (text) => ({ kind: "items", indexes: [...text.matchAll(/-?\d+/gu)].map(Number) }),
  ],
  [
    /^\[ *(?:-?\d+ *: *(?:-?\d+)?|: *-?\d+) *\]/u,
    (text) => {
      const [from, to] = text.slice(1, -1).split(":").map(bound);
      return { kind: "slice", from, to };
    },
  ],
  [/^(?:\*|\[ *\* *\])/u, () => ({ kind: "all" })],
  [/^\[ *\? *\(.*?\) *\]/su, () => ({ kind: "filter" })],
  [/^[^.[ (*][^.[ (]*\(.*\)/su, () => ({ kind: "call" })],
  [/^[^.[ (*][^.[ (]*/su, (text) => ({ kind: "members", names: [text] })],
];

/**
 * Reads the path of a JsonGet. AWS's page build-and-manage-steps calls it JsonPath notation and links the repository
 * json-path/JsonPath: names are separated by dots and hold anything but dots, brackets and blanks, so digits, colons and
 * letters of any script need no quotes; the root's `$` may be left out (PathCompiler, PathCompilerTest).
 * @returns undefined for a text that is no path
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const given = text.trim();
  if (given === "" || given.endsWith(".") || given.includes("...")) return undefined;
  let rest = /^[$@]/u.test(given) ? given.slice(1) : `.${given}`;
  if (rest !== "" && !/^[.[]/u.test(rest)) return undefined;
  const parts: Part[] = [];
  while (rest !== "") {
    if (rest.startsWith("..")) parts.push({ kind: "everywhere" });
    rest = rest.replace(/^\.{1,2}/u, "");
    const found = FORMS.map(([form, read]) => ({ read, text: form.exec(rest)?.[0] })).find(
      (one) => one.text !== undefined,
    );
    if (found?.text === undefined) return undefined;
    parts.push(found.read(found.text));
    rest = rest.slice(found.text.length);
  }
  return {
    parts,
    single: parts.every(isSingle),
    computed: parts.some(({ kind }) => kind === "filter" || kind === "call"),
  };
}

function isSingle(part: Part): boolean {
  if (part.kind === "members") return part.names.length === 1;
  return part.kind === "items" ? part.indexes.length === 1 : part.kind === "call";
}

/**
 * What a path leads to in a document; for a path to many values, the list of them.
 * @returns undefined where there is nothing, and for a path that is `computed`
 */
export function readJsonPath({ parts, single, computed }: JsonPath, document: Json): Json | undefined {
  if (computed) return undefined;
  const found = parts.reduce<readonly Json[]>(
    (values, part) => values.flatMap((value) => follow(value, part)),
    [document],
  );
  return single ? found[0] : found;
}

function follow(value: Json, part: Part): readonly Json[] {
  switch (part.kind) {
    case "members":
      return isJsonObject(value) ? part.names.flatMap((name) => own(value, name)) : [];
    case "items":
      return isJsonList(value) ? part.indexes.flatMap((index) => present(value.at(index))) : [];
    case "slice":
      return isJsonList(value) ? value.slice(part.from, part.to) : [];
    case "all":
      return children(value);
    case "everywhere":
      return [value, ...children(value).flatMap((child) => follow(child, part))];
    case "filter":
    case "call":
      return [];
  }
}

/** JavaScript's own members, such as `toString`, are no members of a document. */
function own(value: JsonObject, name: string): readonly Json[] {
  return present(Object.hasOwn(value, name) ? value[name] : undefined);
}

function present(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : [value];
}

function children(value: Json): readonly Json[] {
  if (isJsonList(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function bound(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gsu, (_all, code: string | undefined, letter: string) =>
    code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(parseInt(code, 16)),
  );
}
