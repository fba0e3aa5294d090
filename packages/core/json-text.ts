import { findInvisible, fixInvisible, nameCharacter } from "./characters";

/**
 * Where each value of a JSON text stands. `JSON.parse` gives no positions, names none in half of its errors (Node 20)
 * and keeps the last of two equal keys in silence; json-source-map has positions but accepts line breaks inside
 * strings, so that a forgotten quote is reported lines later. Hence this scanner, which builds no values.
 */
export interface JsonPlaces {
  /** By JSON pointer (RFC 6901). */
  readonly places: ReadonlyMap<string, JsonPlace>;
  readonly duplicates: readonly DuplicateKey[];
}

/** Offsets into the text. */
export interface JsonPlace {
  /** Of the key's opening quote; undefined for the root and for elements of an array. */
  readonly key: number | undefined;
  readonly start: number;
  /** Of the first character after the value. */
  readonly end: number;
}

export interface DuplicateKey {
  readonly pointer: string;
  /** Offset of the later key. */
  readonly offset: number;
  readonly firstOffset: number;
}

/** The text is not JSON (RFC 8259). */
export class JsonSyntaxError extends Error {
  constructor(
    readonly offset: number,
    readonly expected: string,
    readonly found: string,
    readonly fix: string,
  ) {
    super(`expected ${expected}, found ${found}`);
  }
}

/**
 * Refuses a file's text in which bytes that are no UTF-8 have become U+FFFD.
 * @throws JsonSyntaxError
 */
export function requireUtf8(text: string): void {
  const undecoded = text.indexOf("\uFFFD");
  if (undecoded < 0) return;
  throw new JsonSyntaxError(undecoded, "UTF-8 text", "bytes that are not", "save the file as UTF-8");
}

