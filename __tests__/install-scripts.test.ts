import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../environments/project-root";

/** The packages whose install scripts do not run, and what they do without. */
const DOES_WITHOUT: Readonly<Record<string, string>> = {
  "@cdktf/node-pty-prebuilt-multiarch": "has the binaries in prebuilds/; the script looks whether one loads",
  "@parcel/watcher":
    "has its binary in @parcel/watcher-*; the script builds where npm_config_build_from_source asks",
  esbuild: "has its binary in @esbuild/*; the script saves the command a start of Node",
  "unrs-resolver": "has its binary in @unrs/resolver-binding-*; the script looks whether it is there",
};

interface Lock {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
}

const read = (file: string) => readFileSync(join(projectRoot(), file), "utf8");

test("no install script runs", () => {
  expect(read(".npmrc").split("\n")).toContain("ignore-scripts=true");
});

test("every package with an install script is known to do without", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as Lock;
  const withScript = Object.entries(packages).flatMap(([path, { hasInstallScript = false }]) =>
    hasInstallScript ? [path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)] : [],
  );
  expect(withScript.sort()).toEqual(Object.keys(DOES_WITHOUT).sort());
});
