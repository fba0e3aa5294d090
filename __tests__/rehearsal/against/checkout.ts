import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { linkModules } from "../../../rehearsal/against/modules";

const AUTHOR = ["-c", "user.name=t", "-c", "user.email=t@example.com"];

export function git(folder: string, ...args: string[]): string {
  return execFileSync("git", [...AUTHOR, ...args], { cwd: folder, encoding: "utf8" }).trim();
}

/** What programs write, and what is no part of the sources. */
const WRITTEN =
  /^(?:\.git|node_modules|dist|cdktf\.out|rehearsal-out[^/]*|packages\/[^/]+\/(?:node_modules|dist))(?:\/|$)/;

/** This project in a repository of its own, with one commit of all that is here. */
export function projectCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), "checkout-"));
  const root = projectRoot();
  cpSync(root, folder, { recursive: true, filter: (path) => !WRITTEN.test(relative(root, path)) });
  linkModules(root, folder);
  git(folder, "init", "--quiet");
  commitAll(folder);
  return folder;
}

export function commitAll(folder: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "all");
}

/** Changes a text of a file, which has to be there. */
export function edit(folder: string, file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(join(folder, file), text.replace(from, to));
}
