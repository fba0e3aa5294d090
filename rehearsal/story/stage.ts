import { join } from "node:path";
import {
  startLocalAccounts,
  type Profile,
  type RunningAccounts,
  type ServiceEvent,
} from "sagemaker-local-accounts";
import type { Environment } from "../../environments/environment";
import { projectRoot } from "../../environments/project-root";
import { assumeRole } from "../apply/clients";
import { terraformStacks } from "../terraform/stacks";
import type { Terraform } from "../terraform/tools";
import type { Casting } from "./casting";
import { createWorld } from "./create-world";
import { cast } from "./people";
import type { PeopleOptions, Person } from "./people";
import { localStacks } from "./stacks";
import type { World } from "./world";

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

/** Starts the local accounts, and casts the people who act on them. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { casting, dataFile, out, python, terraform } = options;
  const log: string[] = [];
  const events: ServiceEvent[] = [];
  const local = await startLocalAccounts({
    python,
    work: out,
    standIns: {
      "sagemaker-model-monitor-analyzer": {
        process: join(projectRoot(), "rehearsal", "containers", "model_monitor_analyzer.py"),
      },
    },
    log: (line) => log.push(line),
    onEvent: (event) => events.push(event),
  });
  const peopleOptions = peopleOf(local, casting);
  const people = cast(peopleOptions);
  const stopping = new AbortController();
  const { signal } = stopping;
  const stacksOptions = { endpoint: local.endpoint, people, environmentsFolder: casting.folder, out, signal };
  const world = createWorld({
    casting,
    python,
    dataFile,
    out,
    local,
    events,
    people,
    stacks: terraform === undefined ? localStacks(stacksOptions) : terraformStacks(stacksOptions, terraform),
    terraform: terraform !== undefined,
    signal,
  });
  return {
    world,
    archive: () => archive(world, local, log),
    profiles: () => profiles(world, peopleOptions),
    async close() {
      stopping.abort();
      people.dismiss();
      await local.close();
    },
  };
}

function peopleOf({ accounts, endpoint }: RunningAccounts, { prod }: Casting): PeopleOptions {
  return {
    endpoint,
    prod,
    rootCredentials: (account) => accounts.rootCredentials(account),
    assumeServiceRole: (role, service, session) => accounts.assumeServiceRole(role, service, session),
    assumeRole: (credentials, ...role) => assumeRole({ endpoint, region: prod.region, credentials }, ...role),
  };
}

async function archive(world: World, { accounts }: RunningAccounts, log: readonly string[]): Promise<void> {
  const calls = await accounts.record();
  world.keep("calls.jsonl", calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
  const mails = await accounts.mails();
  world.keep(
    "mails.txt",
    mails.map((mail) => `To: ${mail.to}\nSubject: ${mail.subject ?? ""}\n\n${mail.body}\n\n`).join(""),
  );
  world.keep(join("logs", "rehearsal.log"), log.map((line) => `${line}\n`).join(""));
}

async function profiles({ dev, prod, registryAccount }: World, options: PeopleOptions): Promise<Profile[]> {
  const now = cast(options);
  const signIn = async (name: string, { region }: Environment, person: Promise<Person>) => {
    return { name, region, credentials: (await person).credentials };
  };
  const signedIn = await Promise.allSettled([
    signIn("dev", dev, now.administrator(dev.account)),
    signIn("prod", prod, now.administrator(prod.account)),
    signIn("registry", prod, now.administrator(registryAccount)),
    signIn("approver", prod, now.approver()),
    signIn("jenkins", prod, now.jenkins()),
  ]);
  now.dismiss();
  return signedIn.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}
