import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploy, destroy, type Effects, type Foundation } from "../../deploy/bootstrap/foundation";
import type { Promotion } from "../../deploy/bootstrap/promotion";
import type { Store } from "../../deploy/bootstrap/store";
import { Problem } from "sagemaker-promotion-core/problem";

const KEY = "delivery.tfstate";
const STATE = JSON.stringify({ resources: ["bucket"] });
const EMPTY = JSON.stringify({ resources: [] });

interface Configuration {
  readonly terraform: {
    readonly backend: { readonly local?: { readonly path: string }; readonly s3?: object };
  };
}

/** An account, a checkout, and a Terraform that does no more than move states and make one bucket. */
class FakeDelivery {
  /** Objects of the bucket; undefined while there is none. */
  objects: Map<string, string> | undefined;
  readonly commands: string[] = [];
  readonly said: string[] = [];
  /** What Terraform shows of a plan to destroy. */
  plan: object = {
    resource_changes: [
      {
        type: "aws_s3_bucket",
        change: { actions: ["delete"], before: { bucket: "states", arn: "arn:aws:s3:::states" } },
      },
    ],
  };
  /** The process is killed after this many more commands. */
  left = Infinity;
  readonly folder = mkdtempSync(join(tmpdir(), "bootstrap-"));
  readonly bucket: Store = {
    name: "s3://states",
    look: () => {
      const states = [...(this.objects ?? [])];
      return Promise.resolve({
        amount: states.length === 0 ? undefined : `${states.length} object versions`,
        statesInUse: states.filter(([, text]) => text !== EMPTY).map(([key]) => key),
      });
    },
    empty: () => {
      this.step("empty");
      this.objects?.clear();
      return Promise.resolve();
    },
  };
  readonly foundation: Foundation = {
    stackName: "delivery",
    folder: join(this.folder, "stacks", "delivery"),
    work: join(this.folder, "bootstrap", "delivery"),
    localState: join(this.folder, "terraform.delivery.tfstate"),
    state: { bucket: "states", key: KEY, exists: () => Promise.resolve(this.objects?.has(KEY) ?? false) },
    promotions: [],
    stores: (resources) => resources.filter(({ type }) => type === "aws_s3_bucket").map(() => this.bucket),
  };
  readonly effects: Effects = {
    terraform: {
      run: (folder, ...args) => {
        this.run(folder, args);
        return Promise.resolve();
      },
      read: (_, ...args) => {
        expect(args).toEqual(["show", "-json", "destroy.tfplan"]);
        return Promise.resolve(JSON.stringify(this.plan));
      },
    },
    say: (text) => this.said.push(text),
    confirm: undefined,
  };

  constructor() {
    mkdirSync(this.foundation.folder, { recursive: true });
    const configuration = { terraform: { backend: { s3: { bucket: "states", key: KEY } } }, resource: {} };
    writeFileSync(join(this.foundation.folder, "cdk.tf.json"), JSON.stringify(configuration));
  }

  private step(name: string): void {
    if (this.left === 0) throw new Error(`killed before ${name}`);
    this.left -= 1;
    this.commands.push(name);
  }

  private run(folder: string, args: readonly string[]): void {
    this.step(args.filter((arg) => arg !== "-input=false").join(" "));
    const text = readFileSync(join(folder, "cdk.tf.json"), "utf8");
    const { local } = (JSON.parse(text) as Configuration).terraform.backend;
    const memory = join(folder, "backend");
    if (args[0] === "init") {
      if (args.includes("-migrate-state")) {
        const before = readFileSync(memory, "utf8");
        this.write(local?.path, this.read(before === "s3" ? undefined : before));
      }
      writeFileSync(memory, local?.path ?? "s3");
      return;
    }
    const backend = local?.path ?? "s3";
    expect(readFileSync(memory, "utf8")).toBe(backend);
    const plan = join(folder, "destroy.tfplan");
    if (args[0] === "plan") writeFileSync(plan, backend);
    if (args[0] !== "apply") return;
    const isDestroy = args.includes("destroy.tfplan");
    // As Terraform does: a plan is for the state that it was made from.
    if (isDestroy) expect(readFileSync(plan, "utf8")).toBe(backend);
    if (isDestroy && local !== undefined) {
      expect(this.objects?.size ?? 0).toBe(0);
      this.objects = undefined;
    } else this.objects ??= new Map();
    this.write(local?.path, isDestroy ? EMPTY : STATE);
  }

  private read(path: string | undefined): string {
    return path === undefined ? (this.objects?.get(KEY) ?? EMPTY) : readFileSync(path, "utf8");
  }

