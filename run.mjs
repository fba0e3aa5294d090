// Runs one TypeScript entry point: bundles it with esbuild when it or anything it imports has changed, then loads the
// bundle. Ten times quicker than a type-checking loader; `npm run typecheck` does the checking.
// Usage: node run.mjs ENTRY.ts [arguments …]
import { createRequire, SourceMap } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import buildStamp from "./build-stamp.cjs";

const root = dirname(fileURLToPath(import.meta.url));
const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  process.stderr.write("usage: node run.mjs ENTRY.ts [arguments …]\n");
  process.exit(2);
}
const source = resolve(root, entry);
const bundle = join(root, "dist", "run", `${entry.replaceAll(/[^\w.-]+/g, "-")}.cjs`);
if (buildStamp.digestWhileCurrent(root, bundle) === undefined) await build();

/**
 * Packages are bundled too, which halves the time to load them; but not the AWS SDK, whose clients are large and come as
 * one file each, and not what is for development alone.
 */
async function build() {
  const { build } = await import("esbuild");
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile: bundle,
    bundle: true,
    external: ["@aws-sdk/*", ...Object.keys(devDependencies)],
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const [map, code] = outputFiles;
  buildStamp.keep(root, bundle, code.contents, [...Object.keys(metafile.inputs), "run.mjs"]);
  writeFileSync(`${bundle}.map`, map.contents);
}

// Node reads a source map as soon as its bundle is loaded, which takes longer than the bundle runs. Ours is read when
// somebody looks at a stack.
let map;
Error.prepareStackTrace = (error, frames) => {
  map ??= new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, "utf8")));
  const lines = frames.map((frame) => {
    if (frame.getFileName() !== bundle) return String(frame);
    const { fileName, lineNumber, columnNumber } = map.findOrigin(
      frame.getLineNumber(),
      frame.getColumnNumber(),
    );
    const where = fileName === undefined ? bundle : resolve(dirname(bundle), fileName);
    return `${frame.getFunctionName() ?? "<anonymous>"} (${where}:${lineNumber}:${columnNumber})`;
  });
  return [error, ...lines].join("\n    at ");
};

// Every version is locked, so what later versions of the AWS SDK will require of Node is no news for our users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
process.argv = [process.argv[0], source, ...rest];
createRequire(join(root, "run.mjs"))(bundle);
