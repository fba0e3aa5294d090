import type { Environment, Model } from "../../environments/environment";
import type { CallRecord, LocalAccounts, Mail, ServiceEvent } from "sagemaker-local-accounts";
import type { Findings } from "../results/findings";
import type { Log } from "./log";
import type { Actors } from "./actors";
import type { Built } from "./build";
import type { ChangeReview } from "./review-change";
import type { Stacks } from "./stacks";

/** Rows of the files that the chapter Data made. */
export interface Dataset {
  readonly part1Rows: number;
  readonly part2Rows: number;
  readonly batchRows: number;
  /** What stands in the broken file where its column has no such value. */
  readonly broken: { readonly value: string; readonly column: string };
}

/** A version that was judged, as far as the story looks at it. */
export interface JudgedVersion {
  readonly arn: string;
  readonly approval: string;
  readonly judgedBy: string | null;
  readonly reason: string | null;
}

/** What one deployment wrote. */
export interface Deployment {
  readonly stackChanges: number;
  readonly definitionWrites: number;
}

/** What a deployment would change. */
export interface Plan {
  readonly stackChanges: number;
  readonly definitionChanges: number;
}

/** Everything the chapters act on: the accounts, the actors, the commands, and what has happened so far. */
export interface StoryContext {
  readonly dev: Environment;
  readonly prod: Environment;
  readonly registryAccount: string;
  /** Every model of the folder: where they share an account, they share foundations. */
  readonly models: readonly Model[];
  readonly endpoint: string;
  readonly accounts: LocalAccounts;
  readonly actors: Actors;
  readonly stacks: Stacks;
  /** The rehearsal's Python interpreter. */
  readonly python: string;
  /** The user's own data file; undefined for the one that the model names. */
  readonly dataFile: string | undefined;
  /** What of the user's own the story is told on, by its path; empty where all is this project's. */
  readonly own: readonly string[];
  /** Folder for everything that a reader may want to look at afterwards: `rehearsal-out/`. */
  readonly out: string;
  /** Every event that was put on a bus, oldest first. */
  readonly events: readonly ServiceEvent[];
  /** Set by the chapter Data. */
  dataset: Dataset;
  /** What AWS keeps for a while after a delete, a sentence each. */
  readonly retained: string[];
  /** What a comparison with another rehearsal looks at. */
  readonly findings: Findings;
  /** Plans an environment's stack and its pipeline definitions, as who only reads; fails the story if anything is written. */
  plan(environment: Environment, log: Log): Promise<Plan>;
  /** Applies an environment's stack and then its pipeline definitions, as whoever deploys it. */
  deploy(environment: Environment, log: Log): Promise<Deployment>;
  /** Applies prod as the Jenkinsfile does after a merge. */
  merge(log: Log): Promise<Built>;
  /** What a pull request's build would say of a change to an environment; undefined where git knows no checkout here. */
  reviewChange(environment: Environment): Promise<ChangeReview | undefined>;
  /** `npm run deploy -- VERB`, as who only reads; what `--json` prints. */
  look(
    verb: "report" | "runs" | "status" | "why",
    environment: Environment,
    ...flags: readonly string[]
  ): Promise<unknown>;
  /** `npm run deploy -- approve VERSION`, as a person of the registry's account; the version as it is then. */
  approve(version: number): Promise<JudgedVersion>;
  /** `deploy destroy`: deletes the pipelines and the code that `deploy apply` uploaded. */
  destroyDefinitions(environment: Environment): Promise<void>;
  /** Fires the schedule rule of an environment now. */
  fireSchedule(environment: Environment): Promise<void>;
  /** Looks at every alarm as CloudWatch would at that moment. */
  evaluateAlarms(now: Date): Promise<void>;
  /** Resolves when every execution has ended and every event has reached its targets. */
  settled(): Promise<void>;
  /** Alerts that reached an environment's subscriber, oldest first. */
  mails(environment: Environment): Promise<readonly Mail[]>;
  /** The call record's writes by an environment's deployment role. */
  writesAsDeployRole(environment: Environment): Promise<readonly CallRecord[]>;
  /** Writes a file below `out`. */
  saveFile(name: string, text: string): void;
}
