import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";
import { Problem } from "sagemaker-promotion-core/problem";
import { apply } from "../../../deploy/apply";
import { parsePlan, planDocument, readPlanFile, writePlanFile } from "../../../deploy/bound/plan-document";
import type { PlanFile } from "../../../deploy/bound/plan-file";
import { desiredOf } from "../../../deploy/desired";
import { plan } from "../../../deploy/plan";
import { FakeAws } from "../support/fake-aws";
import { prodSources, silent } from "../support/sources";
import { fileOf } from "../support/plan-file";

const now = new Date("2026-11-30T12:00:00Z");
type Loose = Record<string, Json>;

/** A plan of pipelines that are there, and one of none. */
async function plans(): Promise<[there: PlanFile, absent: PlanFile]> {
  const aws = new FakeAws();
  const desired = desiredOf(prodSources());
  const absent = fileOf(await plan(desired, aws, silent), { acting: "plan", now });
  await apply(desired, aws, silent);
  const sources = prodSources();
  const stricter = { ...sources, environment: { ...sources.environment, metricThreshold: 0.8 } };
  const stacks = {
    stack: "prod",
    folder: "/home/me/cdktf.out",
    lineage: null,
    serial: null,
    changes: [
      {
        address: 'aws_sqs_queue.q["a b"]',
        type: "aws_sqs_queue",
        actions: ["delete", "create"],
        values: { delay: { from: 1, to: [{ any: null }] } },
      },
    ],
    binary: "b".repeat(64),
  };
  const there = fileOf(await plan(desiredOf(stricter), aws, silent), { acting: "deploy", now, stacks });
  return [there, absent];
}

/** What somebody writes who knows how plans are sealed. */
function sealed(content: Loose): string {
  const seal = createHash("sha256").update(canonicalJson(content)).digest("hex");
  return JSON.stringify({ ...content, seal });
}

