import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../environments/project-root";

/** What belongs to one model alone: columns, a data set, the names of its pipelines' steps. */
const ONE_MODEL = /birads|mammo|CheckAuc|RejectLowAuc/i;
/** Where one is spoken of by right: its description, its environments, what is measured and shown with it, the tests. */
const BY_RIGHT =
  /^(?:models\/|docs\/|README\.md$|CHANGELOG\.md$)|(?:^|\/)__tests__\/|\.tfvars\.json$|^tools\/bench\//;
const TEXT = /\.(?:ts|mjs|cjs|js|py|json|jsonc|md|groovy|yaml)$|^Jenkinsfile$/;

test("what trains, serves and watches models speaks of none", () => {
  const files = execFileSync("git", ["ls-files"], { cwd: projectRoot(), encoding: "utf8" }).split("\n");
  const read = files.filter((file) => TEXT.test(file) && !BY_RIGHT.test(file));
  expect(read.length).toBeGreaterThan(300);
  const speaking = read.flatMap((file) =>
    readFileSync(join(projectRoot(), file), "utf8")
      .split("\n")
      .flatMap((line, index) => (ONE_MODEL.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  expect(speaking).toEqual([]);
});
