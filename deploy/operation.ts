import type { Aws, Progress } from "./ports";

/** One write to AWS. Each is complete in itself, so that a run that stops between two can be run again. */
export interface Operation {
  /** Such as `create`. */
  readonly action: string;
  /** Such as `pipeline flats-train`. */
  readonly target: string;
  run(aws: Aws): Promise<void>;
}

/** How far a run came. `failure` is what stopped it, and the first of `remaining` is where. */
export interface Outcome {
  readonly done: readonly Operation[];
  readonly remaining: readonly Operation[];
  readonly failure?: unknown;
}

/** Carries out the operations one after the other and stops at the first that fails. Never rejects. */
export async function perform(
  operations: readonly Operation[],
  aws: Aws,
  progress: Progress,
): Promise<Outcome> {
  for (const [index, operation] of operations.entries()) {
    try {
      progress(`${operation.action} ${operation.target}`);
      await operation.run(aws);
    } catch (failure) {
      return { done: operations.slice(0, index), remaining: operations.slice(index), failure };
    }
  }
  return { done: operations, remaining: [] };
}
