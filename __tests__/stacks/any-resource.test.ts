import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

const folder = join(projectRoot(), "stacks");
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);

/** Lines that name any resource, and the lines of the statement above each. */
const wildcards = sources.flatMap((name) => {
  const lines = readFileSync(join(folder, name), "utf8").split("\n");
  return lines.flatMap((line, index) => {
    if (!/\bResource:.*"\*"/.test(line)) return [];
    const above = lines.slice(0, index);
    const begin = above.findLastIndex((before) => before.endsWith("{") && indent(before) < indent(line));
    return [[`${name}:${index + 1}`, above.slice(begin + 1)] as const];
  });
});

function indent(line: string): number {
  return line.search(/\S/);
}

test("there are some", () => expect(wildcards.length).toBeGreaterThan(2));

test.each(wildcards)("%s says why any resource is meant", (_, statement) => {
  expect(statement.some((line) => line.trimStart().startsWith("//"))).toBe(true);
});
