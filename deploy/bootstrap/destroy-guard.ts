import { Problem } from "sagemaker-promotion-core/problem";
import type { Store } from "./store";

export interface DestroyOptions {
  readonly stackName: string;
  /** Key of the stack's own state, which may lie in one of its stores. */
  readonly ownState: string | undefined;
  /** What lies in the stores is to be deleted with them. */
  readonly purge: boolean;
}

/**
 * Looks into the stores of a stack that is to be destroyed, before anything is destroyed.
 * @returns what each store holds, a line each
 * @throws Problem `StatesInUse` while another stack's state still holds resources, `NotEmpty` without `purge`
 */
export async function refuseLosses(stores: readonly Store[], options: DestroyOptions): Promise<string[]> {
  const { stackName, ownState, purge } = options;
  const contents = await Promise.all(stores.map((store) => store.look()));
  const states = contents.flatMap(({ statesInUse }) => statesInUse).filter((key) => key !== ownState);
  if (states.length > 0) {
    throw new Problem({
      code: "StatesInUse",
      blame: "user",
      message: `${stackName} holds the states of stacks that still exist: ${states.join(", ")}`,
      next: "destroy those stacks first; nothing was destroyed",
    });
  }
  const held = stores.flatMap(({ name }, index) => {
    const amount = contents[index]?.amount;
    return amount === undefined ? [] : [`${name} holds ${amount}`];
  });
  if (held.length === 0 || purge) return held;
  throw new Problem({
    code: "NotEmpty",
    blame: "user",
    message: `${stackName} holds data, which would be lost with it: ${held.join(", ")}`,
    next: "copy what you want to keep, then pass --purge to delete it with the stack; nothing was destroyed",
  });
}
