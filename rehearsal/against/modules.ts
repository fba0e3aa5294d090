import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { makeFolder } from "sagemaker-promotion-core/files";
import { run } from "../story/commands";

/** npm's notes of what it installed, and what a lock file asks for: members of `packages`. */
interface Package {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly link?: boolean;
}

/**
 * Installs what the lock file of another version asks for. Where exactly that is installed here, its packages are linked
 * to: npm checks each by its digest, so that they are the same files.
 * @param here the project that runs
 * @param there the other version's folder
 */
export async function installModules(
  here: string,
  there: string,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (isInstalled(lockIn(here, "node_modules", ".package-lock.json"), lockIn(there, "package-lock.json"))) {
    say("its lock file asks for the packages that are installed here: linked");
    linkModules(here, there);
    return;
  }
  say("npm ci: its lock file asks for other packages than are installed here");
  await run("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], {
    cwd: there,
    signal,
    failure: {
      code: "BaseNotInstalled",
      blame: "environment",
      next: "let npm reach its registry, or name a base whose lock file is the same as here",
    },
  });
}

type Lock = Readonly<Record<string, Package>>;

function lockIn(...path: readonly string[]): Lock | undefined {
  const file = join(...path);
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly packages?: Lock }).packages;
}

/** Whether what is installed is what a lock file asks for: all of it but what is optional, and nothing else. */
export function isInstalled(installed: Lock | undefined, asked: Lock | undefined): boolean {
  if (installed === undefined || asked === undefined) return false;
  return (
    Object.keys(installed).every((path) => path in asked) &&
    Object.entries(asked).every(([path, { version, integrity, optional = false }]) => {
      // The project itself, and its workspaces, are not installed.
      if (!path.startsWith("node_modules/") && !path.includes("/node_modules/")) return true;
      const found = installed[path];
      if (found === undefined) return optional;
      return found.version === version && found.integrity === integrity;
    })
  );
}

/** Links to every installed package, but for the workspaces: those are the other version's own. */
export function linkModules(here: string, there: string): void {
  linkFolder("node_modules", here, there);
}

function linkFolder(folder: string, here: string, there: string): void {
  const [from, to] = [join(here, folder), join(there, folder)];
  if (!existsSync(from)) return;
  makeFolder(to);
  for (const name of readdirSync(from)) {
    const [path, link] = [join(from, name), join(to, name)];
    const workspace = workspaceAt(path, here);
    if (workspace !== undefined) {
      symlinkSync(join(there, workspace), link);
      // Packages of a version that this workspace alone has.
      linkFolder(join(workspace, "node_modules"), here, there);
    } else if (name.startsWith("@")) {
      // Any package of a scope may be a workspace.
      linkFolder(join(folder, name), here, there);
    } else {
      symlinkSync(path, link);
    }
  }
}

/** The folder of the project that npm linked a workspace's name to; undefined for a package. */
function workspaceAt(path: string, project: string): string | undefined {
  if (!lstatSync(path).isSymbolicLink()) return undefined;
  const folder = relative(project, resolve(dirname(path), readlinkSync(path)));
  return folder.startsWith("..") || isAbsolute(folder) ? undefined : folder;
}
