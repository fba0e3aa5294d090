import type { Environment } from "../../environments/environment";
import { configuration, type Place } from "./configuration";
import { pluginsText } from "./plugins";
import { ruleset } from "./ruleset";
import { servedBy } from "./served";

/** The files that set up Jenkins and GitHub for the environments, by their names: the same bytes for the same files. */
export function render(environments: readonly Environment[], place: Place): Readonly<Record<string, string>> {
  const served = servedBy(environments);
  return {
    "jenkins.yaml": configuration(served, place),
    "plugins.txt": pluginsText(),
    "ruleset.json": `${JSON.stringify(ruleset(served.branches, place.app), null, 2)}\n`,
  };
}
