import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { gunzip, packTar, unpackTar } from "../tar";

const BLOCK = 512;
const SIZE = 124;
const SIZE_LENGTH = 12;

/** An archive of one file, whose header says that it is so long. */
function sized(size: string | Buffer): Buffer {
  const archive = packTar([{ name: "model", body: Buffer.from("the model") }]);
  archive.fill(0, SIZE, SIZE + SIZE_LENGTH);
  Buffer.from(size).copy(archive, SIZE);
  return archive;
}

test("an archive gives back what went into it", () => {
  const name = fc
    .array(fc.stringMatching(/^[a-z0-9-]{1,40}$/u), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join("/"));
  const entry = fc.record({ name, body: fc.uint8Array().map((bytes) => Buffer.from(bytes)) });
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      expect(unpackTar(packTar(entries)).map(({ name: n, body }) => [n, body.toString("hex")])).toEqual(
        entries.map(({ name: n, body }) => [n, body.toString("hex")]),
      );
    }),
  );
});

test.each([
  ["of many folders", Array.from({ length: 40 }, () => "folder").join("/")],
  ["of one long part", "n".repeat(250)],
  ["of long parts that are no ASCII", `${"ä".repeat(120)}/${"ö".repeat(60)}`],
])("a name %s is kept", (_what, name) => {
  const entries = [
    { name, body: Buffer.from("long") },
    { name: "next", body: Buffer.from("short") },
  ];
  expect(unpackTar(packTar(entries))).toEqual(entries);
});

test.each([
  ["as ours is written", "00000000011 "],
  ["with a NUL behind it", "00000000011\0"],
  ["with blanks before it", "         11 "],
])("a size %s is read", (_what, size) => {
  expect(unpackTar(sized(size)).map(({ body }) => body.toString())).toEqual(["the model"]);
});

test.each([
  [
    "negative, which would lead back for ever",
    "-00000001000",
    'the size of "model" is no octal number: "-00000001000"',
  ],
  ["decimal", "00000000009 ", 'the size of "model" is no octal number: "00000000009"'],
  ["a number with something behind it", "11x", 'the size of "model" is no octal number: "11x"'],
  ["missing", "", 'the size of "model" is no octal number: ""'],
  [
    "in GNU's base 256, which is for files beyond 8 GiB",
    Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]),
    'the size of "model" is no octal number',
  ],
  ["past the archive's end", "00000003001 ", 'the archive ends within "model"'],
  ["8 GiB less a byte", "77777777777 ", 'the archive ends within "model"'],
])("a size that is %s is refused", (_what, size, message) => {
  expect(() => unpackTar(sized(size))).toThrow(message);
});

test("an archive that is cut off is refused, wherever it is cut", () => {
  const whole = packTar([
    { name: "a", body: Buffer.alloc(700, "a") },
    { name: "b", body: Buffer.alloc(BLOCK, "b") },
  ]);
  const end = whole.length - 2 * BLOCK;
  fc.assert(
    fc.property(fc.nat({ max: end + BLOCK - 1 }), (length) => {
      expect(() => unpackTar(whole.subarray(0, length))).toThrow(/^the archive ends/);
    }),
  );
  expect(unpackTar(whole.subarray(0, end + BLOCK))).toHaveLength(2);
});

test("any bytes are unpacked or refused, never waited for", () => {
  const archive = packTar([{ name: "model", body: Buffer.from("the model") }]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: BLOCK }), fc.nat({ max: archive.length }), (bytes, offset) => {
      const bent = Buffer.from(archive);
      Buffer.from(bytes).copy(bent, offset);
      let names: unknown;
      try {
        names = unpackTar(bent).map(({ name }) => name);
      } catch (error) {
        names = (error as Error).message;
      }
      expect(["string", "object"]).toContain(typeof names);
    }),
  );
});

test("what is packed too tightly is refused before it fills the memory", () => {
  const bomb = gzipSync(Buffer.alloc(1024 * 1024));
  expect(gunzip(bomb, 1024 * 1024)).toHaveLength(1024 * 1024);
  expect(() => gunzip(bomb, 1024 * 1024 - 1)).toThrow("it holds more than 1048575 bytes");
});

test("what is no gzip file is refused", () => {
  expect(() => gunzip(Buffer.from("the model"))).toThrow(
    "it is not compressed with gzip: incorrect header check",
  );
  expect(() => gunzip(gzipSync("the model").subarray(0, 15))).toThrow(
    "it is not compressed with gzip: unexpected end",
  );
});
