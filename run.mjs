// Runs one TypeScript entry point: bundles our own sources with esbuild (packages stay in node_modules),
// then loads the bundle. Ten times quicker than a type-checking loader; `npm run typecheck` does the checking.
// Usage: node run.mjs ENTRY.ts [arguments …]
import { build } from "esbuild";
import { createRequire } from "node:module";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  process.stderr.write("usage: node run.mjs ENTRY.ts [arguments …]\n");
  process.exit(2);
}
const source = resolve(root, entry);
// A folder of its own for every process: two runs side by side never load each other's half-written bundle.
const outdir = join(root, "dist", `run-${process.pid}`);
mkdirSync(outdir, { recursive: true });
const bundle = join(outdir, "entry.cjs");
await build({
  absWorkingDir: root,
  entryPoints: [source],
  outfile: bundle,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "cjs",
  sourcemap: "inline",
  logLevel: "warning",
});
process.setSourceMapsEnabled(true);
// Every version is locked, so what later versions of the AWS SDK will require of Node is no news for our users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
process.argv = [process.argv[0], source, ...rest];
process.on("exit", () => rmSync(outdir, { recursive: true, force: true }));
createRequire(join(root, "run.mjs"))(bundle);
