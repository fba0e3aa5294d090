import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  applyStacks,
  changesIn,
  discardStacks,
  planStacks,
  requireSameStacks,
  type Shown,
} from "../../../deploy/bound/stacks-plan";
import type { Terraform } from "../../../deploy/bootstrap/terraform";
import { prodSources } from "../support/sources";

const { environment } = prodSources();
const SHOWN: Shown = {
  resource_changes: [
    change("aws_sqs_queue.same", ["no-op"], {}, {}),
    change("data.aws_region.here", ["read"], {}, {}),
    change("aws_sqs_queue.q", ["update"], { name: "q", delay: 1 }, { name: "q", delay: 2 }),
  ],
};

function change(address: string, actions: string[], before: object, after: object) {
  const [type = ""] = address.split(".");
  return { address, type, change: { actions, before: { ...before }, after: { ...after } } };
}

let out: string;
let work: string;
let serial: number;
let commands: string[];
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "stacks-plan-"));
  work = join(out, "stacks", "prod");
  serial = 7;
  commands = [];
});
afterEach(() => rmSync(out, { recursive: true }));

const terraform: Terraform = {
  run: () => Promise.reject(new Error("not expected")),
  read(folder, ...args) {
    commands.push(args.join(" "));
    if (args[0] === "plan") writeFileSync(join(folder, "bound.tfplan"), "in the clear");
    if (args[0] === "show") return Promise.resolve(JSON.stringify(SHOWN));
    return Promise.resolve(args[0] === "state" ? JSON.stringify({ lineage: "l", serial }) : "");
  },
};

async function planned() {
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, "cdk.tf.json"), "{}");
  return planStacks(terraform, environment, out, "deploy");
}

test("the stack is planned, with the state that it stands on, and Terraform's own plan is its owner's alone", async () => {
  const plan = await planned();
  expect(plan).toMatchObject({ stack: "prod", lineage: "l", serial: 7 });
  expect(plan.changes).toEqual([
    {
      address: "aws_sqs_queue.q",
      type: "aws_sqs_queue",
      actions: ["update"],
      values: { delay: { from: 1, to: 2 } },
    },
  ]);
  expect(statSync(join(work, "bound.tfplan")).mode & 0o777).toBe(0o600);
  await requireSameStacks(terraform, plan);
  await applyStacks(terraform, plan);
  expect(commands.at(-1)).toBe("apply -input=false -no-color bound.tfplan");
  discardStacks(plan);
  expect(existsSync(join(work, "bound.tfplan"))).toBe(false);
});

test("who only plans takes no lock", async () => {
  await planned();
  await planStacks(terraform, environment, out, "plan");
  expect(commands.filter((command) => command.includes("-lock=false"))).toHaveLength(1);
});

test("a state that has moved, and another plan in its place, are refused", async () => {
  const plan = await planned();
  serial = 8;
  await expect(requireSameStacks(terraform, plan)).rejects.toMatchObject({
    code: "PlanStale",
    message: expect.stringContaining("serial 8, not 7") as string,
  });
  writeFileSync(join(work, "bound.tfplan"), "another");
  await expect(requireSameStacks(terraform, plan)).rejects.toMatchObject({ code: "PlanAltered" });
  discardStacks(plan);
  await expect(requireSameStacks(terraform, plan)).rejects.toMatchObject({ code: "PlanAltered" });
});

test("a stack that is not synthesized is told", async () => {
  await expect(planStacks(terraform, environment, out, "plan")).rejects.toMatchObject({
    code: "NotSynthesized",
  });
});

test("what Terraform calls sensitive is not told, and still counts as a change", () => {
  const secret = {
    ...change("aws_x.s", ["update"], {}, {}),
    change: {
      actions: ["update"],
      before: { token: "old", list: [{ key: "old", name: "n" }], all: { a: "old" }, id: "1" },
      after: { token: "new", list: [{ key: "new", name: "m" }], all: { a: "new" }, id: null },
      before_sensitive: { token: true, list: [{ key: true }], all: true },
      after_sensitive: { token: true, list: [{ key: true }], all: true },
      after_unknown: { id: true },
    },
  };
  const [found] = changesIn({ resource_changes: [secret] });
  const hidden = { from: "(sensitive)", to: "(sensitive)" };
  expect(found?.values).toEqual({
    token: hidden,
    all: hidden,
    list: { from: [{ key: "(sensitive)", name: "n" }], to: [{ key: "(sensitive)", name: "m" }] },
    id: { from: "1", to: "(known after the apply)" },
  });
});