  private write(path: string | undefined, text: string): void {
    if (path !== undefined) writeFileSync(path, text);
    else if (this.objects === undefined) throw new Error("there is no bucket");
    else this.objects.set(KEY, text);
  }
}

let delivery: FakeDelivery;
beforeEach(() => (delivery = new FakeDelivery()));
afterEach(() => rmSync(delivery.folder, { recursive: true, force: true }));

function expectLaid(): void {
  expect(delivery.objects?.get(KEY)).toBe(STATE);
  expect(existsSync(delivery.foundation.localState)).toBe(false);
  expect(existsSync(delivery.foundation.work)).toBe(false);
}

function expectGone(): void {
  expect(delivery.objects).toBeUndefined();
  expect(existsSync(delivery.foundation.localState)).toBe(false);
}

describe("laying the delivery foundation", () => {
  test("applies with the state in a file, then moves it into the bucket that it made", async () => {
    await deploy(delivery.foundation, delivery.effects);
    expect(delivery.commands).toEqual(["init", "apply -auto-approve", "init -migrate-state -force-copy"]);
    expectLaid();
  });

  test("is an apply like any other the second time", async () => {
    await deploy(delivery.foundation, delivery.effects);
    delivery.commands.length = 0;
    await deploy(delivery.foundation, delivery.effects);
    expect(delivery.commands).toEqual(["init", "apply -auto-approve"]);
    expectLaid();
  });

  test.each([0, 1, 2])("goes on when it was killed after %i commands", async (commands) => {
    delivery.left = commands;
    await expect(deploy(delivery.foundation, delivery.effects)).rejects.toThrow("killed");
    delivery.left = Infinity;
    await deploy(delivery.foundation, delivery.effects);
    expectLaid();
  });

  test("leaves the question to Terraform where nobody said yes before", async () => {
    await deploy(delivery.foundation, { ...delivery.effects, confirm: () => Promise.resolve() });
    expect(delivery.commands).toContain("apply");
  });

  test("keeps the file where the bucket does not have the state in the end", async () => {
    const state = { ...delivery.foundation.state, exists: () => Promise.resolve(false) };
    const foundation = { ...delivery.foundation, state };
    await expect(deploy(foundation, delivery.effects)).rejects.toMatchObject({ code: "StateNotMigrated" });
    expect(readFileSync(foundation.localState, "utf8")).toBe(STATE);
  });
});

describe("taking the delivery foundation down", () => {
  const purge = { purge: true };

  beforeEach(async () => {
    await deploy(delivery.foundation, delivery.effects);
    delivery.commands.length = 0;
  });

  test("moves the state out of the bucket before it empties and destroys it", async () => {
    await destroy(delivery.foundation, delivery.effects, purge);
    expect(delivery.commands).toEqual([
      "init",
      "plan -destroy -out=destroy.tfplan",
      "init -migrate-state -force-copy",
      "plan -destroy -out=destroy.tfplan",
      "empty",
      "apply destroy.tfplan",
    ]);
    expectGone();
  });

  test.each([0, 1, 2, 3, 4, 5])("goes on when it was killed after %i commands", async (commands) => {
    delivery.left = commands;
    await expect(destroy(delivery.foundation, delivery.effects, purge)).rejects.toThrow("killed");
    delivery.left = Infinity;
    await destroy(delivery.foundation, delivery.effects, purge);
    expectGone();
  });

  test("is refused without --purge, saying what would be lost, and changes nothing", async () => {
    delivery.objects?.set("dev.tfstate", EMPTY);
    const before = new Map(delivery.objects);
    await expect(destroy(delivery.foundation, delivery.effects, { purge: false })).rejects.toMatchObject({
      code: "NotEmpty",
      message: expect.stringContaining("s3://states holds 2 object versions") as string,
      next: expect.stringContaining("--purge") as string,
    });
    expect(delivery.commands).toEqual(["init", "plan -destroy -out=destroy.tfplan"]);
    expect(delivery.objects).toEqual(before);
    expect(existsSync(delivery.foundation.localState)).toBe(false);
  });

  test("is refused while another stack still stands, whatever was passed, and changes nothing", async () => {
    delivery.objects?.set("prod.tfstate", STATE).set("dev.tfstate", EMPTY);
    const before = new Map(delivery.objects);
    for (const options of [purge, { purge: false }]) {
      await expect(destroy(delivery.foundation, delivery.effects, options)).rejects.toMatchObject({
        code: "StatesInUse",
        message: expect.stringMatching(/: prod\.tfstate$/) as string,
      });
    }
    expect(delivery.objects).toEqual(before);
    expect(existsSync(delivery.foundation.localState)).toBe(false);
  });

  test("asks with what would be lost, and changes nothing where the answer is no", async () => {
    const asked: (readonly string[])[] = [];
    const no = (losses: readonly string[]): Promise<void> => {
      asked.push(losses);
      return Promise.reject(new Error("no"));
    };
    const effects = { ...delivery.effects, confirm: no };
    await expect(destroy(delivery.foundation, effects, purge)).rejects.toThrow("no");
    expect(asked).toEqual([["s3://states holds 1 object versions"]]);
    expect(delivery.objects?.get(KEY)).toBe(STATE);
    expect(existsSync(delivery.foundation.localState)).toBe(false);
  });

  test("is refused where there is nothing", async () => {
    await destroy(delivery.foundation, delivery.effects, purge);
    await expect(destroy(delivery.foundation, delivery.effects, purge)).rejects.toMatchObject({
      code: "NothingToDestroy",
    });
  });
});

