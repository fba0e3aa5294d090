// Runs one TypeScript entry point: bundles it with esbuild when it or anything it imports has changed, then loads the
// bundle. Ten times quicker than a type-checking loader; `npm run typecheck` does the checking.
// Usage: node run.mjs ENTRY.ts [arguments …]
import { createRequire, Module, SourceMap } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

// Not imported: to find out what a CommonJS module exports, Node would load a parser first.
const buildStamp = createRequire(import.meta.url)("./build-stamp.cjs");
const root = dirname(fileURLToPath(import.meta.url));
const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  process.stderr.write("usage: node run.mjs ENTRY.ts [arguments …]\n");
  process.exit(2);
}
const source = resolve(root, entry);
const bundle = join(root, "dist", "run", `${entry.replaceAll(/[^\w.-]+/g, "-")}.cjs`);
const digest = buildStamp.digestWhileCurrent(root, bundle) ?? (await build().catch(refuse));

/**
 * Writes the bundle; its digest. Packages are bundled too, which halves the time to load them; but not the AWS SDK,
 * whose clients are large and come as one file each, and not what is for development alone.
 */
async function build() {
  const { build } = await import("esbuild");
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile: bundle,
    bundle: true,
    // The packages of this repository are bundled from their TypeScript.
    conditions: ["source", "module"],
    external: ["@aws-sdk/*", ...Object.keys(devDependencies)],
    platform: "node",
    target: "node20",
    format: "cjs",
    // The bundle names its map for debuggers alone: Node itself does not read it unless asked to.
    sourcemap: "linked",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const [map, code] = outputFiles;
  buildStamp.writeAtomically(`${bundle}.map`, map.contents);
  return buildStamp.keep(root, bundle, code.contents, [...Object.keys(metafile.inputs), "run.mjs"]);
}

/** A disk that takes no bundle is nobody's bug. In the words of describeProblem, which would be in the bundle. */
function refuse(error) {
  if (error.syscall === undefined) throw error;
  process.stderr.write(
    `error [MachineRefused]: what is to run cannot be written: ${error.message}\n  where: ${error.path}\n` +
      "  cause: the environment\n  next:  make room there, or give yourself the permission to write; then run the same command again\n",
  );
  process.exit(1);
}

/**
 * Runs the bundle as `require` would, with what V8 compiled of it the last time. V8 takes any source of the same length
 * for the same, hence the digest beside it; another version of V8 refuses the data, and it is made anew.
 */
function load() {
  // Each verb runs functions of its own, and what was never run is not compiled.
  const verb = /^[a-z][a-z-]*$/.test(rest[0] ?? "") ? `.${rest[0]}` : "";
  const compiled = `${bundle}${verb}.v8`;
  // esbuild writes ASCII. Without the first line of a program that a shell may start, which is no JavaScript inside of a function.
  const code = readFileSync(bundle, "latin1").replace(/^#!.*/, "");
  const known = existsSync(compiled) ? readFileSync(compiled) : Buffer.alloc(0);
  const mark = Buffer.from(digest, "hex");
  const cachedData = known.subarray(0, mark.length).equals(mark) ? known.subarray(mark.length) : undefined;
  const script = new Script(Module.wrap(code), {
    filename: bundle,
    cachedData,
  });
  if (cachedData === undefined || script.cachedDataRejected) {
    // At the end, when the functions that are used have been compiled as well.
    process.once("exit", () => {
      try {
        buildStamp.writeAtomically(compiled, Buffer.concat([mark, script.createCachedData()]));
      } catch {
        // A full disk, or one that is only read: the next run compiles again.
      }
    });
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
}

// Node reads a source map as soon as its bundle is loaded, which takes longer than most bundles run. Ours is read when
// somebody looks at the stack of an error; cdktf looks at one for every token, and of no error.
let map;
Error.prepareStackTrace = (error, frames) => {
  const lines = error instanceof Error ? frames.map(origin) : frames.map(String);
  return [error, ...lines].join("\n    at ");
};

function origin(frame) {
  if (frame.getFileName() !== bundle) return String(frame);
  map ??= new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, "utf8")));
  const { fileName, lineNumber, columnNumber } = map.findOrigin(
    frame.getLineNumber(),
    frame.getColumnNumber(),
  );
  if (fileName === undefined) return String(frame);
  return `${frame.getFunctionName() ?? "<anonymous>"} (${resolve(dirname(bundle), fileName)}:${lineNumber}:${columnNumber})`;
}

// Every version is locked, so what later versions of the AWS SDK will require of Node is no news for our users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
process.argv = [process.argv[0], source, ...rest];
load();
