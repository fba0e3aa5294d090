import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../../environments/problem";
import type { StateBucket } from "./state-bucket";
import type { RunTerraform } from "./terraform";

/** A delivery stack: the one whose state lies in a bucket that the stack itself creates. */
export interface DeliveryFoundation {
  readonly stackName: string;
  /** Folder of its synthesized `cdk.tf.json`. */
  readonly folder: string;
  /** Terraform's own folder for this command: made anew each time. */
  readonly work: string;
  /** Keeps the state while there is no bucket for it; what is left of a run that was cut off is taken up again. */
  readonly localState: string;
  /** Where its state lies in the end. */
  readonly state: { readonly bucket: StateBucket; readonly key: string };
  /** The buckets that the stack creates: the state's own among them, unless that one was there already. */
  readonly buckets: readonly StateBucket[];
}

/** What the commands do to the outside world. */
export interface Hands {
  readonly terraform: RunTerraform;
  readonly say: (text: string) => void;
  /** Asks before anything is changed; rejects where the answer is no. Undefined: nobody is asked. */
  readonly confirm: (() => Promise<void>) | undefined;
}

type Backend = "bucket" | "file";

/** The stack's configuration in the work folder, with the backend that its state shall have now. */
function configure(foundation: DeliveryFoundation, backend: Backend): void {
  const text = readFileSync(join(foundation.folder, "cdk.tf.json"), "utf8");
  const configuration = JSON.parse(text) as { terraform: { backend: object } };
  if (backend === "file") configuration.terraform.backend = { local: { path: foundation.localState } };
  mkdirSync(foundation.work, { recursive: true });
  writeFileSync(join(foundation.work, "cdk.tf.json"), `${JSON.stringify(configuration, null, 2)}\n`);
}

/** Puts Terraform where the state is. */
async function open(foundation: DeliveryFoundation, backend: Backend, hands: Hands): Promise<void> {
  rmSync(foundation.work, { recursive: true, force: true });
  configure(foundation, backend);
  await hands.terraform(foundation.work, "init", "-input=false");
}

/** Moves the state from where it is to the other place. */
async function migrate(foundation: DeliveryFoundation, to: Backend, hands: Hands): Promise<void> {
  configure(foundation, to);
  await hands.terraform(foundation.work, "init", "-input=false", "-migrate-state", "-force-copy");
}

/** The copy in the bucket is the state from here on. */
function forgetLocalState({ localState, work }: DeliveryFoundation): void {
  for (const file of [localState, `${localState}.backup`]) rmSync(file, { force: true });
  rmSync(work, { recursive: true, force: true });
}

/**
 * Applies a delivery stack whose bucket may not exist yet: with the state in a file first, then moved into the bucket.
 * Once the state lies there, it is an apply like any other. Cut off at any point, running it again goes on.
 */
export async function lay(foundation: DeliveryFoundation, hands: Hands): Promise<void> {
  const { stackName, state } = foundation;
  const approve = hands.confirm === undefined ? ["-auto-approve"] : [];
  if (await state.bucket.has(state.key)) {
    hands.say(`${stackName}: its state lies in its bucket`);
    await open(foundation, "bucket", hands);
    await hands.terraform(foundation.work, "apply", ...approve);
  } else {
    hands.say(`${stackName}: its state lies in a file until the stack has made the bucket`);
    await open(foundation, "file", hands);
    await hands.terraform(foundation.work, "apply", ...approve);
    hands.say(`${stackName}: the state moves into the bucket`);
    await migrate(foundation, "bucket", hands);
    if (!(await state.bucket.has(state.key))) throw notMigrated(foundation);
  }
  forgetLocalState(foundation);
}

/**
 * Destroys a delivery stack, every version of every state in its buckets included.
 * @throws Problem `StatesInUse` while another stack's state still holds resources; `NothingToDestroy`
 */
export async function takeDown(foundation: DeliveryFoundation, hands: Hands): Promise<void> {
  const { buckets, stackName, state, localState } = foundation;
  const inBucket = await state.bucket.has(state.key);
  if (inBucket) {
    for (const bucket of buckets) refuseStatesInUse(await bucket.statesInUse(state.key));
    await open(foundation, "bucket", hands);
    if (buckets.includes(state.bucket)) {
      hands.say(`${stackName}: the state moves out of the bucket`);
      await migrate(foundation, "file", hands);
    }
  } else if (existsSync(localState)) {
    await open(foundation, "file", hands);
  } else {
    throw new Problem({
      code: "NothingToDestroy",
      blame: "user",
      message: `there is no state of ${stackName}, neither in its bucket nor in a file`,
      where: localState,
      next: "see that the credentials are those of the account that it was laid in",
    });
  }
  await hands.terraform(foundation.work, "plan", "-destroy", "-input=false", "-out=destroy.tfplan");
  await hands.confirm?.();
  if (inBucket) for (const bucket of buckets) await bucket.empty();
  await hands.terraform(foundation.work, "apply", "-input=false", "destroy.tfplan");
  forgetLocalState(foundation);
}

function refuseStatesInUse(keys: readonly string[]): void {
  if (keys.length === 0) return;
  throw new Problem({
    code: "StatesInUse",
    blame: "user",
    message: `the bucket keeps the states of what still stands: ${keys.join(", ")}`,
    next: "destroy those stacks first (npx cdktf destroy); nothing was deleted",
  });
}

function notMigrated({ state, localState }: DeliveryFoundation): Problem {
  return new Problem({
    code: "StateNotMigrated",
    blame: "environment",
    message: `Terraform moved the state, but it is not in the bucket: ${state.key}`,
    where: localState,
    next: "keep that file, which is the state, and run the same command again",
  });
}
