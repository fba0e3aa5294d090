import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing, TerraformLocal, TerraformOutput, TerraformStack, Token } from "cdktf";
import fc from "fast-check";
import { LiteralTexts } from "../../stacks/constructs/literal-texts";
import { configureTerraform } from "../../stacks/constructs/terraform-settings";
import { everyStack, example, exampleIn, type Case } from "./fixture";
import { describeUnless } from "../support/unless";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What Terraform would evaluate, of each of its kinds, and what only looks like it. */
const HOSTILE = '${upper("x")}%{ if true }y%{ endif }$${z}%%{z}$%{$';
/** Only references to what our stacks create may be evaluated. */
const REFERENCE = /^\$\{aws_[a-z0-9_]+\.[A-Za-z0-9_-]+\.[a-z_]+\}/;

/** A case whose every string ends in what Terraform would evaluate, but the names that cdktf makes folders of. */
function hostile({ environment, model }: Case): Case {
  const bend = <T>(value: T, key = ""): T => {
    const kept = ["name", "prefix", "partition", "group"].includes(key) || isChoice(value);
    if (typeof value === "string") return (kept ? value : `${value}${HOSTILE}`) as T;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => bend(item)) as T;
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [name, bend(child as unknown, name)]),
    ) as T;
  };
  const environments = model.environments.map((other) => bend(other));
  const own = environments.find(({ name }) => name === environment.name);
  if (own === undefined) throw new Error("the model lacks the environment");
  return { environment: own, model: { ...model, environments } };
}

/** Values that code compares with. */
function isChoice(value: unknown): boolean {
  return [
    "least-privilege",
    "blog",
    "drift",
    "any-failure",
    "processing",
    "model-monitor",
    "xgboost",
    "container",
  ].includes(String(value));
}

/** Every string of a document, keys included. */
function strings(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...strings(child)]);
}

