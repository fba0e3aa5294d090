import { apply } from "../../../deploy/apply";
import type { ResourceChange } from "../../../deploy/bound/stacks-plan";
import { consequencesOf, hasAtLeast, verdictOf } from "../../../deploy/consequences/consequences";
import { consequencesMarkdown, consequencesText } from "../../../deploy/consequences/render";
import { desiredOf, type Sources } from "../../../deploy/desired";
import { plan } from "../../../deploy/plan";
import type { ObservedPipeline } from "../../../deploy/ports";
import { FakeAws } from "../support/fake-aws";
import { prodSources, script, silent } from "../support/sources";

const TRAIN = "mammo-severity-train-pipeline";
const INFERENCE = "mammo-severity-inference-pipeline";

type Settings = Partial<Sources["environment"]>;

async function consequences(
  sources: Sources,
  touch: (aws: FakeAws) => void = () => undefined,
  resources?: readonly ResourceChange[],
) {
  const aws = new FakeAws();
  await apply(desiredOf(prodSources()), aws, silent);
  touch(aws);
  const stacks = resources && {
    stack: "prod",
    folder: "f",
    lineage: null,
    serial: null,
    changes: resources,
    binary: "b",
  };
  return consequencesOf(await plan(desiredOf(sources), aws, silent), stacks);
}

function withSettings(settings: Settings): Sources {
  const sources = prodSources();
  return { ...sources, environment: { ...sources.environment, ...settings } };
}

function observed(aws: FakeAws, name: string, change: Partial<ObservedPipeline>): void {
  const found = aws.stored.get(name);
  if (found !== undefined) aws.stored.set(name, { ...found, ...change });
}

function resource(type: string, actions: string[], values: ResourceChange["values"] = {}): ResourceChange {
  return { address: `${type}.x`, type, actions, values };
}

const classes = (found: Awaited<ReturnType<typeof consequences>>) =>
  found.map(({ class: one, subject }) => [one, subject]);

test("nothing comes of an unchanged plan, nor of another commit alone", async () => {
  expect(await consequences(prodSources({ gitCommit: "2".repeat(40) }))).toEqual([]);
  expect(verdictOf([])).toBe("training unchanged, predictions unchanged, no dearer, nothing deleted");
});

test("a new threshold changes what the next training gives, and no prediction", async () => {
  const found = await consequences(withSettings({ aucThreshold: 0.8 }));
  expect(classes(found)).toContainEqual(["retrains", TRAIN]);
  expect(verdictOf(found)).toBe(
    "1 pipeline trains differently, predictions unchanged, no dearer, nothing deleted",
  );
});

test("a script of the inference changes predictions", async () => {
  const sources = prodSources();
  const dataQuality = script("data_quality.py", "check(again=True)\n");
  const found = await consequences({ ...sources, scripts: { ...sources.scripts, dataQuality } });
  expect(classes(found)).toContainEqual(["predictions-change", INFERENCE]);
});

test("more machines cost more, and say how much", async () => {
  const found = await consequences(
    withSettings({ trainingInstanceCount: 2, trainingDataDistribution: "ShardedByS3Key" }),
  );
  expect(found).toContainEqual({
    class: "costs",
    subject: TRAIN,
    says: expect.stringMatching(/^at most \$0\.92 more/) as string,
    usd: expect.closeTo(0.92, 1) as number,
  });
  expect(verdictOf(found)).toContain("at most $0.92 more an execution");
});

test("what others did comes back with its consequence", async () => {
  const foreign = await consequences(prodSources(), (aws) => observed(aws, TRAIN, { tags: {} }));
  expect(classes(foreign)[0]).toEqual(["deletes-data", TRAIN]);
  const role = await consequences(prodSources(), (aws) => observed(aws, INFERENCE, { roleArn: "other" }));
  expect(classes(role)).toEqual([["widens-permission", INFERENCE]]);
  const text = await consequences(prodSources(), (aws) => observed(aws, TRAIN, { description: "other" }));
  expect(classes(text)).toEqual([["cosmetic", TRAIN]]);
  const broken = await consequences(prodSources(), (aws) =>
    observed(aws, INFERENCE, { definition: "broken" }),
  );
  expect(classes(broken)).toContainEqual(["predictions-change", INFERENCE]);
  const rewritten = await consequences(prodSources(), (aws) => {
    const path = [...aws.objects.keys()].find((key) => key.endsWith("evaluate.py")) ?? "";
    aws.storeObject(path, aws.objects.get(path) ?? 0);
  });
  expect(classes(rewritten)[0]).toEqual(["retrains", TRAIN]);
});

test.each<[string, string[], string]>([
  ["aws_kms_key", ["delete"], "deletes-data"],
  ["aws_s3_bucket", ["delete", "create"], "deletes-data"],
  ["aws_sqs_queue", ["update"], "cosmetic"],
  ["aws_iam_role_policy", ["update"], "widens-permission"],
  ["aws_lambda_permission", ["create"], "widens-permission"],
  ["aws_iam_role_policy", ["delete"], "cosmetic"],
  ["aws_lambda_function", ["create", "delete"], "predictions-change"],
  ["aws_cloudwatch_event_rule", ["delete"], "predictions-change"],
  ["aws_cloudwatch_metric_alarm", ["create"], "cosmetic"],
])("Terraform's %s: %j is %s", async (type, actions, expected) => {
  const found = await consequences(prodSources(), undefined, [resource(type, actions)]);
  expect(classes(found)).toEqual([[expected, `${type}.x`]]);
});

test("a policy within another resource may widen a permission as well", async () => {
  const values = { policy: { from: "{}", to: "{*}" } };
  const found = await consequences(prodSources(), undefined, [resource("aws_sns_topic", ["update"], values)]);
  expect(classes(found)).toEqual([["widens-permission", "aws_sns_topic.x"]]);
  expect(verdictOf(found)).toContain("1 permission may widen");
});

test("the gravest come first, and a limit holds for all that are graver", async () => {
  const found = await consequences(withSettings({ aucThreshold: 0.8 }), undefined, [
    resource("aws_cloudwatch_metric_alarm", ["create"]),
    resource("aws_kms_key", ["delete"]),
  ]);
  expect(classes(found).map(([one]) => one)[0]).toBe("deletes-data");
  expect(hasAtLeast(found, "deletes-data")).toBe(true);
  const mild = found.filter((one) => one.class === "cosmetic");
  expect([hasAtLeast(mild, "costs"), hasAtLeast(mild, "cosmetic"), hasAtLeast([], "cosmetic")]).toEqual([
    false,
    true,
    false,
  ]);
});

test("for a terminal no line is longer than it, and Markdown has a line each", async () => {
  const sources = withSettings({ aucThreshold: 0.8, processingEngine: "spark" });
  const found = await consequences(sources);
  const lines = consequencesText(found).split("\n");
  expect(lines[0]).toBe("  retrains");
  expect(lines.filter((line) => line.length > 80 && line.trim().includes(" "))).toEqual([]);
  expect(consequencesMarkdown(found)).toMatch(
    /^- \*\*retrains\*\*: `mammo-severity-train-pipeline`: the next/,
  );
});
