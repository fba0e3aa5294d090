import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lay, takeDown } from "../../deploy/bootstrap/delivery-foundation";
import type { DeliveryFoundation, Hands } from "../../deploy/bootstrap/delivery-foundation";
import type { StateBucket } from "../../deploy/bootstrap/state-bucket";

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
  /** The process is killed after this many more commands. */
  left = Infinity;
  readonly folder = mkdtempSync(join(tmpdir(), "bootstrap-"));
  readonly bucket: StateBucket = {
    has: (key) => Promise.resolve(this.objects?.has(key) ?? false),
    statesInUse: (own) =>
      Promise.resolve(
        [...(this.objects ?? [])].filter(([key, text]) => key !== own && text !== EMPTY).map(([key]) => key),
      ),
    empty: () => {
      this.step("empty");
      this.objects?.clear();
      return Promise.resolve();
    },
  };
  readonly foundation: DeliveryFoundation = {
    stackName: "delivery",
    folder: join(this.folder, "stacks", "delivery"),
    work: join(this.folder, "bootstrap", "delivery"),
    localState: join(this.folder, "terraform.delivery.tfstate"),
    state: { bucket: this.bucket, key: KEY },
    buckets: [this.bucket],
  };
  readonly hands: Hands = {
    terraform: (folder, ...args) => {
      this.run(folder, args);
      return Promise.resolve();
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
    expect(readFileSync(memory, "utf8")).toBe(local?.path ?? "s3");
    if (args[0] !== "apply") return;
    const isDestroy = args.includes("destroy.tfplan");
    if (isDestroy) {
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
    await lay(delivery.foundation, delivery.hands);
    expect(delivery.commands).toEqual(["init", "apply -auto-approve", "init -migrate-state -force-copy"]);
    expectLaid();
  });

  test("is an apply like any other the second time", async () => {
    await lay(delivery.foundation, delivery.hands);
    delivery.commands.length = 0;
    await lay(delivery.foundation, delivery.hands);
    expect(delivery.commands).toEqual(["init", "apply -auto-approve"]);
    expectLaid();
  });

  test.each([0, 1, 2])("goes on when it was killed after %i commands", async (commands) => {
    delivery.left = commands;
    await expect(lay(delivery.foundation, delivery.hands)).rejects.toThrow("killed");
    delivery.left = Infinity;
    await lay(delivery.foundation, delivery.hands);
    expectLaid();
  });

  test("leaves the question to Terraform where nobody said yes before", async () => {
    await lay(delivery.foundation, { ...delivery.hands, confirm: () => Promise.resolve() });
    expect(delivery.commands).toContain("apply");
  });

  test("keeps the file where the bucket does not have the state in the end", async () => {
    const lost = { ...delivery.bucket, has: () => Promise.resolve(false) };
    const foundation = { ...delivery.foundation, state: { bucket: lost, key: KEY } };
    await expect(lay(foundation, delivery.hands)).rejects.toMatchObject({ code: "StateNotMigrated" });
    expect(readFileSync(foundation.localState, "utf8")).toBe(STATE);
  });
});

describe("taking the delivery foundation down", () => {
  beforeEach(async () => {
    await lay(delivery.foundation, delivery.hands);
    delivery.commands.length = 0;
  });

  test("moves the state out of the bucket before it empties and destroys it", async () => {
    await takeDown(delivery.foundation, delivery.hands);
    expect(delivery.commands).toEqual([
      "init",
      "init -migrate-state -force-copy",
      "plan -destroy -out=destroy.tfplan",
      "empty",
      "apply destroy.tfplan",
    ]);
    expectGone();
  });

  test.each([0, 1, 2, 3, 4])("goes on when it was killed after %i commands", async (commands) => {
    delivery.left = commands;
    await expect(takeDown(delivery.foundation, delivery.hands)).rejects.toThrow("killed");
    delivery.left = Infinity;
    await takeDown(delivery.foundation, delivery.hands);
    expectGone();
  });

  test("is refused while another stack still stands, and touches nothing", async () => {
    delivery.objects?.set("prod.tfstate", STATE).set("dev.tfstate", EMPTY);
    await expect(takeDown(delivery.foundation, delivery.hands)).rejects.toMatchObject({
      code: "StatesInUse",
      message: expect.stringMatching(/: prod\.tfstate$/) as string,
    });
    expect(delivery.commands).toEqual([]);
  });

  test("deletes nothing where the answer is no", async () => {
    const no = (): Promise<void> => Promise.reject(new Error("no"));
    await expect(takeDown(delivery.foundation, { ...delivery.hands, confirm: no })).rejects.toThrow("no");
    expect(delivery.objects?.get(KEY)).toBe(STATE);
    await lay(delivery.foundation, delivery.hands);
    expectLaid();
  });

  test("leaves a bucket alone that the stack did not make", async () => {
    await takeDown({ ...delivery.foundation, buckets: [] }, delivery.hands).catch(() => undefined);
    expect(delivery.commands).not.toContain("empty");
    expect(delivery.commands).not.toContain("init -migrate-state -force-copy");
  });

  test("is refused where there is nothing", async () => {
    await takeDown(delivery.foundation, delivery.hands);
    await expect(takeDown(delivery.foundation, delivery.hands)).rejects.toMatchObject({
      code: "NothingToDestroy",
    });
  });
});
