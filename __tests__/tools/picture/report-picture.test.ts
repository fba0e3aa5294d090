import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { DIGEST, digestOf, picturedPage } from "../../../tools/picture/report-picture";

test("the README's picture shows today's report of the checked-in run (differences: npm run docs -- report)", () => {
  expect(readFileSync(join(projectRoot(), DIGEST), "utf8")).toBe(digestOf(picturedPage()));
});
