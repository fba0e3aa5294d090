import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { projectRoot } from "../../environments/project-root";

const root = projectRoot();
/** Every Markdown file that is, or will be, in the repository. */
const PAGES = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .stdout.trimEnd()
  .split("\n")
  .filter((page) => existsSync(join(root, page)));

/** A page without its blocks of code, in which nothing is a link or a title. */
const prose = (file: string): string => readFileSync(file, "utf8").replace(/^( *)```[^]*?^\1```/gm, "");

/** The anchors of a page: of each title, as GitHub makes them, the second of the same name with -1. */
function anchorsOf(file: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, title = ""] of prose(file).matchAll(/^#+ +(.*)$/gm)) {
    const words = title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replaceAll(" ", "-");
    let free = anchor;
    for (let count = 1; anchors.has(free); count += 1) free = `${anchor}-${count}`;
    anchors.add(free);
  }
  return anchors;
}

/** What a page links to, code in a line left out, where links are only spoken of. */
function linksOf(file: string): string[] {
  const text = prose(file).replace(/`[^`\n]*`/g, "");
  const inline = [...text.matchAll(/\]\(([^)\s]+)\)/g)];
  const reference = [...text.matchAll(/^\[[^\]]+\]: +(\S+)$/gm)];
  return [...inline, ...reference].map(([, to = ""]) => to);
}

/** What is wrong with a link, or undefined. Links to other machines are not followed. */
function fault(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? join(root, page) : resolve(root, dirname(page), decodeURIComponent(path));
  if (!existsSync(target)) return `${link}: no such file`;
  if (anchor === undefined || !target.endsWith(".md") || anchorsOf(target).has(anchor)) return undefined;
  return `${link}: no such title`;
}

test("there are pages, and they have links", () => {
  expect(PAGES).toEqual(expect.arrayContaining(["README.md", "docs/README.md", "CONTRIBUTING.md"]));
  expect(PAGES.flatMap((page) => linksOf(join(root, page))).length).toBeGreaterThan(100);
});

test.each(PAGES)("every link of %s to this repository leads somewhere", (page) => {
  expect(linksOf(join(root, page)).flatMap((link) => fault(page, link) ?? [])).toEqual([]);
});

test("a link to a file or a title that is not there is found", () => {
  expect(fault("README.md", "docs/nothing.md")).toBe("docs/nothing.md: no such file");
  expect(fault("README.md", "docs/operate.md#nothing")).toBe("docs/operate.md#nothing: no such title");
  expect(fault("README.md", "docs/operate.md#your-own-copy")).toBeUndefined();
});

test("every page in docs/ is in its index", () => {
  const index = linksOf(join(root, "docs", "README.md")).map((link) => link.replace(/#.*/, ""));
  const pages = PAGES.flatMap((page) => /^docs\/([^/]+\.md)$/.exec(page)?.[1] ?? []);
  expect(pages.filter((page) => page !== "README.md" && !index.includes(page))).toEqual([]);
});
