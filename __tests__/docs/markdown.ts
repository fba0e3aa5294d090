import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

const root = projectRoot();

/** Every Markdown file that is, or will be, in the repository, by its path in it. */
export const PAGES: readonly string[] = spawnSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"],
  { cwd: root, encoding: "utf8" },
)
  .stdout.trimEnd()
  .split("\n")
  .filter((page) => existsSync(join(root, page)));

export const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

/** A block of code between fences. */
export interface Block {
  readonly page: string;
  /** That of its first fence, from 1. */
  readonly line: number;
  /** What stands behind the first fence, such as `sh`. */
  readonly language: string;
  /** Its lines, without what indents the fences. */
  readonly text: string;
}

const FENCED = /^( *)```(\S*)\n([^]*?)^\1```$/gm;

export function blocksOf(page: string, text: string = textOf(page)): Block[] {
  return [...text.matchAll(FENCED)].map(({ index, 1: indent = "", 2: language = "", 3: body = "" }) => ({
    page,
    line: text.slice(0, index).split("\n").length,
    language,
    text: body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** A page without its blocks of code, in which nothing is a link or a title. */
export const proseOf = (page: string): string => textOf(page).replace(FENCED, "");
