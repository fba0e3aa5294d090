import { gunzipSync } from "node:zlib";

/** A file of an archive. */
export interface TarEntry {
  readonly name: string;
  readonly body: Buffer;
}

const BLOCK = 512;
/** Fields of a header of POSIX.1-1988 (ustar): where they begin and how long they are. */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const CHECKSUM = [148, 8] as const;
const TYPE = 156;
const PREFIX = [345, 155] as const;

/** The type of an entry that is the name of the next, in GNU's form: too long for a header. */
const LONG_NAME = "L";

/** A tar archive of files; equal files make equal bytes. */
export function packTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, body }) => {
    const parts = splitName(name);
    if (parts !== undefined) return packed(parts, body);
    const whole = Buffer.from(`${name}\0`);
    return [...packed(["", "././@LongLink"], whole, LONG_NAME), ...packed(["", "long-name"], body)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function packed(name: readonly [string, string], body: Buffer, type = "0"): Buffer[] {
  return [header(name, body.length, type), body, padding(body.length)];
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

function header([prefix, base]: readonly [string, string], size: number, type: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(base, NAME[0], NAME[1]);
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")} `, SIZE[0]);
  block.write("00000000000 ", 136);
  block.write(type, TYPE);
  block.write("ustar\x0000", 257);
  block.write(prefix, PREFIX[0], PREFIX[1]);
  block.fill(" ", CHECKSUM[0], CHECKSUM[0] + CHECKSUM[1]);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, CHECKSUM[0]);
  return block;
}

/** A long path goes into two fields, cut at a slash; undefined where they do not hold it. */
function splitName(name: string): readonly [prefix: string, base: string] | undefined {
  if (Buffer.byteLength(name) <= NAME[1]) return ["", name];
  const cut = name.lastIndexOf("/", PREFIX[1]);
  const [prefix, base] = [name.slice(0, Math.max(cut, 0)), name.slice(cut + 1)];
  const fits = Buffer.byteLength(prefix) <= PREFIX[1] && Buffer.byteLength(base) <= NAME[1];
  return cut > 0 && fits ? [prefix, base] : undefined;
}

/** No model of a rehearsal is larger. */
const MOST_BYTES = 1024 ** 3;

/**
 * What was compressed with gzip.
 * @throws Error where it is something else, or so much that a small file would fill the memory
 */
export function gunzip(body: Buffer, mostBytes = MOST_BYTES): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: mostBytes });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why =
      code === "ERR_BUFFER_TOO_LARGE"
        ? `it holds more than ${mostBytes} bytes`
        : `it is not compressed with gzip: ${message}`;
    throw new Error(why, { cause });
  }
}

/**
 * The files of a tar archive, whoever wrote it: pax and GNU headers for long names are understood.
 * @throws Error where it is cut off, or no tar archive
 */
export function unpackTar(archive: Buffer): TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let position = 0; ;) {
    const block = archive.subarray(position, position + BLOCK);
    if (block.length < BLOCK) throw new Error("the archive ends without the block of zeros that says so");
    if (block.every((byte) => byte === 0)) return entries;
    const size = sizeOf(block);
    const body = archive.subarray(position + BLOCK, position + BLOCK + size);
    if (body.length < size) throw new Error(`the archive ends within ${JSON.stringify(joinName(block))}`);
    const type = String.fromCharCode(block[TYPE] ?? 0);
    if (type === LONG_NAME) longName = body.toString().replace(/\0.*$/su, "");
    else if (type === "x") longName = paxPath(body) ?? longName;
    else {
      const name = longName ?? joinName(block);
      if (type === "0" || type === "\0") entries.push({ name: name.replace(/^(\.?\/)+/u, ""), body });
      longName = undefined;
    }
    position += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** A size that is not octal (negative, or GNU's base 256 for what octal digits do not hold) leads anywhere, back included. */
function sizeOf(block: Buffer): number {
  const text = field(block, SIZE).trim();
  if (/^[0-7]+$/u.test(text)) return Number.parseInt(text, 8);
  const name = JSON.stringify(joinName(block));
  throw new Error(`the size of ${name} is no octal number: ${JSON.stringify(text)}`);
}

function field(block: Buffer, [start, length]: readonly [number, number]): string {
  return block
    .subarray(start, start + length)
    .toString()
    .replace(/\0.*$/su, "");
}

function joinName(block: Buffer): string {
  const isUstar = block.subarray(257, 262).toString() === "ustar";
  const prefix = isUstar ? field(block, PREFIX) : "";
  return prefix === "" ? field(block, NAME) : `${prefix}/${field(block, NAME)}`;
}

/** The `path` record of a pax header (`<length> path=<name>\n`). */
function paxPath(body: Buffer): string | undefined {
  return /^\d+ path=(.*)$/mu.exec(body.toString())?.[1];
}
