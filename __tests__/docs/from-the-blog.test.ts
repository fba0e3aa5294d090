import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageFile from "../../package.json";
import { projectRoot } from "../../environments/project-root";
import { runEntry } from "../../rehearsal/story/commands";

interface TerraformJson {
  readonly resource: Record<string, Record<string, { "//": { metadata: { path: string } } }>>;
}

const page = readFileSync(join(projectRoot(), "docs", "from-the-blog.md"), "utf8");
const spans = [...page.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
const scratch = mkdtempSync(join(tmpdir(), "from-the-blog-"));
const constructs = new Set<string>();
let stacks: string[];

beforeAll(async () => {
  await runEntry("main.ts", [], { environment: { CDKTF_OUTDIR: scratch } });
  stacks = readdirSync(join(scratch, "stacks"));
  for (const stack of stacks) {
    const text = readFileSync(join(scratch, "stacks", stack, "cdk.tf.json"), "utf8");
    const { resource } = JSON.parse(text) as TerraformJson;
    for (const body of Object.values(resource).flatMap((named) => Object.values(named))) {
      constructs.add(body["//"].metadata.path);
    }
  }
});
afterAll(() => rmSync(scratch, { recursive: true }));

test("every resource that the page names is in a stack", () => {
  const named = spans.filter((text) => stacks.includes(text.split("/")[0] ?? "") && text.includes("/"));
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !constructs.has(path))).toEqual([]);
});

test("every resource of the prod, registry and delivery stacks that a person would have made is on the page", () => {
  const inPart =
    /\/(?:versioning|encryption|public-access-block|ownership|lifecycle|policy|alias|target|permission|logs|key)$/;
  const missing = [...constructs].filter(
    (path) => !path.startsWith("dev") && !inPart.test(path) && !spans.includes(path),
  );
  expect(missing).toEqual([]);
});

test("every script and file that the page names is there", () => {
  const scripts = spans.flatMap((text) =>
    [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name),
  );
  expect(scripts.length).toBeGreaterThan(10);
  expect(scripts.filter((name) => !(name in packageFile.scripts))).toEqual([]);
  const files = spans.filter((text) =>
    /^(?:environments|lambdas|ml|pipeline-defs)\/\S+$|^Jenkinsfile$/.test(text),
  );
  expect(files.length).toBeGreaterThan(8);
  expect(files.filter((path) => !existsSync(join(projectRoot(), path)))).toEqual([]);
  const links = [...page.matchAll(/\]\((\w[\w-]*\.md)\)/g)].map(([, name = ""]) => name);
  expect(links.filter((name) => !existsSync(join(projectRoot(), "docs", name)))).toEqual([]);
});
