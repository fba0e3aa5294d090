import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Where what is installed on first use is kept: `$REHEARSAL_CACHE`, or `sagemaker-promotion` in the user's cache folder.
 * Absolute: the programs that use it run in other folders.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment["REHEARSAL_CACHE"];
  if (given !== undefined && given !== "") return resolve(given);
  const base = environment["XDG_CACHE_HOME"];
  return join(base === undefined || base === "" ? join(homedir(), ".cache") : base, "sagemaker-promotion");
}
