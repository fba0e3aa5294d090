import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";
import { type Promotion, refusePromotions } from "./promotion";
import { refuseLosses } from "./destroy-guard";
import type { Resource, Store } from "./store";
import type { Terraform } from "./terraform";

/** A foundation: a stack that an account's administrator applies. */
export interface Foundation {
  readonly stackName: string;
  /** Folder of its synthesized `cdk.tf.json`. */
  readonly folder: string;
  /** Terraform's own folder for this command: made anew each time. */
  readonly work: string;
  /** Holds the state while there is no bucket for it. A run that was cut off is continued from it. */
  readonly localState: string;
  /** Where its state lies otherwise. */
  readonly state: { readonly bucket: string; readonly key: string; exists(): Promise<boolean> };
  /** Every promotion, those that stand on other foundations among them. */
  readonly promotions: readonly Promotion[];
  /** Those of its resources that hold data. */
  stores(resources: readonly Resource[]): readonly Store[];
}

/** What the commands do to the outside world. */
export interface Effects {
  readonly terraform: Terraform;
  readonly say: (text: string) => void;
  /** Asks before anything is changed, naming what would be lost; rejects where the answer is no. Undefined: nobody is asked. */
  readonly confirm: ((losses: readonly string[]) => Promise<void>) | undefined;
}

type Backend = "bucket" | "file";

/** The stack's configuration in the work folder, with the backend that its state shall have now. */
function configure(foundation: Foundation, backend: Backend): void {
  const text = readFileSync(join(foundation.folder, "cdk.tf.json"), "utf8");
  const configuration = JSON.parse(text) as { terraform: { backend: object } };
  if (backend === "file") configuration.terraform.backend = { local: { path: foundation.localState } };
  writeWhole(join(foundation.work, "cdk.tf.json"), `${JSON.stringify(configuration, null, 2)}\n`);
}

/** Puts Terraform where the state is. */
async function open(foundation: Foundation, backend: Backend, effects: Effects): Promise<void> {
  rmSync(foundation.work, { recursive: true, force: true });
  configure(foundation, backend);
  await effects.terraform.run(foundation.work, "init", "-input=false");
}

/** Moves the state from where it is to the other place. */
async function migrate(foundation: Foundation, to: Backend, effects: Effects): Promise<void> {
  configure(foundation, to);
  await effects.terraform.run(foundation.work, "init", "-input=false", "-migrate-state", "-force-copy");
}

/** The copy in the bucket is the state from here on. */
function forgetLocalState({ localState, work }: Foundation): void {
  for (const file of [localState, `${localState}.backup`]) rmSync(file, { force: true });
  rmSync(work, { recursive: true, force: true });
}

/**
 * Applies a delivery stack whose bucket may not exist yet: with the state in a file first, then moved into the bucket.
 * Once the state lies there, it is an apply like any other. Cut off at any point, running it again goes on.
 */
export async function deploy(foundation: Foundation, effects: Effects): Promise<void> {
  const { stackName, state } = foundation;
  const approve = effects.confirm === undefined ? ["-auto-approve"] : [];
  if (await state.exists()) {
    effects.say(`${stackName}: its state lies in its bucket`);
    await open(foundation, "bucket", effects);
    await effects.terraform.run(foundation.work, "apply", ...approve);
  } else {
    effects.say(`${stackName}: its state lies in a file until the stack has made the bucket`);
    await open(foundation, "file", effects);
    await effects.terraform.run(foundation.work, "apply", ...approve);
    effects.say(`${stackName}: the state moves into the bucket`);
    await migrate(foundation, "bucket", effects);
    if (!(await state.exists())) throw notMigrated(foundation);
  }
  forgetLocalState(foundation);
}

const PLAN = "destroy.tfplan";

/** What is read of a plan (Terraform's JSON output format, plan representation). */
interface Plan {
  readonly resource_changes?: readonly {
    readonly type: string;
    readonly change: { readonly before: Resource["values"] };
  }[];
}

/** Plans to destroy everything, and shows the user the plan. Returns what it destroys. */
async function planDestroy({ work }: Foundation, { terraform }: Effects): Promise<Resource[]> {
  await terraform.run(work, "plan", "-destroy", "-input=false", `-out=${PLAN}`);
  const { resource_changes: changes = [] } = JSON.parse(
    await terraform.read(work, "show", "-json", PLAN),
  ) as Plan;
  return changes.map(({ type, change }) => ({ type, values: change.before }));
}

/**
 * Destroys a foundation, and with `purge` everything in its stores. A refusal changes nothing.
 * @throws Problem `NothingToDestroy`, and those of `refusePromotions` and `refuseLosses`
 */
export async function destroy(
  foundation: Foundation,
  effects: Effects,
  { purge }: { readonly purge: boolean },
): Promise<void> {
  const { stackName, state, localState, work } = foundation;
  const isRemote = await state.exists();
  if (!isRemote && !existsSync(localState)) throw nothingToDestroy(foundation);
  await open(foundation, isRemote ? "bucket" : "file", effects);
  const resources = await planDestroy(foundation, effects);
  const doubts = await refusePromotions(foundation.promotions, stackName, resources);
  const stores = foundation.stores(resources);
  const losses = await refuseLosses(stores, { stackName, ownState: state.key, purge });
  if (effects.confirm === undefined) doubts.forEach(effects.say);
  await effects.confirm?.([...doubts, ...losses]);
  if (isRemote && stores.some(({ name }) => name === `s3://${state.bucket}`)) {
    effects.say(`${stackName}: the state moves out of the bucket`);
    await migrate(foundation, "file", effects);
    // The plan at hand is one for the state in the bucket.
    await planDestroy(foundation, effects);
  }
  for (const store of stores) await store.empty();
  await effects.terraform.run(work, "apply", "-input=false", PLAN);
  forgetLocalState(foundation);
}

function nothingToDestroy({ stackName, localState }: Foundation): Problem {
  return new Problem({
    code: "NothingToDestroy",
    blame: "user",
    message: `there is no state of ${stackName}, neither in its bucket nor in a file`,
    where: localState,
    next: "check that it was deployed, and from this folder if its bucket was never made",
  });
}

function notMigrated({ state, localState }: Foundation): Problem {
  return new Problem({
    code: "StateNotMigrated",
    blame: "environment",
    message: `Terraform moved the state, but it is not in the bucket: ${state.key}`,
    where: localState,
    next: "keep that file, which is the state, and run the same command again",
  });
}
