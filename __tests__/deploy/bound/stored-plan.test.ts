import { requireSame } from "../../../deploy/bound/bound";
import { planDocument } from "../../../deploy/bound/plan-document";
import type { PlanFile } from "../../../deploy/bound/plan-file";
import { requireSameStacks, type StacksPlan } from "../../../deploy/bound/stacks-plan";
import { readStoredPlan, storedTree, storePlan } from "../../../deploy/bound/stored-plan";
import { desiredOf } from "../../../deploy/desired";
import { plan } from "../../../deploy/plan";
import { FakeAws } from "../support/fake-aws";
import { prodSources, silent } from "../support/sources";
import { fileOf } from "../support/plan-file";

const NOW = new Date("2026-11-30T12:00:00Z");
const HOUR = 3_600_000;
const TREE = "7".repeat(40);
const STACKS: StacksPlan = {
  stack: "prod",
  folder: "/home/somebody/cdktf.out",
  lineage: "l",
  serial: 7,
  changes: [],
  binary: "b".repeat(64),
};

let aws: FakeAws;
beforeEach(() => {
  aws = new FakeAws();
});

/** @param hours after noon */
async function made(hours = 0): Promise<PlanFile> {
  const now = new Date(NOW.getTime() + hours * HOUR);
  return fileOf(await plan(desiredOf(prodSources()), aws, silent), {
    acting: "plan",
    now,
    stacks: STACKS,
  });
}

/** Stores a plan when it is made. */
async function stored(hours = 0) {
  aws.storedAt = new Date(NOW.getTime() + hours * HOUR);
  return storePlan(aws.plans, await made(hours));
}

const read = (hours = 0, tree = TREE) =>
  readStoredPlan(aws.plans, { tree, environment: "prod", now: new Date(NOW.getTime() + hours * HOUR) });

/** Puts a text where plans lie, as an administrator can. */
function plant(name: string, text: string): void {
  aws.planObjects.set(`${TREE}/${name}`, { name, text, stored: new Date(NOW.getTime() + HOUR) });
}

test("a plan is found under its tree, without a word of the machine that made it", async () => {
  const { place, file, isNew } = await stored();
  expect(isNew).toBe(true);
  expect(place).toMatch(new RegExp(`^s3://states/plans/${TREE}/[0-9a-f]{64}\\.json$`));
  expect(file.stacks).toEqual({ stack: "prod", lineage: "l", serial: 7, changes: [] });
  const [{ text } = { text: "" }] = aws.planObjects.values();
  for (const word of ["somebody", "cdktf.out", '"binary":', '"folder":']) expect(text).not.toContain(word);
  expect(await read(24)).toEqual({ place, file: JSON.parse(JSON.stringify(file)) as PlanFile });
});

test("the same plan is stored once; a later one of the same tree lies beside it, and is the one that counts", async () => {
  const first = await stored();
  expect(await stored()).toEqual({ ...first, isNew: false });
  const second = await stored(2);
  expect(second).toMatchObject({ isNew: true, file: { created: "2026-11-30T14:00:00.000Z" } });
  expect(aws.planObjects.size).toBe(2);
  expect((await read(3)).place).toBe(second.place);
});

test("an expired plan is told, and does not stand in the way of the next", async () => {
  await stored();
  await expect(read(25)).rejects.toMatchObject({
    code: "PlanExpired",
    where: expect.stringContaining(TREE) as string,
  });
  const again = await stored(25);
  expect(again.isNew).toBe(true);
  expect((await read(26)).place).toBe(again.place);
});

test("where no plan of the tree is stored, one command names the way on", async () => {
  await stored();
  await expect(read(0, "8".repeat(40))).rejects.toMatchObject({
    code: "NoReviewedPlan",
    next: expect.stringContaining(
      "npm run deploy -- apply --env prod, which plans, shows and asks",
    ) as string,
  });
});

describe("what lies there in a plan's place", () => {
  const name = `${"a".repeat(64)}.json`;

  test("is refused where it is another tree's", async () => {
    const { text, seal } = planDocument({ ...(await made()), tree: "8".repeat(40) });
    plant(`${seal}.json`, text);
    await expect(read()).rejects.toMatchObject({ code: "PlanOfAnotherTree" });
  });

  test("is refused where it was written over, sealed as it may be", async () => {
    plant(name, planDocument(await made()).text);
    await expect(read()).rejects.toMatchObject({ code: "PlanAltered" });
  });

  test("is refused where it is altered, cut off, or no plan", async () => {
    const { text } = planDocument(await made());
    for (const [changed, code] of [
      [text.replace("222222222222", "333333333333"), "PlanAltered"],
      [text.slice(0, -100), "NotAPlan"],
      ["{}", "NotAPlan"],
    ] as const) {
      plant(name, changed);
      await expect(read()).rejects.toMatchObject({ code });
    }
  });
});

test("a stored plan is no plan to apply: Terraform's half stayed where it was made", async () => {
  const { file } = await stored();
  const fresh = await plan(desiredOf(prodSources()), aws, silent);
  expect(() => requireSame(file, fresh, NOW)).toThrow(/only reads, which cannot apply it/);
  const none = () => Promise.reject(new Error("not expected"));
  await expect(requireSameStacks({ run: none, read: none }, file.stacks ?? STACKS)).rejects.toMatchObject({
    code: "PlanAltered",
    next: expect.stringContaining("--reviewed") as string,
  });
});

test.each([
  ["7".repeat(40), undefined],
  [`${"7".repeat(40)}-dirty`, "DirtyTree"],
  ["unknown", "UnknownTree"],
])("of the tree %s", (gitTree, code) => {
  const tree = () => storedTree(desiredOf(prodSources({ gitTree })));
  if (code === undefined) expect(tree()).toBe(gitTree);
  else expect(tree).toThrow(expect.objectContaining({ code }) as Error);
});
