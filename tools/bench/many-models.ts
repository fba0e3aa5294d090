import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { desiredOf } from "../../deploy/desired";
import { loadSources } from "../../deploy/sources";
import { loadEnvironments } from "../../environments/load";
import type { StoryContext } from "../../rehearsal/story/context";
import { modelsIn } from "../../models/load";
import { writeModels, type Folders, type SharedRoles } from "./environments";
import { measure } from "./measure";
import type { Program, Sample } from "./measure";

const MODELS = 100;
const ROUNDS = 3;
/** One name in both accounts. */
const ROLE = "bench";

/** `--env all` of many models, as a whole and for each of them. */
export type ManyModels = Readonly<Record<string, Sample>>;

/**
 * Plan and apply of both pipelines of each of 100 models where nothing has changed: one process for all of them. The models
 * share the example's accounts, and roles that may do everything: who may do what is measured nowhere here.
 * @param program `plan` or `apply` with further arguments, as whoever may take up those roles
 */
export async function manyModels(
  context: StoryContext,
  program: (...args: readonly string[]) => Program,
): Promise<ManyModels> {
  const folder = mkdtempSync(join(tmpdir(), "bench-models-"));
  try {
    const folders = writeModels(folder, MODELS, await sharedRoles(context));
    await createFunctions(context, folders);
    const of = (...args: readonly string[]): Program => {
      const { command, environment } = program(...args, "--env", "all");
      return { command, environment: { ...environment, ...folders } };
    };
    const plan = of("plan");
    const apply = of("apply", "--yes", "--allow-dirty");
    // The first one makes the pipelines.
    await measure({ apply }, 0);
    return {
      ...(await counted(context, "plan", plan)),
      ...(await counted(context, "apply", apply)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A program as a whole and for each model, with the calls that it makes, counted where they arrive. */
async function counted({ accounts }: StoryContext, verb: string, program: Program): Promise<ManyModels> {
  const before = (await accounts.record()).length;
  const { [verb]: sample } = await measure({ [verb]: program }, ROUNDS);
  if (sample === undefined) throw new Error(`nothing was measured of ${verb}`);
  const { cpu, wall, memory } = sample;
  // Once to warm up, and the rounds.
  const calls = ((await accounts.record()).length - before) / (1 + ROUNDS);
  return {
    [`${verb} --env all, ${MODELS} models`]: { ...sample, calls },
    [`${verb}, for each model`]: {
      cpu: cpu / MODELS,
      wall: wall / MODELS,
      memory,
      calls: calls / MODELS,
    },
  };
}

/** A role in the workload account and one in the registry's, for whoever is of the workload account. */
async function sharedRoles({ actors, prod, registryAccount }: StoryContext): Promise<SharedRoles> {
  const statement = (more: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });
  const trust = { Principal: { AWS: `arn:aws:iam::${prod.account}:root` }, Action: "sts:AssumeRole" };
  const [own, registry] = [prod.account, registryAccount].map(async (account) => {
    const { iam } = (await actors.administrator(account)).clients;
    await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: statement(trust) }));
    const all = statement({ Action: "*", Resource: "*" });
    await iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: ROLE, PolicyDocument: all }));
    return `arn:aws:iam::${account}:role/${ROLE}`;
  }) as [Promise<string>, Promise<string>];
  return {
    deploy_role_arn: await own,
    plan_role_arn: await own,
    registry_plan_role_arn: await registry,
  };
}

/** What the promotion stacks would hold: an apply looks for the functions that its pipelines call. */
async function createFunctions({ actors, prod }: StoryContext, folders: Folders): Promise<void> {
  const { lambda } = (await actors.administrator(prod.account)).clients;
  const sources = await loadSources(prod);
  const ZipFile = zipSync({ "index.js": new TextEncoder().encode("exports.handler = () => undefined;") });
  const { environments } = loadEnvironments(folders.ENVIRONMENTS, modelsIn(folders.MODELS));
  for (const environment of environments) {
    for (const arn of desiredOf({ ...sources, environment }).functions) {
      const code = { Runtime: "nodejs20.x", Handler: "index.handler", Code: { ZipFile } } as const;
      const FunctionName = arn.slice(arn.lastIndexOf(":") + 1);
      await lambda.send(new CreateFunctionCommand({ FunctionName, Role: environment.lambdaRole, ...code }));
    }
  }
}
