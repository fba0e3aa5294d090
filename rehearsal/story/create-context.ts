import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { ListModelPackagesCommand } from "@aws-sdk/client-sagemaker";
import type { CallRecord, RunningAccounts, ServiceEvent } from "sagemaker-local-accounts";
import { accountOf } from "sagemaker-promotion-core/arn";
import type { Environment } from "../../environments/environment";
import { assert, assertDefined } from "./assert";
import type { Scenario } from "./scenario";
import { runEntry } from "./commands";
import type { CommandOptions } from "./commands";
import type { Log } from "./log";
import { APPROVER } from "./actors";
import type { Actors, Actor } from "./actors";
import { pushToMain } from "./build";
import { hasOwnPipelines } from "../../pipeline-defs/own-pipelines/load";
import { reviewChange } from "./review-change";
import { standInsOf } from "./stand-ins";
import type { Stacks } from "./stacks";
import type { Deployment, JudgedVersion, Plan, StoryContext } from "./context";

const READ_ONLY = /^[a-z0-9-]+:(?:Get|List|Describe|Head|AssumeRole)/;

/** The lock objects come and go with every run, changed or not. */
const LOCKS = /\.tflock$|\/deploy\.lock$/;
/** Terraform also notes in its state what others have changed meanwhile, such as a subscription that was confirmed. */
const LOCKS_AND_STATES = /\.tfstate(?:\.tflock)?$|\/deploy\.lock$/;

/** Whether a call changed something, as far as its name tells. */
export function isWrite({ outcome, action }: CallRecord): boolean {
  return outcome === "allowed" && !READ_ONLY.test(action);
}

export interface ContextOptions {
  readonly scenario: Scenario;
  /** The rehearsal's Python interpreter. */
  readonly python: string;
  readonly dataFile: string | undefined;
  readonly out: string;
  readonly local: RunningAccounts;
  /** Grows while the story is told. */
  readonly events: readonly ServiceEvent[];
  readonly actors: Actors;
  readonly stacks: Stacks;
  /** Whether the real Terraform applies the stacks. */
  readonly terraform: boolean;
  /** Ends the commands that run. */
  readonly signal: AbortSignal;
}

/** What is the user's own: a data file; a model whose data no package of the rehearsal's carries, or that runs code of its own. */
function ownThings({ dataFile, scenario }: ContextOptions): readonly string[] {
  const { name, rehearsal, scripts } = scenario.dev.description;
  const runsOwn = scripts.length > 0 || hasOwnPipelines(name) || Object.keys(standInsOf(name)).length > 0;
  const ours = rehearsal?.package !== undefined && !runsOwn;
  return [...(dataFile === undefined ? [] : [dataFile]), ...(ours ? [] : [`models/${name}`])];
}

