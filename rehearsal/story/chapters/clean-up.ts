import type { Store } from "../../../deploy/bootstrap/store";
import { storesAmong } from "../../../deploy/bootstrap/stores";
import type { Environment } from "../../../environments/environment";
import { overdueWindow } from "../../../environments/overdue";
import { describeProblem } from "sagemaker-promotion-core/problem";
import { readConfiguration } from "../../apply/configuration";
import { assert } from "../assert";
import type { Chapter } from "../chapter";
import type { Log } from "../log";
import { accountsOf, foundations } from "../foundations";
import type { Foundation } from "../foundations";
import { count, takeInventory } from "../inventory";
import type { Inventory } from "../inventory";
import { synthesizedFolder } from "../stacks";
import type { StoryContext } from "../context";

async function destroyEnvironment(context: StoryContext, environment: Environment, log: Log): Promise<void> {
  await context.destroyDefinitions(environment);
  if (environment === context.prod) await holdLostRun(context, log);
  const result = await context.stacks.destroyPromotion(environment);
  context.retained.push(...result.retained);
  log(`${environment.name}: both pipelines, and ${result.changes.length} resources`);
}

/** The schedule strikes once more, for a pipeline that is gone: nothing runs, and people are told. */
async function holdLostRun(context: StoryContext, log: Log): Promise<void> {
  const { prod } = context;
  const before = (await context.mails(prod)).length;
  await context.fireSchedule(prod);
  await context.evaluateAlarms(new Date());
  const window = overdueWindow(prod.inferencePipeline.schedule);
  if (window !== undefined) {
    await context.evaluateAlarms(new Date(Date.now() + window.period * window.periods * 1_000));
  }
  const told = (await context.mails(prod)).slice(before).map(({ subject = "" }) => subject);
  const expected = [
    "inference-schedule-undelivered",
    "dead-letters",
    ...(window === undefined ? [] : ["inference-overdue"]),
  ];
  for (const alarm of expected) {
    assert(
      told.filter((subject) => subject.includes(`/${alarm}"`)).length === 1,
      `one mail of ${alarm}`,
      told,
    );
  }
  assert(told.length === expected.length, "no other mail", told);
  log(`the schedule strikes a pipeline that is gone: ${told.join("; ")}`);
}

/** What a foundation's account has, and what lies in the stores of the foundation. */
interface Holdings {
  readonly inventory: Inventory;
  /** Amounts by the name of the store. */
  readonly amounts: Readonly<Record<string, string | undefined>>;
}

async function holdings(context: StoryContext, stores: readonly Store[], account: string): Promise<Holdings> {
  const { clients } = await context.actors.administrator(account);
  const amounts = stores.map(async (store) => [store.name, (await store.look()).amount] as const);
  return {
    inventory: await takeInventory(clients),
    amounts: Object.fromEntries(await Promise.all(amounts)),
  };
}

/**
 * Tries to destroy a foundation as if nothing lay in it: what does is named, and everything stays.
 * @returns what was said, a line for each store
 */
async function holdProtection(context: StoryContext, foundation: Foundation): Promise<string[]> {
  const { stack, account } = foundation;
  const { clients } = await context.actors.administrator(account);
  const { resources } = readConfiguration(synthesizedFolder(context.out, stack));
  const stores = storesAmong(
    resources.map(({ type, body }) => ({ type, values: body })),
    clients,
  );
  const before = await holdings(context, stores, account);
  const full = stores.filter(({ name }) => before.amounts[name] !== undefined);
  // Where there is nothing to lose, a destroy needs no --purge.
  if (full.length === 0) return [];
  const refusal = await context.stacks
    .destroyFoundation(foundation, { purge: false })
    .then(() => "nothing", describeProblem);
  assert(refusal.includes("--purge"), `${stack} to be refused without --purge`, refusal);
  for (const { name } of full) {
    assert(refusal.includes(`${name} holds `), `${name} among what protects ${stack}`, refusal);
  }
  const after = await holdings(context, stores, account);
  // Terraform locks a state even to plan, and its bucket keeps every version of the lock.
  const stateBucket = `s3://${context.prod.state.bucket}`;
  const comparable = ({ inventory, amounts }: Holdings): string =>
    JSON.stringify([inventory, { ...amounts, [stateBucket]: undefined }]);
  assert(comparable(after) === comparable(before), `${stack} as it was`, after);
  return full.map(({ name }) => `${stack} is refused: ${name} holds ${before.amounts[name]}`);
}

export const cleanUp: Chapter = {
  id: 12,
  title: "Clean up",
  shows: "data is refused until it is purged; then nothing is left but what AWS itself keeps for a while",
  async run(context, log) {
    for (const environment of [context.prod, context.dev])
      await destroyEnvironment(context, environment, log);
    const [delivery, ...others] = foundations(context);
    const refused: string[] = [];
    // The one that keeps the states of the others goes last.
    for (const round of [others, [delivery]]) {
      const refusals = await Promise.all(round.map((foundation) => holdProtection(context, foundation)));
      refusals.flat().forEach(log);
      refused.push(...refusals.flat());
      const results = await Promise.all(
        round.map((foundation) => context.stacks.destroyFoundation(foundation, { purge: true })),
      );
      for (const [index, { changes, retained }] of results.entries()) {
        context.retained.push(...retained);
        log(`${round[index]?.stack}, purged: ${changes.length} resources`);
      }
    }
    for (const line of context.retained) log(`AWS keeps: ${line}`);
    let left = 0;
    for (const account of accountsOf(context)) {
      const inventory = await takeInventory((await context.actors.administrator(account)).clients);
      left += count(inventory);
      assert(left === 0, `nothing left in ${account}`, inventory);
    }
    log("job and execution records, and the jobs' logs, stay as SageMaker's history");
    return { left, refused, kept: context.retained };
  },
};