/** The openings in a string that Terraform would evaluate. */
function evaluated(text: string): string[] {
  return [...text.matchAll(/\$\$\{|%%\{|[$%]\{/g)]
    .filter(([opening]) => opening === "${" || opening === "%{")
    .map(({ index }) => text.slice(index));
}

const modes: [string, Case][] = [
  ["the example", example("prod")],
  [
    "dev, with every function and a Jenkins elsewhere",
    example("dev", {
      monitoring: "model-monitor",
      jenkins_role_arn: "arn:aws:iam::444444444444:role/jenkins",
    }),
  ],
  ["China", exampleIn("cn-north-1", "aws-cn")],
];

describe.each(modes)("%s", (_mode, of) => {
  test("nothing that a stack is given is evaluated, and its references still are", () => {
    for (const [name, template] of everyStack(hostile(of))) {
      const all = strings(JSON.parse(template.text) as Json);
      expect(all.flatMap(evaluated).filter((rest) => !REFERENCE.test(rest))).toEqual([]);
      const bent = all.filter((text) => text.includes("upper("));
      expect([name, bent.length > 3]).toEqual([name, true]);
      expect(all.some((text) => REFERENCE.test(text))).toBe(true);
    }
  });

  test("what has no template is written as it is", () => {
    for (const [, template] of everyStack(of)) {
      // IAM's own variable is a text to Terraform.
      expect(template.text.replaceAll("$${aws:username}", "")).not.toMatch(/\$\$\{|%%\{/);
    }
  });
});

function configuredStack(id: string): TerraformStack {
  const { state } = example().environment;
  const stack = new TerraformStack(Testing.app(), id);
  const tags = { environment: "prod", model: "m" };
  configureTerraform(stack, { account: "222222222222", region: "us-east-1", tags, state, stateKey: "k" });
  return stack;
}

/** A stack of locals and outputs: what Terraform itself can evaluate without a provider. */
function localStack(texts: readonly string[]): TerraformStack {
  const stack = configuredStack("texts");
  const first = new TerraformLocal(stack, "first", "a reference");
  first.overrideLogicalId("first");
  const all = new TerraformLocal(stack, "texts", {
    texts,
    keys: Object.fromEntries(texts.map((text) => [text, 1])),
  });
  all.overrideLogicalId("texts");
  const referring = new TerraformLocal(stack, "referring", `\${x} and ${Token.asString(first.expression)}`);
  referring.overrideLogicalId("referring");
  new TerraformOutput(stack, "out", { value: `${HOSTILE} ${Token.asString(first.expression)}` });
  return stack;
}

const piece = fc.constantFrom(
  "${",
  "%{",
  "$",
  "%",
  "{",
  "}",
  "x",
  '"',
  "\\",
  "${x}",
  "%{ if x }",
  "$${x}",
  "~}",
  "ü",
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));

test("a stack that is synthesized twice is escaped once", () => {
  const stack = localStack(["${x}"]);
  expect(Testing.synth(stack)).toBe(Testing.synth(stack));
  expect(Testing.synth(stack)).toContain('"$${x}"');
});

test("texts are escaped whatever they are made of", () => {
  const sample = fc.sample(text, { numRuns: 300, seed: 9 });
  const { locals } = JSON.parse(Testing.synth(localStack(sample))) as {
    locals: { texts: { texts: string[] } };
  };
  const unescaped = locals.texts.texts.map((escaped) => escaped.replace(/([$%])\1\{/g, "$1{"));
  expect(locals.texts.texts.flatMap(evaluated)).toEqual([]);
  expect(unescaped).toEqual(sample);
});

test("tokens of cdktf in numbers, lists and maps are left alone", () => {
  const stack = configuredStack("tokens");
  const source = new TerraformLocal(stack, "source", [1]);
  source.overrideLogicalId("source");
  const value = {
    number: source.asNumber,
    list: source.asList,
    map: source.asStringMap,
    text: `a ${source.asString}`,
  };
  new TerraformLocal(stack, "all", value).overrideLogicalId("all");
  const { locals } = JSON.parse(Testing.synth(stack)) as { locals: { all: unknown } };
  expect(locals.all).toEqual({
    number: "${local.source}",
    list: "${local.source}",
    map: "${local.source}",
    text: "a ${local.source}",
  });
});

test("the aspect leaves what is no element of Terraform's alone", () => {
  const stack = new TerraformStack(Testing.app(), "plain");
  new LiteralTexts().visit(stack);
  expect(Object.hasOwn(stack, "toTerraform")).toBe(false);
});

const withoutTerraform =
  spawnSync("terraform", ["version"]).status === 0 ? undefined : "the Terraform CLI is not installed";

describeUnless(withoutTerraform, "Terraform itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "texts-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What Terraform makes of the locals of a document. */
  function evaluate(locals: Json): Json {
    writeFileSync(join(folder, "texts.tf.json"), JSON.stringify({ locals }));
    const { status, stdout, stderr } = spawnSync("terraform", ["console"], {
      cwd: folder,
      input: "jsonencode({ for key, value in local.all : key => value })\n",
      encoding: "utf8",
      env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: join(folder, "none.rc") },
    });
    if (status !== 0) throw new Error(`${stdout}${stderr}`);
    const answer = stdout.split("\n").find((line) => line.startsWith('"')) ?? "";
    return JSON.parse(JSON.parse(answer) as string) as Json;
  }

  test("reads every text as it was given, keys included, and follows the references", () => {
    const sample = [...new Set(fc.sample(text, { numRuns: 300, seed: 9 }))];
    const { locals } = JSON.parse(Testing.synth(localStack(sample))) as { locals: { [key: string]: Json } };
    expect(
      evaluate({ ...locals, all: { texts: "${local.texts}", referring: "${local.referring}" } }),
    ).toEqual({
      texts: { texts: sample, keys: Object.fromEntries(sample.map((key) => [key, 1])) },
      referring: "${x} and a reference",
    });
  });

  test("reads the synthesized stacks as they were meant", () => {
    for (const [, template] of everyStack(hostile(example("prod")))) {
      const bent = strings(JSON.parse(template.text) as Json).filter(
        (value) => value.includes("upper(") && evaluated(value).length === 0,
      );
      const all = Object.fromEntries(bent.map((value, index) => [`n${index}`, value]));
      const read = Object.values(evaluate({ all }) as { [key: string]: string });
      const policies = (value: string): string => value.replaceAll('\\"', '"');
      expect(read.every((value) => policies(value).includes(HOSTILE))).toBe(true);
      expect(read.length).toBeGreaterThan(3);
    }
  });
});
