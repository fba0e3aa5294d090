import type { Build } from "./build";
import type { Question, ShellCommand, TraceEvent, Where } from "./trace";

type Awaitable<T> = T | Promise<T>;

/** A newer build of the job passed this milestone meanwhile. */
interface Meanwhile {
  readonly newerMilestone?: number;
}
/** It never ends by itself: the next time-out around it does. */
type Hangs = Meanwhile & { readonly hangs: true };

type Ended = Hangs | (Meanwhile & { readonly exit: number });
type Taken = Hangs | Meanwhile;
/** Whether its patterns find any file. */
interface Stashed {
  readonly empty?: boolean;
}
export type Answer =
  | Hangs
  | (Meanwhile & {
      readonly by: string;
      readonly groups?: readonly string[];
      readonly parameters?: Readonly<Record<string, string | boolean>>;
      readonly deny?: boolean;
      /** Has Jenkins's permission to cancel the job, which also lets deny. */
      readonly mayCancel?: boolean;
    });

export type Call = Pick<ShellCommand, "command" | "environment"> & Where;

/** All that lies outside of Jenkins. */
export interface World {
  sh(call: Call): Awaitable<Ended>;
  input(question: Question & Where): Awaitable<Answer>;
  lock(wanted: { readonly resource: string } & Where): Awaitable<Taken>;
  stash(wanted: { readonly name: string } & Where): Awaitable<Stashed>;
  /** Is told of each event, and waited for, before the next: to keep workspaces and stashes, say. */
  happened(event: TraceEvent): Awaitable<void>;
}

/** A build and how its world answers it, as data. */
export interface Scenario {
  readonly build: Build;
  /** The first whose text the command contains answers; every other command ends with exit code 0. */
  readonly commands?: readonly ({ readonly of: string } & Ended)[];
  /** By the input's id, one after the other; where none is left, nobody answers. */
  readonly inputs?: Readonly<Record<string, readonly Answer[]>>;
  /** By their names; every other lock is free. */
  readonly locks?: Readonly<Record<string, Taken>>;
  /** By their names; every other stash has files. */
  readonly stashes?: Readonly<Record<string, Stashed>>;
}

/** The world that a scenario describes. */
export function worldOf({ commands = [], inputs = {}, locks = {}, stashes = {} }: Scenario): World {
  const left = new Map(Object.entries(inputs).map(([id, answers]) => [id, [...answers]]));
  return {
    sh: ({ command }) => commands.find(({ of }) => command.includes(of)) ?? { exit: 0 },
    input: ({ id }) => left.get(id)?.shift() ?? { hangs: true },
    lock: ({ resource }) => locks[resource] ?? {},
    stash: ({ name }) => stashes[name] ?? {},
    happened: () => undefined,
  };
}