function refusal(text: string): Problem {
  try {
    parsePlan(text, "the plan");
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("it was taken for a plan");
}

test("a plan is read as it was written", async () => {
  for (const file of await plans()) {
    const { text, seal } = planDocument(file);
    expect(parsePlan(text, "the plan")).toEqual(JSON.parse(JSON.stringify(file)));
    expect(JSON.parse(text)).toMatchObject({ seal });
  }
});

const long = "x".repeat(5_000);
const first = <T>(of: Readonly<Record<string, T>>, name: string): string =>
  Object.keys(of).find((key) => key.startsWith(name)) ?? "";

test.each<[what: string, change: (file: PlanFile) => object, finding: RegExp]>([
  ["a member that nobody knows", () => ({ more: 1 }), /\/: must NOT have additional properties: more/],
  ["no commit", () => ({ commit: undefined }), /required property 'commit'/],
  ["an earlier format", () => ({ format: 1 }), /\/format: must be equal to constant/],
  ["a tree that is none", () => ({ tree: "../../x" }), /\/tree: must match pattern/],
  ["an account that is none", () => ({ account: "prod" }), /\/account: /],
  ["another role", () => ({ acting: "admin" }), /\/acting: /],
  ["a day that is none", () => ({ expires: "9999-99-99T00:00:00.000Z" }), /\/expires: /],
  ["two days to live", () => ({ expires: "2026-12-02T12:00:00.001Z" }), /\/expires: must be within a day/],
  ["an end before its beginning", () => ({ expires: "2026-11-29T12:00:00.000Z" }), /\/expires: /],
  [
    "an action too long",
    () => ({ actions: [long] }),
    /\/actions\/0: must NOT have more than 4096 characters/,
  ],
  ["an action that writes elsewhere", () => ({ actions: ["update\u001b[2K"] }), /\/actions\/0: must match/],
  ["an action that reads backwards", () => ({ actions: ["\u202eupdate"] }), /\/actions\/0: must match/],
  [
    "more actions than there can be",
    () => ({ actions: Array(3_001).fill("x") }),
    /\/actions: must NOT have more/,
  ],
  ["an action that is no text", () => ({ actions: [{}] }), /\/actions\/0: must be string/],
  [
    "something else that should be there",
    () => ({ desired: { "role x": {} } }),
    /additional properties: role x/,
  ],
  [
    "a script's digest that is none",
    ({ desired }) => ({ desired: { ...desired, [first(desired, "script")]: "x" } }),
    /\/desired\/script s3:.*: must match/,
  ],
  [
    "a pipeline with another member",
    ({ desired }) => {
      const name = first(desired, "pipeline");
      return { desired: { ...desired, [name]: { ...(desired[name] as object), parallel: 1 } } };
    },
    /\/desired\/pipeline .*: must NOT have additional properties: parallel/,
  ],
  [
    "a pipeline that was there with another member",
    ({ observed }) => {
      const name = first(observed, "pipeline");
      return { observed: { ...observed, [name]: { ...(observed[name] as object), more: 1 } } };
    },
    /\/observed\/pipeline .*: must NOT have additional properties: more/,
  ],
  [
    "a half of Terraform's without its state",
    ({ stacks }) => ({ stacks: { ...stacks, serial: undefined } }),
    /serial/,
  ],
  [
    "a half of Terraform's with more",
    ({ stacks }) => ({ stacks: { ...stacks, plan: "AAAA" } }),
    /properties: plan/,
  ],
  [
    "a resource's action that Terraform has not",
    ({ stacks }) => ({ stacks: { ...stacks, changes: [{ ...stacks?.changes[0], actions: ["keep"] }] } }),
    /\/stacks\/changes\/0\/actions\/0: /,
  ],
  [
    "a value with more than before and after",
    ({ stacks }) => ({
      stacks: { ...stacks, changes: [{ ...stacks?.changes[0], values: { a: { from: 1, to: 2, then: 3 } } }] },
    }),
    /properties: then/,
  ],
])("%s is refused, however it is sealed", async (_what, change, finding) => {
  const [there] = await plans();
  const problem = refusal(sealed(JSON.parse(JSON.stringify({ ...there, ...change(there) })) as Loose));
  expect([problem.code, problem.message]).toEqual(["NotAPlan", expect.stringMatching(finding) as string]);
});

test("everything that is wrong is named at once, in so many lines", async () => {
  const [there] = await plans();
  const content = JSON.parse(JSON.stringify(there)) as Loose;
  const { message } = refusal(sealed({ ...content, account: "x", region: "\n", tree: 1, more: "\u001b" }));
  for (const name of ["/account", "/region", "/tree", "more"]) expect(message).toContain(name);
  const many = refusal(sealed({ ...content, actions: Array(1_000).fill(1) })).message;
  expect(many.split("\n")).toHaveLength(22);
  expect(many).toContain("and 980 more");
});

test("of what is long the first finding is told: it could hold millions", async () => {
  const [there] = await plans();
  const content = JSON.parse(JSON.stringify(there)) as Loose;
  const { message } = refusal(sealed({ ...content, actions: Array(1_000_000).fill(1) }));
  expect(message.split("\n")).toHaveLength(2);
});

test.each([
  ["no object", "[]"],
  ["a half", '{"format": 2'],
  ["nothing", ""],
  ["brackets without end", `{"seal": "x", "a": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`],
  ["a prototype", '{"__proto__": {"format": 2}}'],
])("%s is no plan", (_what, text) => {
  expect(refusal(text).code).toBe("NotAPlan");
});

test("what lies beside a sealed plan's prototype counts", async () => {
  const [there] = await plans();
  const text = planDocument(there).text.replace("{", '{"__proto__": {"more": 1},');
  expect(refusal(text).code).toBe("PlanAltered");
});

test("a plan that cannot be written is told, and leaves nothing behind", async () => {
  const [there] = await plans();
  const folder = mkdtempSync(join(tmpdir(), "plan-document-"));
  writeFileSync(join(folder, "file"), "");
  const path = join(folder, "file", "plan.json");
  expect(() => writePlanFile(path, there)).toThrow(
    expect.objectContaining({ code: "PlanNotKept", where: path }) as Error,
  );
  expect(readdirSync(folder)).toEqual(["file"]);
  rmSync(folder, { recursive: true });
});

test("a plan's folder is made where it is not there yet", async () => {
  const [there] = await plans();
  const folder = mkdtempSync(join(tmpdir(), "plan-document-"));
  const path = join(folder, "plans", "prod.plan.json");
  writePlanFile(path, there);
  expect(readPlanFile(path)).toEqual(there);
  rmSync(folder, { recursive: true });
});
