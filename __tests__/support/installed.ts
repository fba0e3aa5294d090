import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheFolder } from "sagemaker-promotion-core/cache-folder";

const FILES = ["package.json", "package-lock.json"];

/**
 * The `node_modules` of a folder's lock file, in the cache folder; installed on first use. For what a few tests need, and
 * everyone who installs this project would have to bear otherwise.
 * @param folder with a package.json, whose description says what is installed, and its lock file
 * @throws Error with npm's last words when it cannot be installed
 */
export function installedModules(folder: string): string {
  const hash = createHash("sha256");
  for (const file of FILES) hash.update(readFileSync(join(folder, file))).update("\0");
  const cache = cacheFolder();
  const place = join(cache, `${basename(folder)}-${hash.digest("hex").slice(0, 16)}`);
  const modules = join(place, "node_modules");
  if (existsSync(modules)) return modules;
  const { description } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    description: string;
  };
  process.stderr.write(`installing with npm, once, into ${place}: ${description}\n`);
  mkdirSync(cache, { recursive: true });
  // Beside its place and then renamed: what is there is whole.
  const scratch = mkdtempSync(`${place}.`);
  try {
    for (const file of FILES) cpSync(join(folder, file), join(scratch, file));
    // cdktn's package asks for Node 22.11 or newer; the library itself runs on 20, which its test shows.
    const options = ["--ignore-scripts", "--engine-strict=false", "--no-audit", "--no-fund"];
    const { status, stderr } = spawnSync("npm", ["ci", ...options], { cwd: scratch, encoding: "utf8" });
    if (status !== 0) throw new Error(`npm ci of ${folder} needs npm's registry:\n${stderr}`);
    if (!existsSync(modules)) renameSync(scratch, place);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return modules;
}
