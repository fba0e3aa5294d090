import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CallRecord, Credentials } from "sagemaker-local-accounts";
import { pythonEnvironment } from "sagemaker-promotion-core/python";
import { leaveAws } from "sagemaker-promotion-core/without-aws";
import { environmentsFolder } from "../../environments/load";
import { projectRoot } from "../../environments/project-root";
import { rehearsalPython } from "../../rehearsal/python";
import { accounts } from "../../rehearsal/story/chapters/accounts";
import type { StoryContext } from "../../rehearsal/story/context";
import { isWrite } from "../../rehearsal/story/create-context";
import { scenarioIn } from "../../rehearsal/story/scenario";
import { startTestBed } from "../../rehearsal/story/test-bed";
import type { Goal } from "./judge";
import { manyModels } from "./many-models";
import { measure } from "./measure";
import type { Program, Sample } from "./measure";
import type { Outcome } from "./outcome";

/** How many times less processor time than the Python SDK we take. */
const GOAL = 5;
/** How many times Node's own start `--help` may take. */
const HELP_GOAL = 1.5;
/** The lock's own put and delete. */
const LOCK_WRITES = 2;
const ROUNDS = 5;
/** Short programs differ more from run to run. */
const HELP_ROUNDS = 15;
const OPERATE = ["node", "run.mjs", "operate/cli.ts"];
const PLAN = "node run.mjs operate/cli.ts plan";
const APPLY = "node run.mjs operate/cli.ts apply";
const NPM_APPLY = "npm run -s deploy -- apply";
const UPSERT = "SageMaker Python SDK, upsert";
const NODE = "node -e 0";
const HELP = "node run.mjs operate/cli.ts --help";

/** What a program gets to act as somebody in the local accounts. */
function actingAs(
  { accessKeyId, secretAccessKey, sessionToken = "" }: Credentials,
  endpoint: string,
): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_ENDPOINT_URL: endpoint,
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
  };
}

type Programs = Readonly<Record<typeof APPLY | typeof PLAN | typeof NPM_APPLY | typeof UPSERT, Program>>;

/** Of the calls that a program made: how many changed something. */
function writes(calls: readonly CallRecord[]): number {
  return calls.filter((call) => isWrite(call)).length;
}

/** Each of them with the credentials that reach the fewest calls: the Python SDK need not assume a role. */
async function programs({ actors, endpoint, prod }: StoryContext, python: string): Promise<Programs> {
  const as = (credentials: Credentials) => actingAs(credentials, endpoint);
  const administrator = await actors.administrator(prod.account);
  const deployer = await actors.deployer(prod);
  const planner = await actors.planner(prod);
  const apply = ["apply", "--env", "prod", "--yes", "--allow-dirty"];
  const file = join(environmentsFolder(), "prod.tfvars.json");
  return {
    [APPLY]: { command: [...OPERATE, ...apply], environment: as(deployer.credentials) },
    [PLAN]: { command: [...OPERATE, "plan", "--env", "prod"], environment: as(planner.credentials) },
    [NPM_APPLY]: {
      command: ["npm", "run", "-s", "deploy", "--", ...apply],
      environment: as(deployer.credentials),
    },
    [UPSERT]: {
      command: [python, "tools/bench/sdk", file, "upsert"],
      environment: as(administrator.credentials),
    },
  };
}

/** Writes of one apply where nothing has changed, counted where they arrive. `measure` runs each program once to warm up. */
async function unchangedWrites(context: StoryContext, apply: Program): Promise<number> {
  const before = await context.accounts.record();
  await measure({ apply }, 1);
  const after = await context.accounts.record();
  return writes(after.slice(before.length)) / 2;
}

function cpuGoals(samples: Readonly<Record<keyof Programs, Sample>>): Goal[] {
  return ([APPLY, PLAN] as const).map((name) => ({
    what: `times less than the Python SDK's upsert, ${name}`,
    bound: "at least",
    limit: GOAL,
    measured: samples[UPSERT].cpu / samples[name].cpu,
  }));
}

/**
 * Plan and apply of prod's two pipelines where nothing has changed, without Terraform, beside the Python SDK's upsert of the
 * same two: whole processes, by turns, against the same local accounts. And `--help` beside Node's own start, and plan and
 * apply of many models.
 */
export async function deploy(): Promise<Outcome> {
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  leaveAws();
  const sdk = await pythonEnvironment(progress, {
    requirements: [join(projectRoot(), "tools", "bench", "requirements.txt")],
  });
  const { python } = await rehearsalPython(progress);
  const out = join(projectRoot(), "dist", "bench-deploy");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const scenario = scenarioIn(environmentsFolder());
  const testBed = await startTestBed({ python, scenario, dataFile: undefined, out });
  try {
    const { context } = testBed;
    await accounts.run(context, progress);
    await context.deploy(context.prod, progress);
    const compared = await programs(context, sdk.python);
    const written = await unchangedWrites(context, compared[APPLY]);
    const samples = await measure(compared, ROUNDS);
    const help = await measure(
      { [NODE]: { command: ["node", "-e", "0"] }, [HELP]: { command: [...OPERATE, "--help"] } },
      HELP_ROUNDS,
    );
    const { credentials } = await context.actors.administrator(context.prod.account);
    const environment = actingAs(credentials, context.endpoint);
    const many = await manyModels(context, (...args) => ({ command: [...OPERATE, ...args], environment }));
    return {
      tables: [samples, help, many],
      ratios: [
        { what: "apply, unchanged", ours: APPLY, peer: UPSERT },
        { what: "plan, unchanged", ours: PLAN, peer: UPSERT },
        { what: "--help", ours: HELP, peer: NODE },
      ],
      goals: [
        ...cpuGoals(samples),
        {
          what: "writes of an unchanged apply, the lock's put and delete among them",
          bound: "at most",
          limit: LOCK_WRITES,
          measured: written,
        },
        {
          what: "--help, times Node's own start",
          bound: "at most",
          limit: HELP_GOAL,
          measured: help[HELP].cpu / help[NODE].cpu,
        },
      ],
    };
  } finally {
    await testBed.close();
  }
}
