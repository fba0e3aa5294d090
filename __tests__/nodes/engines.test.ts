import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

interface Manifest {
  readonly engines?: { readonly node?: string };
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

const read = (...path: string[]) => readFileSync(join(projectRoot(), ...path), "utf8");
const manifest = (...path: string[]) => JSON.parse(read(...path)) as Manifest;

const { engines } = manifest("package.json");

test("every package runs on the same versions of Node as the project", () => {
  const packages = readdirSync(join(projectRoot(), "packages"));
  expect(packages).not.toEqual([]);
  for (const name of packages)
    expect([name, manifest("packages", name, "package.json").engines]).toEqual([name, engines]);
});

test("the lock file knows the same versions", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, Manifest> };
  const own = Object.keys(packages).filter((path) => path === "" || path.startsWith("packages/"));
  expect(own.length).toBeGreaterThan(1);
  for (const path of own) expect([path, packages[path]?.engines]).toEqual([path, engines]);
});

test("every one of them is tested: the oldest by those who have no other, the others by nodes.toolchain.test.ts", () => {
  const majors = [...(engines?.node ?? "").matchAll(/\^(\d+)\./g)].map(([, major]) => Number(major));
  const installed = Object.keys(manifest("__tests__", "nodes", "package.json").dependencies ?? {});
  expect(majors).toEqual([20, ...installed.map((name) => Number(name.replace("node-", "")))]);
});

test(".nvmrc names Node 22", () => {
  expect(read(".nvmrc").trim()).toBe("22");
});
