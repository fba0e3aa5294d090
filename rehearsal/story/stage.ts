import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { ListModelPackagesCommand } from "@aws-sdk/client-sagemaker";
import type { Environment } from "../../environments/environment";
import { startAccounts } from "../accounts/ministack";
import { assumeRole } from "../apply/clients";
import { startGateway } from "../gateway/gateway";
import type { Accounts, CallRecord, ServiceEvent } from "../ports";
import { createSageMaker } from "../sagemaker/sagemaker";
import { projectRoot } from "../../environments/project-root";
import { accountOf } from "../../environments/arn";
import { assert, assertDefined } from "./assert";
import type { Log } from "./log";
import { runEntry } from "./commands";
import type { CommandOptions } from "./commands";
import { cast } from "./people";
import type { PeopleOptions, Person } from "./people";
import type { Casting } from "./casting";
import type { Profile } from "./shell-access";
import { localStacks } from "./stacks";
import { terraformStacks } from "../terraform/stacks";
import type { Terraform } from "../terraform/tools";
import type { Deployment, Plan, World } from "./world";

export interface StageOptions {
  /** The rehearsal's Python interpreter. */
  readonly python: string;
  readonly casting: Casting;
  readonly dataFile: string | undefined;
  /** Applies the stacks with the real thing; the embedded apply does where undefined. */
  readonly terraform?: Terraform;
  /** Folder for what the story leaves. */
  readonly out: string;
}

/** A world with its machinery running. */
export interface Stage {
  readonly world: World;
  /** Writes the call record and the e-mails to `out`, while the accounts still know them. */
  archive(): Promise<void>;
  /**
   * Signs everybody in anew, for as long as their sessions last: the accounts' administrators, the approver and Jenkins.
   * Whoever cannot, because their role is not there, is left out.
   */
  profiles(): Promise<Profile[]>;
  /** Stops every process and server. */
  close(): Promise<void>;
}

const READ_ONLY = /^[a-z0-9-]+:(?:Get|List|Describe|Head|AssumeRole)/;

/** The lock object comes and goes with every run, changed or not. */
const LOCKS = /\.tflock$/;
/** Terraform also notes in its state what others have changed meanwhile, such as a subscription that was confirmed. */
const LOCKS_AND_STATES = /\.tfstate(?:\.tflock)?$/;

function isWrite({ outcome, action }: CallRecord): boolean {
  return outcome === "allowed" && !READ_ONLY.test(action);
}

/** The accounts, with every event that a service emits written down. */
function listening(accounts: Accounts, events: ServiceEvent[]): Accounts {
  return {
    authorize: (request) => accounts.authorize(request),
    assumeServiceRole: (...role) => accounts.assumeServiceRole(...role),
    emit: (event) => {
      events.push(event);
      return accounts.emit(event);
    },
    fireSchedule: (...rule) => accounts.fireSchedule(...rule),
    mails: () => accounts.mails(),
  };
}

/** Starts the gateway, the accounts and the local SageMaker, and casts the people who act on them. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { casting, out, python } = options;
  const { dev, prod, models } = casting;
  const logs = join(out, "logs");
  mkdirSync(logs, { recursive: true });
  const log: string[] = [];
  const gateway = await startGateway({ report: (error) => log.push(`gateway: ${String(error)}`) });
  const { endpoint, callback, token } = gateway;
  const accounts = await startAccounts({
    python,
    logPath: join(logs, "accounts.log"),
    endpoint,
    callback,
    token,
  });
  const events: ServiceEvent[] = [];
  const overheard = listening(accounts, events);
  const sageMaker = createSageMaker({
    accounts: overheard,
    endpoint,
    python,
    containers: join(projectRoot(), "rehearsal", "containers"),
    work: join(out, "jobs"),
    log: (line) => log.push(`sagemaker: ${line}`),
  });
  gateway.connect({ accounts, sageMaker });

  const peopleOptions: PeopleOptions = {
    endpoint,
    prod,
    rootCredentials: (account) => accounts.rootCredentials(account),
    assumeServiceRole: (role, service, session) => accounts.assumeServiceRole(role, service, session),
    assumeRole: (credentials, ...role) => assumeRole({ endpoint, region: prod.region, credentials }, ...role),
  };
  const people = cast(peopleOptions);
  const stopping = new AbortController();
  const { signal } = stopping;
  const stacksOptions = { endpoint, people, environmentsFolder: casting.folder, out, signal };
  const stacks =
    options.terraform === undefined
      ? localStacks(stacksOptions)
      : terraformStacks(stacksOptions, options.terraform);
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

  const world: World = {
    dev,
    prod,
    registryAccount: prod.modelPackageGroup.account,
    models,
    endpoint,
    accounts: overheard,
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
    settled: () => sageMaker.idle(),
    async mails(environment) {
      const topic = `:${environment.account}:${environment.alertTopicName}`;
      const mails = await accounts.mails();
      return mails.filter((mail) => mail.confirmationToken === undefined && mail.topicArn.endsWith(topic));
    },
    async writesAsDeployRole(environment) {
      const bookkeeping = options.terraform === undefined ? LOCKS : LOCKS_AND_STATES;
      const calls = await callsBy([environment.deployRole]);
      return calls.filter((call) => isWrite(call) && !bookkeeping.test(call.resource));
    },
  };

  return {
    world,
    async archive() {
      const calls = await accounts.record();
      keep("calls.jsonl", calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
      const mails = await accounts.mails();
      keep(
        "mails.txt",
        mails.map((mail) => `To: ${mail.to}\nSubject: ${mail.subject ?? ""}\n\n${mail.body}\n\n`).join(""),
      );
      keep("logs/rehearsal.log", log.map((line) => `${line}\n`).join(""));
    },
    async profiles() {
      const now = cast(peopleOptions);
      const signIn = async (name: string, { region }: Environment, person: Promise<Person>) => {
        return { name, region, credentials: (await person).credentials };
      };
      const signedIn = await Promise.allSettled([
        signIn("dev", dev, now.administrator(dev.account)),
        signIn("prod", prod, now.administrator(prod.account)),
        signIn("registry", prod, now.administrator(world.registryAccount)),
        signIn("approver", prod, now.approver()),
        signIn("jenkins", prod, now.jenkins()),
      ]);
      now.dismiss();
      return signedIn.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    },
    async close() {
      stopping.abort();
      people.dismiss();
      await sageMaker.close();
      await accounts.close();
      await gateway.close();
    },
  };
}

/** The members of `deploy --json` documents that the story reads. */
interface DeployReport {
  readonly changes?: number;
  readonly done?: readonly unknown[];
}
