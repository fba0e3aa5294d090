import { join, type Input, type StringVariable } from "sagemaker-pipeline-definitions";

/** Text in which variables stand, to be put into JSON as it is. */
export class Spliced {
  constructor(readonly pieces: readonly Input<string | number>[]) {}
}

/** JSON in which texts and numbers may be known only when the pipeline runs; undefined members are left out. */
export type Joinable =
  string | number | Spliced | undefined | readonly Joinable[] | { readonly [name: string]: Joinable };

/**
 * A text of JSON that is known when the pipeline runs. Nothing escapes what it holds then: a quotation mark or a backslash
 * would break it, so that what is not made here or by a job of ours must be bounded elsewhere.
 */
export function quoted(...pieces: readonly Input<string | number>[]): Spliced {
  return new Spliced(['"', ...pieces, '"']);
}

/** One line of JSON, which the service joins when the step starts. */
export function joinedJson(value: Joinable): StringVariable {
  return join("", merged(piecesOf(value)));
}

function piecesOf(value: Joinable): readonly Input<string | number>[] {
  if (value instanceof Spliced) return value.pieces;
  if (value === undefined) return [];
  if (typeof value !== "object") return [oneLine(JSON.stringify(value))];
  if (isList(value)) return ["[", ...separated(value.map(piecesOf)), "]"];
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return [
    "{",
    ...separated(members.map(([name, member]) => [`${oneLine(JSON.stringify(name))}:`, ...piecesOf(member)])),
    "}",
  ];
}

function isList(value: object): value is readonly Joinable[] {
  return Array.isArray(value);
}

function separated(lists: readonly (readonly Input<string | number>[])[]) {
  return lists.flatMap((list, index) => (index === 0 ? list : [",", ...list]));
}

/** JSON leaves these as they are, and a `.` of the API's patterns takes none of them (Java: Pattern, line terminators). */
function oneLine(json: string): string {
  return json.replaceAll(
    /[\u0085\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Texts that follow one another as one. */
function merged(pieces: readonly Input<string | number>[]): Input<string | number>[] {
  const found: Input<string | number>[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (typeof piece === "string" && typeof last === "string") found[found.length - 1] = `${last}${piece}`;
    else found.push(piece);
  }
  return found;
}
