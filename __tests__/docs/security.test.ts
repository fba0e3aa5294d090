import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

const root = projectRoot();
const page = readFileSync(join(root, "docs", "security.md"), "utf8");
const DENIED = join(root, "__tests__", "tools", "iam", "denied");

/** Rows of the table of what is refused, as the cells that say why and in which file. */
const REFUSED = [...page.matchAll(/^\|.*\| ([^|]+?) +\| `([\w-]+\.ts)` +\|$/gm)].map(
  ([, because = "", file = ""]) => [file, because] as const,
);

test("there are calls that are refused", () => expect(REFUSED.length).toBeGreaterThan(15));

test.each(REFUSED)("%s tries what the page says is refused: %s", (file, because) => {
  expect(readFileSync(join(DENIED, file), "utf8")).toContain(`because: "${because}",`);
});

test("every test that the page names is there", () => {
  const named = [...page.matchAll(/`(\S*__tests__\/\S+)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
