import type { Result } from "./build";

/** Where a build is, and what it holds there. */
export interface Where {
  readonly stage: string | null;
  /** The agent's name. */
  readonly node: string | null;
  /** Of Lockable Resources. */
  readonly locks: readonly string[];
  /** Ids of those bound to variables. */
  readonly credentials: readonly string[];
}

/** A parameter of the build, or of an input. */
interface Parameter {
  readonly kind: "string" | "booleanParam" | "choice";
  readonly name: string;
  readonly defaultValue?: string | boolean;
  readonly trim?: boolean;
}

/** What a person is asked. */
export interface Question {
  readonly id: string;
  readonly message: string;
  readonly ok: string;
  readonly submitter: string | null;
  readonly submitterParameter: string | null;
  readonly parameters: readonly Parameter[];
}

/** What Jenkins reads of the file for the job, and carries out in no stage. */
interface Job {
  readonly parameters: readonly Parameter[];
  readonly concurrentBuilds: boolean;
  readonly abortPrevious: boolean;
  readonly keeps: { readonly numToKeepStr?: string; readonly daysToKeepStr?: string };
}

export interface ShellCommand {
  readonly command: string;
  /** Of Jenkins and of the file; a credential's value is `****`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Groovy filled in parts of the command, before any shell quoted them. */
  readonly interpolated: boolean;
  /** Null where it was stopped. */
  readonly exit: number | null;
}

/** What an event of each name says beside where it happened. */
interface Details {
  job: Job;
  stage: object;
  skipped: { readonly why: "when" | "an earlier stage failed" };
  "stage failed": { readonly result: Result; readonly message: string };
  when: {
    readonly holds: boolean;
    readonly asked: "beforeOptions" | "beforeInput" | "beforeAgent" | "insideAgent";
  };
  agent: { readonly label: string };
  "agent released": { readonly label: string };
  checkout: object;
  sh: ShellCommand;
  echo: { readonly message: string };
  deleteDir: object;
  stash: { readonly name: string; readonly includes: string; readonly excludes: string };
  unstash: { readonly name: string };
  archived: { readonly artifacts: string };
  timeout: { readonly minutes: number };
  "timed out": { readonly waiting: string; readonly minutes: number };
  lock: { readonly resource: string };
  "lock released": { readonly resource: string };
  credentials: { readonly ids: readonly string[]; readonly variables: readonly string[] };
  "credentials released": { readonly ids: readonly string[] };
  milestone: { readonly ordinal: number };
  superseded: { readonly ordinal: number };
  input: Question;
  "input approved": {
    readonly id: string;
    readonly by: string;
    readonly parameters: Readonly<Record<string, string>>;
  };
  "input denied": { readonly id: string; readonly by: string };
  "input refused": { readonly id: string; readonly by: string };
  post: { readonly condition: string; readonly of: "stage" | "pipeline" };
  "post failed": { readonly condition: string; readonly message: string };
  caught: { readonly message: string };
}

export type Name = keyof Details;
type Every = { [Each in Name]: { readonly event: Each } & Where & Details[Each] }[Name];
export type TraceEvent<N extends Name = Name> = Extract<Every, { readonly event: N }>;

/** What a build did, in order, and how it ended. */
export interface Trace {
  readonly events: readonly TraceEvent[];
  readonly result: Result;
}

/** The events of one name, in order. */
export function eventsOf<N extends Name>({ events }: Pick<Trace, "events">, name: N): TraceEvent<N>[] {
  return events.filter((event): event is TraceEvent<N> => event.event === name);
}

/** The commands that ran, in order. */
export function commandsOf(trace: Pick<Trace, "events">): string[] {
  return eventsOf(trace, "sh").map(({ command }) => command);
}

/** Stages that came to their steps or were about to: all that were not skipped. */
export function stagesOf(trace: Pick<Trace, "events">): string[] {
  const skipped = new Set(eventsOf(trace, "skipped").map(({ stage }) => stage));
  return eventsOf(trace, "stage").flatMap(({ stage }) =>
    stage === null || skipped.has(stage) ? [] : [stage],
  );
}
