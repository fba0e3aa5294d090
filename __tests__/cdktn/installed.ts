import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "sagemaker-promotion-core/cache-folder";

const FILES = ["package.json", "package-lock.json"];

/**
 * The `node_modules` of this folder's lock file, in the cache folder; installed on first use (46 MB to download, 480 MB
 * on disk, which everyone who installs this project would have to bear otherwise).
 * @throws Error with npm's last words when it cannot be installed
 */
export function installedModules(): string {
  const hash = createHash("sha256");
  for (const file of FILES) hash.update(readFileSync(join(__dirname, file))).update("\0");
  const cache = cacheFolder();
  const folder = join(cache, `cdktn-${hash.digest("hex").slice(0, 16)}`);
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) return modules;
  process.stderr.write(`installing cdktn and its AWS provider with npm, once: ${folder}\n`);
  mkdirSync(cache, { recursive: true });
  // Beside its place and then renamed: what is there is whole.
  const scratch = mkdtempSync(`${folder}.`);
  try {
    for (const file of FILES) cpSync(join(__dirname, file), join(scratch, file));
    // Its package asks for Node 22.11 or newer; the library itself runs on 20, which the test shows.
    const options = ["--ignore-scripts", "--engine-strict=false", "--no-audit", "--no-fund"];
    const { status, stderr } = spawnSync("npm", ["ci", ...options], { cwd: scratch, encoding: "utf8" });
    if (status !== 0) throw new Error(`npm ci of ${__dirname} needs npm's registry:\n${stderr}`);
    if (!existsSync(modules)) renameSync(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return modules;
}
