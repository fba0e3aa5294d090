import { join } from "node:path";
import {
  startLocalAccounts,
  type Profile,
  type RunningAccounts,
  type ServiceEvent,
} from "sagemaker-local-accounts";
import { readRevision } from "../../deploy/revision";
import type { Environment } from "../../environments/environment";
import { projectRoot } from "../../environments/project-root";
import { arnResourceName } from "sagemaker-promotion-core/arn";
import { assumeRole } from "../apply/clients";
import { COMMIT, filesLeftIn, RESULTS_FILE, resultsOf, resultsText } from "../results/results";
import { steadying } from "../results/steady-text";
import { terraformStacks } from "../terraform/stacks";
import type { Terraform } from "../terraform/tools";
import type { Scenario } from "./scenario";
import { createContext } from "./create-context";
import { createActors } from "./actors";
import type { ActorOptions, Actor } from "./actors";
import { localStacks } from "./stacks";
import { standInsOf } from "./stand-ins";
import type { StoryContext } from "./context";
import type { StoryResult } from "./run-story";

export interface TestBedOptions {
  /** The rehearsal's Python interpreter. */
  readonly python: string;
  readonly scenario: Scenario;
  readonly dataFile: string | undefined;
  /** Applies the stacks with the real thing; the embedded apply does where undefined. */
  readonly terraform?: Terraform;
  /** Folder for what the story leaves. */
  readonly out: string;
}

/** The story's context, with everything that it needs running. */
export interface TestBed {
  readonly context: StoryContext;
  /** As the local accounts' own. */
  readonly inject: RunningAccounts["inject"];
  /** Writes the call record and the e-mails to `out`, while the accounts still know them. */
  archive(): Promise<void>;
  /** Writes to `out` what a comparison with another rehearsal looks at: `results.json`. */
  record(story: StoryResult): Promise<void>;
  /**
   * Profiles with new sessions, for the accounts' administrators, the approver, and Jenkins's nodes that deploy and plan. An actor whose role does not
   * exist is left out.
   */
  profiles(): Promise<Profile[]>;
  /** Stops every process and server. */
  close(): Promise<void>;
}

/** Starts the local accounts, and everything the story acts on. */
export async function startTestBed(options: TestBedOptions): Promise<TestBed> {
  const { scenario, dataFile, out, python, terraform } = options;
  const log: string[] = [];
  const events: ServiceEvent[] = [];
  const local = await startLocalAccounts({
    python,
    work: out,
    standIns: {
      "sagemaker-model-monitor-analyzer": {
        process: join(projectRoot(), "rehearsal", "containers", "model_monitor_analyzer.py"),
      },
      ...standInsOf(scenario.dev.modelName),
    },
    log: (line) => log.push(line),
    onEvent: (event) => events.push(event),
  });
  const whoActs = actorOptions(local, scenario);
  const actors = createActors(whoActs);
  const stopping = new AbortController();
  const { signal } = stopping;
  const stacksOptions = {
    endpoint: local.endpoint,
    actors,
    environmentsFolder: scenario.folder,
    out,
    signal,
  };
  const context = createContext({
    scenario,
    python,
    dataFile,
    out,
    local,
    events,
    actors,
    stacks: terraform === undefined ? localStacks(stacksOptions) : terraformStacks(stacksOptions, terraform),
    terraform: terraform !== undefined,
    signal,
  });
  return {
    context,
    inject: (rule) => local.inject(rule),
    archive: () => archive(context, local, log),
    record: (story) => record(story, context, local),
    profiles: () => profiles(context, whoActs),
    async close() {
      stopping.abort();
      actors.signOut();
      await local.close();
    },
  };
}

function actorOptions({ accounts, endpoint }: RunningAccounts, { prod }: Scenario): ActorOptions {
  return {
    endpoint,
    prod,
    rootCredentials: (account) => accounts.rootCredentials(account),
    assumeServiceRole: (role, service, session) => accounts.assumeServiceRole(role, service, session),
    assumeRole: (credentials, ...role) => assumeRole({ endpoint, region: prod.region, credentials }, ...role),
  };
}

async function archive(
  context: StoryContext,
  { accounts }: RunningAccounts,
  log: readonly string[],
): Promise<void> {
  const calls = await accounts.record();
  context.saveFile("calls.jsonl", calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
  const mails = await accounts.mails();
  context.saveFile(
    "mails.txt",
    mails.map((mail) => `To: ${mail.to}\nSubject: ${mail.subject ?? ""}\n\n${mail.body}\n\n`).join(""),
  );
  context.saveFile(join("logs", "rehearsal.log"), log.map((line) => `${line}\n`).join(""));
}

async function record(
  story: StoryResult,
  context: StoryContext,
  { accounts }: RunningAccounts,
): Promise<void> {
  const { commit } = await readRevision();
  const results = resultsOf({
    model: context.dev.description,
    chapters: story.chapters,
    findings: context.findings,
    mails: await accounts.mails(),
    calls: await accounts.record(),
    ...filesLeftIn(context.out),
    commit,
    nameOf: (account) => accountName(context, account),
    steady: steadying({
      executions: executionIds(context.events),
      named: { [COMMIT]: commit, "<out>": context.out, "<project>": projectRoot() },
    }),
  });
  context.saveFile(RESULTS_FILE, resultsText(results));
}

/** The environments of an account, or `registry`. */
function accountName({ dev, prod, registryAccount }: StoryContext, account: string): string {
  const names = [dev, prod].filter((environment) => environment.account === account).map(({ name }) => name);
  if (names.length > 0) return names.join(" and ");
  return account === registryAccount ? "registry" : account;
}

/** Events tell of every step of every execution. */
function executionIds(events: readonly ServiceEvent[]): Set<string> {
  const arns = events.map(({ detail }) => detail["pipelineExecutionArn"]);
  return new Set(arns.flatMap((arn) => (typeof arn === "string" ? [arnResourceName(arn)] : [])));
}

async function profiles(
  { dev, prod, registryAccount }: StoryContext,
  options: ActorOptions,
): Promise<Profile[]> {
  const now = createActors(options);
  const signIn = async (name: string, { region }: Environment, actor: Promise<Actor>) => {
    return { name, region, credentials: (await actor).credentials };
  };
  const signedIn = await Promise.allSettled([
    signIn("dev", dev, now.administrator(dev.account)),
    signIn("prod", prod, now.administrator(prod.account)),
    signIn("registry", prod, now.administrator(registryAccount)),
    signIn("approver", prod, now.approver()),
    signIn("jenkins", prod, now.jenkins()),
    signIn("planner", prod, now.planNode()),
  ]);
  now.signOut();
  return signedIn.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}
