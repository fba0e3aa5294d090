import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { pythonEnvironment } from "../../../rehearsal/accounts/python";
import { readConfiguration } from "../../../rehearsal/apply/configuration";
import type { ApplyResult } from "../../../rehearsal/apply/apply";
import type { Change } from "../../../rehearsal/apply/plan";
import type { CallRecord, Credentials } from "../../../rehearsal/ports";
import { castStory } from "../../../rehearsal/story/casting";
import type { Casting } from "../../../rehearsal/story/casting";
import { present } from "../../../rehearsal/story/chapter";
import { foundations } from "../../../rehearsal/story/foundations";
import { count, takeInventory } from "../../../rehearsal/story/inventory";
import { openStage } from "../../../rehearsal/story/stage";
import type { Stage } from "../../../rehearsal/story/stage";
import { localStacks, synthesizedFolder } from "../../../rehearsal/story/stacks";
import type { World } from "../../../rehearsal/story/world";
import { findTerraform } from "../../../rehearsal/terraform/tools";
import type { Terraform } from "../../../rehearsal/terraform/tools";
import { describeWithTerraform } from "../../support/terraform";
import { alter } from "./alteration";
import { snapshotOf } from "./snapshot";
import type { Snapshot } from "./snapshot";

/** The provider looks at a bucket's lifecycle for 50 s before it believes it; two buckets come one after the other. */
jest.setTimeout(600_000);

