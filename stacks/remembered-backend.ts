import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Backends by the folder of their stack, as text. */
type Backends = ReadonlyMap<string, string>;

/** The backends of the stacks that lie below a folder. */
export function backendsBelow(stacks: string): Backends {
  if (!existsSync(stacks)) return new Map();
  const folders = readdirSync(stacks).map((name) => join(stacks, name));
  return new Map(folders.map((folder) => [folder, backendOf(folder)]));
}

/**
 * Terraform remembers in a stack's folder with which backend it was initialized, and wants to be asked again by hand where
 * only the role is another one: who planned could not deploy from the same folder. What it remembers of these it forgets;
 * there is no more in that file, the state lies in its bucket. Of a state that is to move it forgets nothing.
 */
export function forgetOtherRoles(stacks: string, before: Backends): void {
  for (const [folder, backend] of backendsBelow(stacks)) {
    const known = before.get(folder);
    if (known === undefined || known === backend || withoutRole(known) !== withoutRole(backend)) continue;
    rmSync(join(folder, ".terraform", "terraform.tfstate"), { force: true });
  }
}

/** Empty where the folder has no stack that can be read. */
function backendOf(folder: string): string {
  try {
    const document = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as {
      readonly terraform?: { readonly backend?: object };
    };
    return JSON.stringify(document.terraform?.backend ?? {});
  } catch {
    return "";
  }
}

function withoutRole(backend: string): string {
  return backend.replace(/"assume_role":\{[^}]*\},?/, "");
}
