import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TraceEvent } from "../../../jenkins/trace";
import { BuildCommands } from "../../../rehearsal/story/build-commands";

const OF = { stage: "Deploy prod", locks: [], credentials: [] };

let work: string;
let said: string[];
let commands: BuildCommands;

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "build-"));
  said = [];
  commands = new BuildCommands({
    endpoint: "http://127.0.0.1:9",
    environmentsFolder: work,
    model: "fraud",
    work,
    actorOf: () => Promise.resolve(undefined),
    planStack: () => Promise.resolve(0),
    applyStack: () => Promise.resolve(36),
    log: (text) => void said.push(text),
    signal: new AbortController().signal,
  });
});
afterEach(() => rmSync(work, { recursive: true }));

const run = (command: string): Promise<void> => commands.run({ node: "deploy", command, environment: {} });

test("what was done before is said, and not done again", async () => {
  await run("npm ci");
  await run("npm run synth");
  expect(said).toEqual(["deploy: npm ci: taken as done", "deploy: npm run synth: taken as done"]);
});

test("cdktf's part is the story's own way of applying stacks", async () => {
  await run(
    "npm run --silent deploy -- stacks --env all --branch main | xargs -n 1 npx cdktf deploy --auto-approve",
  );
  expect(commands.found).toMatchObject({ stackChanges: 36 });
  expect(said).toEqual([
    "deploy: npx cdktf deploy: applied as this rehearsal applies stacks, 36 resources changed",
  ]);
});

test.each(["curl https://example.com", "npx cdktf deploy prod", "npm ci && npm run check"])(
  "what nobody said how to rehearse is refused: %s",
  async (command) => {
    await expect(run(command)).rejects.toMatchObject({ code: "BuildFailed" });
  },
);

test("a command that fails ends the build with its last words", async () => {
  await expect(run("npm run deploy -- check --env nowhere --account 1")).rejects.toMatchObject({
    code: "BuildFailed",
    message: expect.stringMatching(/^npm run deploy -- check .*: exit code \d:\n/) as string,
  });
});

test("a stash is what comes from one node to another", () => {
  const plan = (node: string): string => join(work, "nodes", node, "plans", "prod.plan.json");
  const happens = (event: TraceEvent): void => commands.happened(event);
  mkdirSync(join(work, "nodes", "plan", "plans"), { recursive: true });
  writeFileSync(plan("plan"), "the plan");
  happens({
    event: "stash",
    name: "plans",
    includes: "plans/*.plan.json",
    excludes: "",
    node: "plan",
    ...OF,
  });
  happens({ event: "deleteDir", node: "plan", ...OF });
  expect(existsSync(plan("plan"))).toBe(false);
  happens({ event: "unstash", name: "plans", node: "deploy", ...OF });
  expect(readFileSync(plan("deploy"), "utf8")).toBe("the plan");
});
