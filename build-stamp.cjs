// Remembers what a bundle was built from, so that nothing is built twice: esbuild costs more than all that follows.
// Beside each output lies a stamp with the digests of the output and of every source that went into it. Packages are
// not hashed one by one: npm rewrites node_modules/.package-lock.json whenever it installs anything. A source that nobody
// has touched since is not read again: its size and the time of its last change, which no program can set, say so, as in
// Git's index.
const { createHash, randomUUID } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

const STANDING_INPUTS = ["package.json", "tsconfig.json", "node_modules/.package-lock.json"];

/** Milliseconds: of a file that was changed so shortly before, a second change may leave the same time. */
const UNSURE = 2_000;

const digest = (content) => createHash("sha256").update(content).digest("hex");
const stampOf = (outfile) => `${outfile}.stamp.json`;

/** What changes with every change to a file; undefined where the last one is too near to tell. */
function trace(path) {
  const { ctimeMs, size } = statSync(path);
  return Date.now() - ctimeMs < UNSURE ? undefined : `${ctimeMs} ${size}`;
}

/**
 * SHA-256 of an output, in hex, while the output and all that it was built from are as they were; otherwise undefined.
 * @param {string} root folder that the inputs' paths are relative to
 * @param {string} outfile
 */
function digestWhileCurrent(root, outfile) {
  try {
    const { output, inputs } = JSON.parse(readFileSync(stampOf(outfile), "utf8"));
    const same = ([path, known]) => {
      const file = join(root, path);
      const now = trace(file);
      return (now !== undefined && now === known.trace) || digest(readFileSync(file)) === known.digest;
    };
    return digest(readFileSync(outfile)) === output && Object.entries(inputs).every(same)
      ? output
      : undefined;
  } catch {
    // Never built, or an input is gone.
    return undefined;
  }
}

/**
 * Writes an output and its stamp; two processes at once never see each other's half-written file.
 * @param {string} root folder that the inputs' paths are relative to
 * @param {string} outfile
 * @param {string | Uint8Array} content
 * @param {readonly string[]} inputs every source, such as the keys of esbuild's `metafile.inputs`
 * @returns {string} SHA-256 of the output, in hex
 */
function keep(root, outfile, content, inputs) {
  const output = digest(content);
  const sources = inputs.filter((path) => !path.includes("node_modules/"));
  const known = [...sources, ...STANDING_INPUTS].map((path) => {
    const file = join(root, path);
    // The trace first: what changes after it is another.
    return [path, { trace: trace(file), digest: digest(readFileSync(file)) }];
  });
  writeAtomically(outfile, content);
  writeAtomically(stampOf(outfile), JSON.stringify({ output, inputs: Object.fromEntries(known) }));
  return output;
}

/** Writes a file that is never seen half written. */
function writeAtomically(path, content) {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    // An error of a write names no path, and the temporary one helps nobody.
    throw Object.assign(error, { path });
  }
}

module.exports = { digestWhileCurrent, keep, writeAtomically };
