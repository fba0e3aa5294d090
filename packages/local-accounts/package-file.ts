import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The path of a file of this package, wherever its code runs from: its sources, `dist` or a bundle. */
export function packageFile(...path: readonly string[]): string {
  const manifest = createRequire(__filename).resolve("sagemaker-local-accounts/package.json");
  return join(dirname(manifest), ...path);
}
