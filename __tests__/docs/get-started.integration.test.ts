import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "sagemaker-local-accounts";
import { stackName } from "../../environments/names";
import { projectRoot } from "../../environments/project-root";
import { rehearsalPython } from "../../rehearsal/python";
import type { Actor } from "../../rehearsal/story/actors";
import { runEntry } from "../../rehearsal/story/commands";
import type { StoryContext } from "../../rehearsal/story/context";
import { foundations } from "../../rehearsal/story/foundations";
import { scenarioFor } from "../../rehearsal/story/scenario";
import { startTestBed, type TestBed } from "../../rehearsal/story/test-bed";

const page = readFileSync(join(projectRoot(), "docs", "get-started.md"), "utf8");
const FULL_SET = join(__dirname, "..", "support", "data", "mammographic_masses.data");

/** The commands of the page in their order, each with the words behind "# as". */
const COMMANDS = [...page.matchAll(/^```sh\n# as (.*)\n([^`]*)^```$/gm)].flatMap(([, who = "", lines = ""]) =>
  lines
    .trimEnd()
    .split("\n")
    .map((command) => ({ who, command })),
);

let testBed: TestBed;
let context: StoryContext;
/** Folder of the environment files. */
let environments: string;
const out = mkdtempSync(join(tmpdir(), "get-started-"));
beforeAll(async () => {
  const { python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`));
  const scenario = scenarioFor(undefined, out);
  environments = scenario.folder;
  testBed = await startTestBed({ python, scenario, dataFile: undefined, out });
  context = testBed.context;
});
afterAll(() => testBed.close());

/** Whom the page means: the accounts' people here are their administrators. */
function actor(who: string): Promise<Actor> {
  const { actors, dev, prod, registryAccount } = context;
  switch (who) {
    case "an administrator of prod":
      return actors.administrator(prod.account);
    case "an administrator of the registry's account":
    case "a person of the registry's account":
      return actors.administrator(registryAccount);
    case "an administrator of dev":
    case "a person of dev":
      return actors.administrator(dev.account);
    case "Jenkins, on a node that deploys":
      return actors.jenkins();
    case "Jenkins, on a node that plans":
      return actors.planNode();
    default:
      throw new Error(`the page has somebody unknown: ${who}`);
  }
}

async function credentials(who: string): Promise<Credentials> {
  return (await actor(who)).credentials;
}

/** Terraform is not needed here: the embedded apply makes the same stacks. */
async function applyStack(stack: string): Promise<void> {
  const { stacks, dev, prod, accounts } = context;
  const foundation = foundations(context).find((one) => one.stack === stack);
  if (foundation !== undefined) {
    await stacks.applyFoundation(foundation);
    return;
  }
  const environment = [dev, prod].find((one) => stackName(one) === stack);
  if (environment === undefined) throw new Error(`the page deploys an unknown stack: ${stack}`);
  await stacks.applyPromotion(environment);
  // Whoever owns the mailbox opens the links.
  for (const { confirmationToken, topicArn } of await accounts.mails()) {
    const own = topicArn.includes(`:${environment.account}:`);
    if (own && confirmationToken !== undefined) await accounts.confirm(confirmationToken);
  }
}

/** What a person adds: `yes` when asked, a name where the local administrator has none, a checkout that may be dirty. */
function answers(verb: string | undefined): string[] {
  switch (verb) {
    case "apply":
      return ["--yes", "--allow-dirty"];
    case "approve":
      return ["--yes", "--as", "ada"];
    default:
      return [];
  }
}

async function play(who: string, command: string): Promise<void> {
  const words = [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const inOut = words.map((word) => word.replace(/^my-data/, join(out, "my-data")));
  if (command === "npm ci") return;
  if (command === "npm run synth") return void (await context.stacks.synthesize());
  if (command === "npm run bootstrap") return applyStack("delivery");
  if (command.startsWith("npx cdktf deploy ")) return applyStack(words[3] ?? "");
  if (command.startsWith("npm run rehearse -- ")) {
    const args = inOut.slice(4).map((word) => (word === "mammographic_masses.data" ? FULL_SET : word));
    return void (await runEntry("rehearsal/cli.ts", args));
  }
  if (command.startsWith("npm run deploy -- ")) {
    const args = inOut.slice(4);
    await runEntry("operate/cli.ts", [...args, ...answers(args[0])], {
      credentials: await credentials(who),
      environment: {
        AWS_ENDPOINT_URL: context.endpoint,
        AWS_REGION: context.prod.region,
        ENVIRONMENTS: environments,
      },
    });
    return context.settled();
  }
  throw new Error(`the page has a command that nobody plays: ${command}`);
}

test("the page leads from empty accounts to a model that predicts in prod", async () => {
  expect(COMMANDS.length).toBeGreaterThan(20);
  for (const { who, command } of COMMANDS) await play(who, command);

  const status = JSON.parse(
    await runEntry("operate/cli.ts", ["status", "--env", "prod", "--json"], {
      credentials: await credentials("Jenkins, on a node that plans"),
      environment: { AWS_ENDPOINT_URL: context.endpoint, ENVIRONMENTS: environments },
    }),
  ) as unknown;
  expect(status).toMatchObject({
    environments: [
      {
        live: { version: 1, approval: "Approved", reason: "metrics and reports reviewed", trainedBy: "dev" },
        lastRuns: { inference: { status: "Succeeded" } },
        nextRun: { enabled: true },
        waits: [],
      },
    ],
  });
});

test("the page fits a terminal of 80 columns, but for tables, links and commands", () => {
  const prose = page.replace(/^```[\s\S]*?^```$/gm, "").split("\n");
  expect(prose.filter((line) => line.length > 80 && !/^\||\]\(/.test(line))).toEqual([]);
});