describeWithTerraform("the stacks with Terraform", (mirror) => {
  const out = mkdtempSync(join(tmpdir(), "terraform-"));
  let terraform: Terraform;
  let casting: Casting;
  let stage: Stage;
  let world: World;
  /** The accounts as Terraform made them, and as it changed them afterwards. */
  let made: Readonly<Record<string, Snapshot>>;
  let altered: Readonly<Record<string, Snapshot>>;
  /** What Terraform changed, by stack. */
  let alterations: readonly (readonly Change[])[];

  const accounts = (): string[] => [world.dev.account, world.prod.account, world.registryAccount];
  const clientsOf = async (account: string) => (await world.people.administrator(account)).clients;

  async function snapshots(): Promise<Record<string, Snapshot>> {
    const entries = accounts().map(async (account) => [account, await snapshotOf(await clientsOf(account))]);
    return Object.fromEntries(await Promise.all(entries)) as Record<string, Snapshot>;
  }

  /** How many resources a stack has, and how many of them an apply is to have touched. */
  function expectAll(stack: string, action: string, { changes }: ApplyResult): void {
    const { resources } = readConfiguration(synthesizedFolder(out, stack));
    const expected = resources.map(({ address }) => [address, action]);
    expect(changes.map((change) => [change.address, change.action])).toEqual(expected);
  }

  interface Running {
    readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
    readonly output: () => string;
    answer(text: string): void;
  }

  /** Terraform itself, in a stack's folder as cdktf has left it. */
  function start(stack: string, credentials: Credentials, ...args: string[]): Running {
    const child = spawn("terraform", [...args, "-no-color"], {
      cwd: synthesizedFolder(out, stack),
      env: {
        PATH: process.env.PATH,
        HOME: out,
        ...terraform.variables,
        TF_INPUT: "1",
        TF_CLI_CONFIG_FILE: join(out, "terraform.rc"),
        AWS_ENDPOINT_URL: world.endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    return {
      ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, output }))),
      output: () => output,
      answer: (text) => child.stdin.end(`${text}\n`),
    };
  }

  async function holds(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  beforeAll(async () => {
    terraform = await findTerraform(() => undefined, { ...process.env, TERRAFORM_MIRROR: mirror });
    const { python } = await pythonEnvironment(() => undefined);
    casting = castStory(undefined, out);
    stage = await openStage({ python, casting, dataFile: undefined, terraform, out });
    world = stage.world;
    await world.stacks.synthesize();
  });

  afterAll(async () => {
    await stage.close();
    rmSync(out, { recursive: true, force: true });
  });

  test("the bootstrap makes the state bucket and moves its own state there; doing it again changes nothing", async () => {
    const { prod } = world;
    expectAll("delivery", "create", await world.stacks.applyFoundation("delivery", prod.account));
    expectAll("delivery", "none", await world.stacks.applyFoundation("delivery", prod.account));
    expect(existsSync(join(out, "terraform.delivery.tfstate"))).toBe(false);
    const { s3 } = await clientsOf(prod.account);
    const state = await s3.send(
      new HeadObjectCommand({ Bucket: prod.state.bucket, Key: "delivery.tfstate" }),
    );
    expect(state).toMatchObject({ ServerSideEncryption: "AES256" });
  });

  test("every other foundation is made by its account's administrator", async () => {
    const others = foundations(world).slice(1);
    const results = await Promise.all(
      others.map(({ stack, account }) => world.stacks.applyFoundation(stack, account)),
    );
    for (const [index, { stack }] of others.entries()) {
      const result = results[index];
      if (result === undefined) throw new Error(`${stack} was not applied`);
      expectAll(stack, "create", result);
    }
  });

  test("every promotion is made by Jenkins", async () => {
    const [dev, prod] = await Promise.all([
      world.stacks.applyPromotion(world.dev),
      world.stacks.applyPromotion(world.prod),
    ]);
    expectAll("dev", "create", dev);
    expectAll("prod", "create", prod);
    made = await snapshots();
    // Data, roles, keys, functions, …: a comparison of nothing would be no test.
    for (const snapshot of Object.values(made)) expect(Object.keys(snapshot).length).toBeGreaterThan(2);
  });

  // The second plan of the delivery stack is empty in the second bootstrap; prod's is below, after the lock.
  test.each(["registry-account", "dev-account", "prod-account", "dev"])(
    "a second plan of %s is empty",
    async (stack) => {
      const { people } = world;
      const foundation = foundations(world).find((known) => known.stack === stack);
      const { credentials } = await (foundation
        ? people.administrator(foundation.account)
        : people.jenkins());
      const { code, output } = await start(stack, credentials, "plan", "-detailed-exitcode").ended;
      expect(`${stack}: ${output}`).toContain("No changes. Your infrastructure matches the configuration.");
      expect(code).toBe(0);
    },
  );

  test("the states are encrypted and versioned, in prod's bucket, each written by whom it is for", async () => {
    const { prod, dev, registryAccount } = world;
    const { s3 } = await clientsOf(prod.account);
    const model = prod.modelName;
    const role = `arn:aws:sts::${prod.account}:assumed-role/cross-account-jenkins-role/`;
    const written = {
      [`${model}/dev/dev.tfstate`]: role,
      [`${model}/prod/prod.tfstate`]: role,
      [`${model}/accounts/${dev.account}/dev-account.tfstate`]: `arn:aws:iam::${dev.account}:root`,
      [`${model}/accounts/${prod.account}/prod-account.tfstate`]: `arn:aws:iam::${prod.account}:root`,
      [`${model}/accounts/${registryAccount}/registry-account.tfstate`]: `arn:aws:iam::${registryAccount}:root`,
    };
    await stage.archive();
    const calls = readFileSync(join(out, "calls.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as CallRecord);
    for (const [Key, writer] of Object.entries(written)) {
      const state = await s3.send(new HeadObjectCommand({ Bucket: prod.state.bucket, Key }));
      expect(state.ServerSideEncryption).toBe("AES256");
      expect(state.VersionId).toMatch(/.{8}/);
      const writers = calls
        .filter(({ action, resource }) => action === "s3:PutObject" && resource.endsWith(`/${Key}`))
        .map(({ principal, outcome }) => [principal.slice(0, writer.length), outcome]);
      expect(writers.length).toBeGreaterThan(0);
      expect(new Set(writers.map(String))).toEqual(new Set([`${writer},allowed`]));
    }
  });

  test("a state that another run holds is refused, with the holder's name", async () => {
    const { credentials } = await world.people.jenkins();
    // Terraform holds the state while it waits for an answer.
    const holder = start("prod", credentials, "apply", "-destroy");
    try {
      await holds(() => holder.output().includes("Enter a value:"));
      await expect(world.stacks.applyPromotion(world.prod)).rejects.toThrow(
        /^another run holds the state: \S+@\S+, since 20.* \(OperationTypeApply\)$/,
      );
    } finally {
      holder.answer("no");
      await holder.ended;
    }
    const second = await world.stacks.applyPromotion(world.prod);
    expectAll("prod", "none", second);
  });

  test("a change of every argument that can change needs no more than the deploy role may", async () => {
    alter(synthesizedFolder(out, "registry-account"));
    alter(synthesizedFolder(out, "prod"));
    const results = await Promise.all([
      world.stacks.applyFoundation("registry-account", world.registryAccount),
      world.stacks.applyPromotion(world.prod),
    ]);
    alterations = results.map(({ changes }) => changes);
    const actions = alterations.flat().map(({ action }) => action);
    expect(new Set(actions)).toEqual(new Set(["update", "replace", "none"]));
    altered = await snapshots();
    expect(altered).not.toEqual(made);
  });

  test("destroying leaves nothing behind", async () => {
    const { dev, prod, stacks } = world;
    const promotions = [stacks.destroyPromotion(dev), stacks.destroyPromotion(prod)];
    const [ofDev, ofProd] = await Promise.all(promotions);
    expectAll("dev", "delete", present(ofDev, "dev"));
    expectAll("prod", "delete", present(ofProd, "prod"));
    await expect(stacks.destroyFoundation("delivery", prod.account)).rejects.toThrow(/StatesInUse/);
    const [delivery, ...others] = foundations(world);
    await Promise.all(others.map(({ stack, account }) => stacks.destroyFoundation(stack, account)));
    const { stack, account: last } = present(delivery, "the delivery stack");
    expectAll(stack, "delete", await stacks.destroyFoundation(stack, last));
    for (const account of accounts()) {
      expect([account, count(await takeInventory(await clientsOf(account)))]).toEqual([account, 0]);
    }
    expect(existsSync(join(out, "terraform.delivery.tfstate"))).toBe(false);
  });

  test("the embedded apply makes the same accounts, and the same changes of them, resource by resource", async () => {
    const { endpoint, people } = world;
    const embedded = localStacks({
      endpoint,
      people,
      environmentsFolder: casting.folder,
      out,
      signal: new AbortController().signal,
    });
    await embedded.synthesize();
    for (const { stack, account } of foundations(world)) await embedded.applyFoundation(stack, account);
    await embedded.applyPromotion(world.dev);
    await embedded.applyPromotion(world.prod);
    const first = await snapshots();
    alter(synthesizedFolder(out, "registry-account"));
    alter(synthesizedFolder(out, "prod"));
    const results = [
      await embedded.applyFoundation("registry-account", world.registryAccount),
      await embedded.applyPromotion(world.prod),
    ];
    expect({ made: first, altered: await snapshots() }).toEqual({ made, altered });
    const actions = (changes: readonly Change[]) => changes.map(({ address, action }) => [address, action]);
    expect(results.map(({ changes }) => actions(changes))).toEqual(alterations.map(actions));
  });
});
