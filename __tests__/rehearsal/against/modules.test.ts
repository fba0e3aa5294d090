import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isInstalled, linkModules } from "../../../rehearsal/against/modules";

/** A folder with files, by their paths. */
function folderWith(...files: string[]): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "modules-")));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), folder);
  }
  return folder;
}

describe("packages that are linked to", () => {
  const here = folderWith(
    "node_modules/one/index.js",
    "node_modules/@scope/two/index.js",
    "node_modules/.package-lock.json",
    "packages/core/index.ts",
    "packages/core/node_modules/three/index.js",
    "packages/ui/index.ts",
  );
  symlinkSync("../packages/core", join(here, "node_modules", "core"));
  symlinkSync("../../packages/ui", join(here, "node_modules", "@scope", "ui"));

  it.each(["from an installation", "from one that is linked itself"])("%s", (way) => {
    const between = folderWith("packages/core/index.ts", "packages/ui/index.ts");
    const there = folderWith("packages/core/index.ts", "packages/ui/index.ts");
    if (way === "from an installation") {
      linkModules(here, there);
    } else {
      linkModules(here, between);
      linkModules(between, there);
    }
    const found = (file: string): string =>
      readFileSync(realpathSync(join(there, "node_modules", file)), "utf8");
    expect(found("one/index.js")).toBe(here);
    expect(found("@scope/two/index.js")).toBe(here);
    expect(found(".package-lock.json")).toBe(here);
    expect(realpathSync(join(there, "packages/core/node_modules/three/index.js"))).toBe(
      join(here, "packages/core/node_modules/three/index.js"),
    );
    // Workspaces are the other version's own.
    expect(found("core/index.ts")).toBe(there);
    expect(found("@scope/ui/index.ts")).toBe(there);
  });

  it("none, where none are installed", () => {
    const there = folderWith();
    linkModules(folderWith(), there);
    expect(existsSync(join(there, "node_modules"))).toBe(false);
  });
});

describe("an installation", () => {
  const asked = {
    "": { version: "0.1.0" },
    "packages/core": { version: "0.1.0" },
    "node_modules/core": { link: true },
    "node_modules/one": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/mac": { version: "1.0.0", integrity: "sha512-b", optional: true },
  };
  const installed = {
    "node_modules/core": { link: true },
    "node_modules/one": { version: "1.0.0", integrity: "sha512-a" },
  };

  it("is what a lock file asks for, where nothing but what is optional is missing", () => {
    expect(isInstalled(installed, asked)).toBe(true);
  });

  it.each([
    ["another version", { ...installed, "node_modules/one": { version: "1.0.1", integrity: "sha512-a" } }],
    ["another content", { ...installed, "node_modules/one": { version: "1.0.0", integrity: "sha512-c" } }],
    ["one package more", { ...installed, "node_modules/two": { version: "1.0.0" } }],
    ["one package less", { "node_modules/core": { link: true } }],
    ["no notes of npm", undefined],
  ])("is not, with %s", (_what, other) => {
    expect(isInstalled(other, asked)).toBe(false);
  });

  it("is not, where a version has no lock file", () => {
    expect(isInstalled(installed, undefined)).toBe(false);
  });
});