describe("taking a foundation down whose state lies in the bucket of another stack", () => {
  const COMMANDS = ["init", "plan -destroy -out=destroy.tfplan", "empty s3://data", "apply destroy.tfplan"];

  function withData(amount: string | undefined): Foundation {
    const data: Store = {
      name: "s3://data",
      look: () => Promise.resolve({ amount, statesInUse: [] }),
      empty: () => {
        delivery.commands.push("empty s3://data");
        return Promise.resolve();
      },
    };
    return { ...delivery.foundation, stores: () => [data] };
  }

  beforeEach(async () => {
    await deploy(delivery.foundation, delivery.effects);
    delivery.commands.length = 0;
  });

  test("empties its own stores alone, and leaves an empty state behind", async () => {
    await destroy(withData("7 object versions"), delivery.effects, { purge: true });
    expect(delivery.commands).toEqual(COMMANDS);
    expect(delivery.objects?.get(KEY)).toBe(EMPTY);
  });

  test("needs no --purge where nothing lies in them", async () => {
    await destroy(withData(undefined), delivery.effects, { purge: false });
    expect(delivery.commands).toEqual(COMMANDS);
  });

  /** One that stands on the bucket; without `stands`, one whose state the caller may not read. */
  function promotion(stands?: boolean): Promotion {
    const denied = new Problem({ code: "AccessDenied", blame: "user", message: "not yours", next: "ask" });
    return {
      stackName: "dev",
      standsOn: ["arn:aws:s3:::states"],
      destroyedBy: ["npx cdktf destroy dev"],
      state: "s3://states/dev.tfstate",
      stands: () => (stands === undefined ? Promise.reject(denied) : Promise.resolve(stands)),
    };
  }

  test("is refused while a promotion stands on it, whatever was passed, and changes nothing", async () => {
    for (const purge of [true, false]) {
      delivery.commands.length = 0;
      const foundation = { ...withData("7 object versions"), promotions: [promotion(true)] };
      await expect(destroy(foundation, delivery.effects, { purge })).rejects.toMatchObject({
        code: "StatesInUse",
        message: expect.stringContaining("delivery is still used by dev") as string,
        next: expect.stringContaining("npx cdktf destroy dev") as string,
      });
      expect(delivery.commands).toEqual(COMMANDS.slice(0, 2));
    }
    expect(delivery.objects?.get(KEY)).toBe(STATE);
  });

  test("goes once the promotion is destroyed", async () => {
    const foundation = { ...withData(undefined), promotions: [promotion(false)] };
    await destroy(foundation, delivery.effects, { purge: false });
    expect(delivery.commands).toEqual(COMMANDS);
  });

  test("asks where it cannot know whether one stands, or says so where nobody is asked", async () => {
    const foundation = { ...withData(undefined), promotions: [promotion()] };
    const asked: (readonly string[])[] = [];
    const confirm = (losses: readonly string[]): Promise<void> => {
      asked.push(losses);
      return Promise.reject(new Error("no"));
    };
    const doubt = expect.stringContaining("dev may still use it") as string;
    await expect(destroy(foundation, { ...delivery.effects, confirm }, { purge: false })).rejects.toThrow(
      "no",
    );
    expect(asked).toEqual([[doubt]]);
    expect(delivery.commands).toEqual(COMMANDS.slice(0, 2));
    await destroy(foundation, delivery.effects, { purge: false });
    expect(delivery.said).toContainEqual(doubt);
  });

  test("is refused without --purge where something does", async () => {
    await expect(
      destroy(withData("7 object versions"), delivery.effects, { purge: false }),
    ).rejects.toMatchObject({ code: "NotEmpty" });
    expect(delivery.commands).toEqual(COMMANDS.slice(0, 2));
  });
});
