import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { Change } from "../../../rehearsal/apply/plan";
import type { CallRecord } from "sagemaker-local-accounts";
import { scenarioFor } from "../../../rehearsal/story/scenario";
import { accountsOf, foundations } from "../../../rehearsal/story/foundations";
import { count, takeInventory } from "../../../rehearsal/story/inventory";
import { localStacks, synthesizedFolder } from "../../../rehearsal/story/stacks";
import type { StoryContext } from "../../../rehearsal/story/context";
import { describeWithTerraform } from "../../support/terraform";
import { alter } from "./alteration";
import { snapshotOf } from "./snapshot";
import type { Snapshot } from "./answers";
import { Workplace } from "./workplace";

/** The provider looks at a bucket's lifecycle for 50 s before it believes it; two buckets come one after the other. */
describeWithTerraform("the stacks with Terraform", (mirror) => {
  let place: Workplace;
  let context: StoryContext;
  /** The accounts as Terraform made them, and as it changed them afterwards. */
  let made: Readonly<Record<string, Snapshot>>;
  let altered: Readonly<Record<string, Snapshot>>;
  /** What Terraform changed, by stack. */
  let alterations: readonly (readonly Change[])[];

  /** What S3 says of a state's latest version. */
  async function stateObject(Key: string) {
    const { s3 } = await place.clientsOf(context.prod.account);
    return s3.send(new HeadObjectCommand({ Bucket: context.prod.state.bucket, Key }));
  }

  async function holds(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  beforeAll(async () => {
    place = await Workplace.open((out) => scenarioFor(undefined, out), mirror);
    context = place.context;
  });

  afterAll(() => place.close());

  test("the bootstrap makes the state bucket and moves its own state there; doing it again changes nothing", async () => {
    const [delivery] = foundations(context);
    place.expectAll("delivery", "create", await context.stacks.applyFoundation(delivery));
    const before = await snapshotOf(await place.clientsOf(delivery.account));
    place.expectAll("delivery", "none", await context.stacks.applyFoundation(delivery));
    expect(await snapshotOf(await place.clientsOf(delivery.account))).toEqual(before);
    expect(existsSync(join(place.out, "bootstrap", "terraform.delivery.tfstate"))).toBe(false);
  });

  test("every other foundation is made by its account's administrator", async () => {
    const [, ...others] = foundations(context);
    const results = await Promise.all(
      others.map(
        async (foundation) => [foundation.stack, await context.stacks.applyFoundation(foundation)] as const,
      ),
    );
    for (const [stack, result] of results) place.expectAll(stack, "create", result);
  });

  test("every promotion is made by whoever deploys it", async () => {
    const [dev, prod] = await Promise.all([
      context.stacks.applyPromotion(context.dev),
      context.stacks.applyPromotion(context.prod),
    ]);
    place.expectAll("dev", "create", dev);
    place.expectAll("prod", "create", prod);
    made = await place.snapshots();
    // Data, roles, keys, functions, …: a comparison of nothing would be no test.
    for (const snapshot of Object.values(made)) expect(Object.keys(snapshot).length).toBeGreaterThan(2);
  });

  test("a second plan of every stack is empty", async () => {
    // The bootstrap leaves no folder of Terraform's own behind, as cdktf does for the others.
    expect(await (await place.start("delivery", "init")).ended).toMatchObject({ code: 0 });
    const stacks = foundations(context).map(({ stack }) => stack);
    await Promise.all([...stacks, "dev", "prod"].map((stack) => place.expectEmptyPlan(stack)));
  });

  test("the states are encrypted and versioned, in prod's bucket, each written by whom it is for", async () => {
    const { prod, dev, registryAccount } = context;
    const model = prod.modelName;
    const role = (name: string) => `arn:aws:sts::${prod.account}:assumed-role/${name}/`;
    const written = {
      "delivery.tfstate": `arn:aws:iam::${prod.account}:root`,
      [`${model}/dev/dev.tfstate`]: role(`${model}-dev-state`),
      [`${model}/prod/prod.tfstate`]: role("cross-account-jenkins-role"),
      [`${model}/accounts/${dev.account}/dev-account.tfstate`]: `arn:aws:iam::${dev.account}:root`,
      [`${model}/accounts/${prod.account}/prod-account.tfstate`]: `arn:aws:iam::${prod.account}:root`,
      [`${model}/accounts/${registryAccount}/registry-account.tfstate`]: `arn:aws:iam::${registryAccount}:root`,
    };
    await place.testBed.archive();
    const calls = readFileSync(join(place.out, "calls.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as CallRecord);
    for (const [Key, writer] of Object.entries(written)) {
      const state = await stateObject(Key);
      expect(state.ServerSideEncryption).toBe("AES256");
      expect(state.VersionId).toMatch(/.{8}/);
      const writers = calls
        .filter(
          ({ action, resource }) =>
            action === "s3:PutObject" && resource.endsWith(`${prod.state.bucket}/${Key}`),
        )
        .map(({ principal, outcome }) => [principal.slice(0, writer.length), outcome]);
      expect(writers.length).toBeGreaterThan(0);
      expect(new Set(writers.map(String))).toEqual(new Set([`${writer},allowed`]));
    }
  });

  test("a state that another run holds is refused, with the holder's name", async () => {
    // Terraform holds the state while it waits for an answer.
    const holder = await place.start("prod", "apply", "-destroy");
    try {
      await holds(() => holder.output().includes("Enter a value:"));
      await expect(context.stacks.applyPromotion(context.prod)).rejects.toThrow(
        /^another run holds the state: \S+@\S+, since 20.* \(OperationTypeApply\)$/,
      );
    } finally {
      holder.answer("no");
      await holder.ended;
    }
    place.expectAll("prod", "none", await context.stacks.applyPromotion(context.prod));
  });

  test("a change of every argument that can change needs no more than the deploy role may", async () => {
    alter(synthesizedFolder(place.out, "registry-account"));
    alter(synthesizedFolder(place.out, "prod"));
    const results = await Promise.all([
      context.stacks.applyFoundation({ stack: "registry-account", account: context.registryAccount }),
      context.stacks.applyPromotion(context.prod),
    ]);
    alterations = results.map(({ changes }) => changes);
    const actions = alterations.flat().map(({ action }) => action);
    expect(new Set(actions)).toEqual(new Set(["update", "replace", "none"]));
    altered = await place.snapshots();
    expect(altered).not.toEqual(made);
  });

  test("destroying leaves nothing behind", async () => {
    const { dev, prod, stacks } = context;
    place.expectAll("prod", "delete", await stacks.destroyPromotion(prod));
    const [delivery, ...others] = foundations(context);
    // Each of them carries dev too, but prod's account: dev's state is kept as a role of the stack with the states.
    for (const foundation of others.filter(({ account }) => account !== prod.account)) {
      await expect(stacks.destroyFoundation(foundation, { purge: true })).rejects.toThrow(
        new RegExp(`StatesInUse.*${foundation.stack} is still used by dev,`, "s"),
      );
    }
    place.expectAll("dev", "delete", await stacks.destroyPromotion(dev));
    await expect(stacks.destroyFoundation(delivery, { purge: true })).rejects.toThrow(/StatesInUse/);
    // Their buckets are empty.
    await Promise.all(others.map((foundation) => stacks.destroyFoundation(foundation, { purge: false })));
    place.expectAll("delivery", "delete", await stacks.destroyFoundation(delivery, { purge: true }));
    for (const account of accountsOf(context)) {
      expect([account, count(await takeInventory(await place.clientsOf(account)))]).toEqual([account, 0]);
    }
    expect(existsSync(join(place.out, "bootstrap", "terraform.delivery.tfstate"))).toBe(false);
  });

  test("the embedded apply makes the same accounts, and the same changes of them, resource by resource", async () => {
    const { endpoint, actors } = context;
    const embedded = localStacks({
      endpoint,
      actors,
      environmentsFolder: scenarioFor(undefined, place.out).folder,
      out: place.out,
      signal: new AbortController().signal,
    });
    await embedded.synthesize();
    for (const foundation of foundations(context)) await embedded.applyFoundation(foundation);
    await embedded.applyPromotion(context.dev);
    await embedded.applyPromotion(context.prod);
    const first = await place.snapshots();
    alter(synthesizedFolder(place.out, "registry-account"));
    alter(synthesizedFolder(place.out, "prod"));
    const results = [
      await embedded.applyFoundation({ stack: "registry-account", account: context.registryAccount }),
      await embedded.applyPromotion(context.prod),
    ];
    expect({ made: first, altered: await place.snapshots() }).toEqual({ made, altered });
    const actions = (changes: readonly Change[]) => changes.map(({ address, action }) => [address, action]);
    expect(results.map(({ changes }) => actions(changes))).toEqual(alterations.map(actions));
  });
});