// Bounded, and taken again and again: a pattern without a bound needs a stack as deep as the text is long.
const SPACE = /[ \t\r\n]{1,1000}/y;
const PLAIN = /[^"\\\u0000-\u001f]{1,1000}/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /(?:true|false|null)/y;
const WORD = /[\p{L}\p{N}_+.-]+/uy;

/** The most objects and lists one inside the other: far more than people write, far less than the stack holds. */
const DEEPEST = 200;

/** Scans a JSON text. Throws JsonSyntaxError at the first character that does not fit, or lies too deep. */
export function scanJson(text: string): JsonPlaces {
  return new Scanner(text).scan();
}

class Scanner {
  private offset = 0;
  private depth = 0;
  private readonly places = new Map<string, JsonPlace>();
  private readonly duplicates: DuplicateKey[] = [];

  constructor(private readonly text: string) {}

  scan(): JsonPlaces {
    this.value("", undefined);
    this.space();
    if (this.offset < this.text.length)
      throw this.unexpected("the end of the file", "keep one JSON object in the file");
    return { places: this.places, duplicates: this.duplicates };
  }

  private value(pointer: string, key: number | undefined): void {
    this.space();
    const start = this.offset;
    if (this.next("{")) this.nested(() => this.object(pointer), start);
    else if (this.next("[")) this.nested(() => this.array(pointer), start);
    else if (this.text[start] === '"') this.string();
    else if (this.take(LITERAL) === "" && this.take(NUMBER) === "")
      throw this.unexpected("a value", this.hint());
    this.places.set(pointer, { key, start, end: this.offset });
  }

  private nested(scan: () => void, start: number): void {
    if (this.depth === DEEPEST) {
      throw new JsonSyntaxError(
        start,
        `at most ${DEEPEST} objects and lists one inside the other`,
        "one more",
        "take out the levels that nothing needs",
      );
    }
    this.depth += 1;
    scan();
    this.depth -= 1;
  }

  private object(pointer: string): void {
    const keys = new Map<string, number>();
    this.space();
    if (this.next("}")) return;
    do {
      this.space();
      const offset = this.offset;
      if (this.text[offset] !== '"') throw this.unexpected("a key in double quotes", this.hint());
      const key = JSON.parse(this.string()) as string;
      const keyPointer = `${pointer}/${escapePointer(key)}`;
      const firstOffset = keys.get(key);
      if (firstOffset === undefined) keys.set(key, offset);
      else this.duplicates.push({ pointer: keyPointer, offset, firstOffset });
      this.space();
      if (!this.next(":"))
        throw this.unexpected('":" after the key', 'put ":" between the key and its value');
      this.value(keyPointer, offset);
      this.space();
    } while (this.next(","));
    if (!this.next("}"))
      throw this.unexpected('"," or "}" after the value', this.hint("put a comma after the value before it"));
  }

  private array(pointer: string): void {
    this.space();
    if (this.next("]")) return;
    let index = 0;
    do {
      this.value(`${pointer}/${index}`, undefined);
      index += 1;
      this.space();
    } while (this.next(","));
    if (!this.next("]"))
      throw this.unexpected('"," or "]" after the value', this.hint("put a comma after the value before it"));
  }

  /** The string's own text, quotes included. */
  private string(): string {
    const start = this.offset;
    this.next('"');
    while (this.take(PLAIN) !== "" || this.take(ESCAPE) !== "");
    if (this.next('"')) return this.text.slice(start, this.offset);
    if (this.text[this.offset] === "\\") {
      throw this.unexpected("an escape sequence of JSON", "write a backslash as \\\\");
    }
    const ended = this.offset >= this.text.length || /[\r\n]/.test(this.text[this.offset] ?? "");
    if (ended) throw this.unexpected('a closing "', 'end the string with " on the line where it begins');
    throw this.unexpected("no control character", "write it as an escape sequence, such as \\t");
  }

  private space(): void {
    while (this.take(SPACE) !== "");
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.offset += found.length;
    return found;
  }

  private next(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }

  /** What people most often mean by the character that does not fit. */
  private hint(otherwise = "write a JSON value here"): string {
    const character = this.text[this.offset];
    if (character === undefined) return "add what is missing at the end: every { and [ needs its } and ]";
    if (character === "'" || character === "\u201c" || character === "\u201d")
      return 'use plain double quotes (")';
    if (character === "/" || character === "#") return "take the comment out: JSON has none";
    if (character === "}" || character === "]")
      return "take out the comma before it, or add what should follow";
    return otherwise;
  }

  private unexpected(expected: string, fix: string): JsonSyntaxError {
    const offset = this.offset;
    const word = this.take(WORD);
    const character = String.fromCodePoint(this.text.codePointAt(offset) ?? 0);
    // Quoted as itself it would look like nothing, or like a space.
    if (offset < this.text.length && !/[\t\r\n]/.test(character) && findInvisible(character) !== undefined) {
      return new JsonSyntaxError(offset, expected, nameCharacter(character), fixInvisible(character));
    }
    const found =
      offset >= this.text.length ? "the end of the file" : JSON.stringify(word === "" ? character : word);
    return new JsonSyntaxError(offset, expected, found, fix);
  }
}

/** What a JSON pointer points to; what holds it, or would, where it is missing. */
export function nearestPlace(pointer: string, { places }: JsonPlaces): JsonPlace {
  const place = places.get(pointer);
  if (place !== undefined) return place;
  if (pointer === "") return { key: undefined, start: 0, end: 0 };
  return nearestPlace(pointer.slice(0, pointer.lastIndexOf("/")), { places, duplicates: [] });
}

/** A place in a text as people count: from 1, in lines and in characters of the line (code points, as editors do). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets into the text into lines and columns; the text is gone through once, however many are asked for. */
export function positionsIn(text: string): (offset: number) => Position {
  const breaks = offsetsOf(/\n/g, text);
  // A character beyond U+FFFF takes two places in a string.
  const pairs = offsetsOf(/[\ud800-\udbff][\udc00-\udfff]/g, text);
  return (offset) => {
    const line = countBelow(breaks, offset);
    const start = line === 0 ? 0 : (breaks[line - 1] ?? 0) + 1;
    const pairsBefore = countBelow(pairs, offset) - countBelow(pairs, start);
    return { line: line + 1, column: offset - start - pairsBefore + 1 };
  };
}

/** As `positionsIn`, in the words of editors: `line:column`. */
export function placesIn(text: string): (offset: number) => string {
  const positions = positionsIn(text);
  return (offset) => {
    const { line, column } = positions(offset);
    return `${line}:${column}`;
  };
}

function offsetsOf(pattern: RegExp, text: string): number[] {
  return [...text.matchAll(pattern)].map(({ index }) => index);
}

/** How many of the numbers, which rise, are below the limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A key as a token of a JSON pointer (RFC 6901). */
export function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
