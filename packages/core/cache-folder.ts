import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { variable } from "./variable";

/**
 * Where what is installed on first use is kept: `$REHEARSAL_CACHE`, or `sagemaker-promotion` in the user's cache folder.
 * Absolute: the programs that use it run in other folders.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = variable("REHEARSAL_CACHE", environment);
  if (given !== undefined) return resolve(given);
  const base = variable("XDG_CACHE_HOME", environment) ?? join(homeFolder(environment), ".cache");
  return resolve(base, "sagemaker-promotion");
}

/** The user's own folder, also where HOME is set to nothing. */
export function homeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return variable("HOME", environment) ?? userInfo().homedir;
}