/** What the chapters act on, over accounts that run. */
export function createContext(options: ContextOptions): StoryContext {
  const { scenario, out, python, actors, stacks, events, signal } = options;
  const { accounts, endpoint } = options.local;
  const { dev, prod, models } = scenario;
  const confirmed = new Set<string>();

  const saveFile = (name: string, text: string): void => {
    writeWhole(join(out, name), text);
  };
  const as = ({ credentials }: Actor): CommandOptions => ({
    credentials,
    environment: { AWS_ENDPOINT_URL: endpoint },
    signal,
  });
  /** `npm run deploy`, by who deploys the environment, or by who plans it and looks at it. */
  const deploy = async (
    verb: "apply" | "destroy" | "plan" | "report" | "runs" | "status" | "why",
    environment: Environment,
    ...flags: string[]
  ): Promise<DeployReport> => {
    const args = [verb, "--env", scenario.fileOf(environment), "--json", ...flags];
    const writes = verb === "apply" || verb === "destroy";
    const actor = await (writes ? actors.deployer(environment) : actors.planner(environment));
    return JSON.parse(await runEntry("operate/cli.ts", args, as(actor))) as DeployReport;
  };
  const callsBy = async (roles: readonly string[]): Promise<CallRecord[]> => {
    const sessions = roles.map((role) => `${accountOf(role)}:assumed-role/${role.split("/").at(-1)}/`);
    return (await accounts.record()).filter(({ principal }) =>
      sessions.some((session) => principal.includes(session)),
    );
  };
  const confirmSubscriptions = async (log: Log): Promise<void> => {
    for (const { confirmationToken, to, topicArn } of await accounts.mails()) {
      if (confirmationToken === undefined || confirmed.has(confirmationToken)) continue;
      confirmed.add(confirmationToken);
      await accounts.confirm(confirmationToken);
      log(`${to} confirms the subscription to ${topicArn}`);
    }
  };

  const applyStack = async (environment: Environment, log: Log): Promise<number> => {
    const [{ changes }, definitions] = await Promise.all([
      stacks.applyPromotion(environment),
      runEntry("deploy/definitions.ts", ["--env", scenario.fileOf(environment)], { signal }),
    ]);
    saveFile(`definitions/${environment.group}.json`, definitions);
    const stackChanges = changes.filter((change) => change.action !== "none").length;
    log(`stack ${environment.name}: ${stackChanges} of ${changes.length} resources changed`);
    await confirmSubscriptions(log);
    return stackChanges;
  };

  return {
    dev,
    prod,
    registryAccount: prod.modelPackageGroup.account,
    models,
    endpoint,
    accounts,
    actors,
    stacks,
    python,
    dataFile: options.dataFile,
    own: ownThings(options),
    out,
    events,
    dataset: { part1Rows: 0, part2Rows: 0, batchRows: 0, broken: { value: "", column: "" } },
    retained: [],
    findings: { metrics: new Map(), batches: new Map() },
    saveFile,
    async deploy(environment, log): Promise<Deployment> {
      const stackChanges = await applyStack(environment, log);
      // Whoever rehearses tries what is not committed yet.
      const report = await deploy("apply", environment, "--yes", "--allow-dirty");
      const definitionWrites = assertDefined(report.done, "what the apply did").length;
      log(`deploy apply --env ${environment.name}: ${definitionWrites} writes`);
      return { stackChanges, definitionWrites };
    },
    async plan(environment, log): Promise<Plan> {
      const stackChanges = await stacks.planPromotion(environment);
      const report = await deploy("plan", environment);
      const definitionChanges = assertDefined(report.changes, "the plan's changes");
      const registry = await actors.registryPlanner(environment);
      const versions = await registry.clients.sagemaker.send(
        new ListModelPackagesCommand({
          ModelPackageGroupName: environment.modelPackageGroup.name,
          ModelApprovalStatus: "Approved",
        }),
      );
      const approved = versions.ModelPackageSummaryList?.length ?? 0;
      const { planRole, registryPlanRole, jenkinsPlanRole, state } = environment;
      const calls = await callsBy([planRole, state.planRoleArn, registryPlanRole, jenkinsPlanRole]);
      const writes = calls.filter((call) => isWrite(call));
      assert(calls.length > 0 && writes.length === 0, "who plans to write nothing, not even a lock", writes);
      log(
        `plan ${environment.name}: ${stackChanges} resources, ${definitionChanges} writes; ${approved} approved versions`,
      );
      return { stackChanges, definitionChanges };
    },
    merge: (log) =>
      pushToMain(prod, {
        endpoint,
        environmentsFolder: scenario.folder,
        model: prod.modelName,
        work: join(out, "jenkins"),
        actorOf: async (node) =>
          node === "deploy" ? actors.deployer(prod) : node === "plan" ? actors.planner(prod) : undefined,
        planStack: () => stacks.planPromotion(prod),
        applyStack: () => applyStack(prod, log),
        log,
        signal,
      }),
    reviewChange: (environment) => reviewChange(environment, { scenario, endpoint, actors, stacks, signal }),
    look: (verb, environment, ...flags) => deploy(verb, environment, ...flags),
    async approve(version) {
      const person = await actors.administrator(prod.modelPackageGroup.account);
      const flags = [
        "--as",
        APPROVER,
        "--reason",
        `reports of version ${version} reviewed`,
        "--yes",
        "--json",
      ];
      const args = ["approve", String(version), "--env", scenario.fileOf(prod), ...flags];
      const report = JSON.parse(await runEntry("operate/cli.ts", args, as(person))) as {
        readonly judged: readonly JudgedVersion[];
      };
      return assertDefined(report.judged[0], `version ${version} to be approved`);
    },
    async destroyDefinitions(environment) {
      await deploy("destroy", environment, "--yes");
    },
    async fireSchedule(environment) {
      const { clients } = await actors.administrator(environment.account);
      const { Rules: rules = [] } = await clients.events.send(new ListRulesCommand({}));
      const rule = rules.find((candidate) => candidate.ScheduleExpression !== undefined);
      const name = assertDefined(rule?.Name, `a schedule rule in ${environment.account}`);
      await accounts.fireSchedule(environment.account, environment.region, name);
    },
    evaluateAlarms: (now) => accounts.evaluateAlarms(now),
    settled: () => options.local.idle(),
    async mails(environment) {
      const topic = `:${environment.account}:${environment.alertTopicName}`;
      const mails = await accounts.mails();
      return mails.filter((mail) => mail.confirmationToken === undefined && mail.topicArn.endsWith(topic));
    },
    async writesAsDeployRole(environment) {
      const bookkeeping = options.terraform ? LOCKS_AND_STATES : LOCKS;
      const calls = await callsBy([environment.deployRole]);
      return calls.filter((call) => isWrite(call) && !bookkeeping.test(call.resource));
    },
  };
}

/** The members of `deploy --json` documents that the story reads. */
interface DeployReport {
  readonly changes?: number;
  readonly done?: readonly unknown[];
}
