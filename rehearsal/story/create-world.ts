import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { ListModelPackagesCommand } from "@aws-sdk/client-sagemaker";
import type { CallRecord, RunningAccounts, ServiceEvent } from "sagemaker-local-accounts";
import { accountOf } from "sagemaker-promotion-core/arn";
import type { Environment } from "../../environments/environment";
import { assert, assertDefined } from "./assert";
import type { Casting } from "./casting";
import { runEntry } from "./commands";
import type { CommandOptions } from "./commands";
import type { Log } from "./log";
import type { People, Person } from "./people";
import type { Stacks } from "./stacks";
import type { Deployment, Plan, World } from "./world";

const READ_ONLY = /^[a-z0-9-]+:(?:Get|List|Describe|Head|AssumeRole)/;

/** The lock object comes and goes with every run, changed or not. */
const LOCKS = /\.tflock$/;
/** Terraform also notes in its state what others have changed meanwhile, such as a subscription that was confirmed. */
const LOCKS_AND_STATES = /\.tfstate(?:\.tflock)?$/;

function isWrite({ outcome, action }: CallRecord): boolean {
  return outcome === "allowed" && !READ_ONLY.test(action);
}

export interface WorldOptions {
  readonly casting: Casting;
  /** The rehearsal's Python interpreter. */
  readonly python: string;
  readonly dataFile: string | undefined;
  readonly out: string;
  readonly local: RunningAccounts;
  /** Grows while the story is told. */
  readonly events: readonly ServiceEvent[];
  readonly people: People;
  readonly stacks: Stacks;
  /** Whether the real Terraform applies the stacks. */
  readonly terraform: boolean;
  /** Ends the commands that run. */
  readonly signal: AbortSignal;
}

/** What the chapters act on, over accounts that run. */
export function createWorld(options: WorldOptions): World {
  const { casting, out, python, people, stacks, events, signal } = options;
  const { accounts, endpoint } = options.local;
  const { dev, prod, models } = casting;
  const confirmed = new Set<string>();

  const keep = (name: string, text: string): void => {
    mkdirSync(dirname(join(out, name)), { recursive: true });
    writeFileSync(join(out, name), text);
  };
  const as = ({ credentials }: Person): CommandOptions => ({
    credentials,
    environment: { AWS_ENDPOINT_URL: endpoint },
    signal,
  });
  /** `npm run deploy`, by who deploys the environment, or plans it. */
  const deploy = async (
    verb: "apply" | "destroy" | "plan",
    environment: Environment,
    ...flags: string[]
  ): Promise<DeployReport> => {
    const args = [verb, "--env", casting.fileOf(environment), "--json", ...flags];
    const person = await (verb === "plan" ? people.planner(environment) : people.deployer(environment));
    return JSON.parse(await runEntry("deploy/cli.ts", args, as(person))) as DeployReport;
  };
  const callsBy = async (roles: readonly string[]): Promise<CallRecord[]> => {
    const sessions = roles.map((role) => `${accountOf(role)}:assumed-role/${role.split("/").at(-1)}/`);
    return (await accounts.record()).filter(({ principal }) =>
      sessions.some((session) => principal.includes(session)),
    );
  };
  const confirmSubscriptions = async (tell: Log): Promise<void> => {
    for (const { confirmationToken, to, topicArn } of await accounts.mails()) {
      if (confirmationToken === undefined || confirmed.has(confirmationToken)) continue;
      confirmed.add(confirmationToken);
      await accounts.confirm(confirmationToken);
      tell(`${to} confirms the subscription to ${topicArn}`);
    }
  };

  return {
    dev,
    prod,
    registryAccount: prod.modelPackageGroup.account,
    models,
    endpoint,
    accounts,
    people,
    stacks,
    python,
    dataFile: options.dataFile,
    out,
    events,
    dataset: { part1Rows: 0, part2Rows: 0, batchRows: 0 },
    kept: [],
    keep,
    async deploy(environment, tell): Promise<Deployment> {
      const [{ changes }, definitions] = await Promise.all([
        stacks.applyPromotion(environment),
        runEntry("deploy/definitions.ts", ["--env", casting.fileOf(environment)], {
          signal,
        }),
      ]);
      keep(`definitions/${environment.group}.json`, definitions);
      const stackChanges = changes.filter((change) => change.action !== "none").length;
      tell(`stack ${environment.name}: ${stackChanges} of ${changes.length} resources changed`);
      await confirmSubscriptions(tell);
      const report = await deploy("apply", environment);
      const definitionWrites = assertDefined(report.done, "what the apply did").length;
      tell(`deploy apply --env ${environment.name}: ${definitionWrites} writes`);
      return { stackChanges, definitionWrites };
    },
    async plan(environment, tell): Promise<Plan> {
      const stackChanges = await stacks.planPromotion(environment);
      const report = await deploy("plan", environment);
      const definitionChanges = assertDefined(report.changes, "the plan's changes");
      const registry = await people.registryPlanner(environment);
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
      tell(
        `plan ${environment.name}: ${stackChanges} resources, ${definitionChanges} writes; ${approved} approved versions`,
      );
      return { stackChanges, definitionChanges };
    },
    async destroyDefinitions(environment) {
      await deploy("destroy", environment, "--yes");
    },
    async strikeSchedule(environment) {
      const { clients } = await people.administrator(environment.account);
      const { Rules: rules = [] } = await clients.events.send(new ListRulesCommand({}));
      const rule = rules.find((candidate) => candidate.ScheduleExpression !== undefined);
      const name = assertDefined(rule?.Name, `a schedule rule in ${environment.account}`);
      await accounts.fireSchedule(environment.account, environment.region, name);
    },
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
