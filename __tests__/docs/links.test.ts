import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { PAGES, proseOf } from "./markdown";

const root = projectRoot();

/** The anchors of a page: of each title, as GitHub makes them, the second of the same name with -1. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, title = ""] of proseOf(page).matchAll(/^#+ +(.*)$/gm)) {
    const words = title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replaceAll(" ", "-");
    let free = anchor;
    for (let count = 1; anchors.has(free); count += 1) free = `${anchor}-${count}`;
    anchors.add(free);
  }
  return anchors;
}

/** What a page links to, code in a line left out, where links are only spoken of. */
function linksOf(page: string): string[] {
  const text = proseOf(page).replace(/`[^`\n]*`/g, "");
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
  if (anchor === undefined || !target.endsWith(".md") || anchorsOf(relative(root, target)).has(anchor))
    return undefined;
  return `${link}: no such title`;
}

test("there are pages, and they have links", () => {
  expect(PAGES).toEqual(expect.arrayContaining(["README.md", "docs/README.md", "CONTRIBUTING.md"]));
  expect(PAGES.flatMap((page) => linksOf(page)).length).toBeGreaterThan(100);
});

test.each(PAGES)("every link of %s to this repository leads somewhere", (page) => {
  expect(linksOf(page).flatMap((link) => fault(page, link) ?? [])).toEqual([]);
});

test("a link to a file or a title that is not there is found", () => {
  expect(fault("README.md", "docs/nothing.md")).toBe("docs/nothing.md: no such file");
  expect(fault("README.md", "docs/operate.md#nothing")).toBe("docs/operate.md#nothing: no such title");
  expect(fault("README.md", "docs/operate.md#your-own-copy")).toBeUndefined();
});

test("every page in docs/ is in its index", () => {
  const index = linksOf("docs/README.md").map((link) => link.replace(/#.*/, ""));
  const pages = PAGES.flatMap((page) => /^docs\/([^/]+\.md)$/.exec(page)?.[1] ?? []);
  expect(pages.filter((page) => page !== "README.md" && !index.includes(page))).toEqual([]);
});
