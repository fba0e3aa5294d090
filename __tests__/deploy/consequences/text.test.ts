import { apply } from "../../../deploy/apply";
import type { ResourceChange } from "../../../deploy/consequences/resource-rules";
import { changedScripts } from "../../../deploy/consequences/scripts";
import { desiredOf } from "../../../deploy/desired";
import { planMarkdown } from "../../../deploy/markdown";
import { plan } from "../../../deploy/plan";
import { planReport } from "../../../deploy/report";
import { WIDTH } from "../../../deploy/table";
import { planText, type Paint } from "../../../deploy/text";
import { FakeAws } from "../support/fake-aws";
import { prodSources, script, silent } from "../support/sources";

const plain: Paint = (_colour, text) => text;

const RESOURCES: readonly ResourceChange[] = [
  { address: "aws_sqs_queue.lost-events", type: "aws_sqs_queue", actions: ["delete", "create"], values: {} },
  {
    address: "aws_iam_role_policy.lambda-role_policies_5D1F0A3B-with-a-name-of-many-characters",
    type: "aws_iam_role_policy",
    actions: ["update"],
    values: {
      policy: {
        from: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] }),
        to: JSON.stringify({
          Statement: [{ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" }],
        }),
      },
    },
  },
  {
    address: "aws_cloudwatch_event_rule.schedule",
    type: "aws_cloudwatch_event_rule",
    actions: ["update"],
    values: { schedule_expression: { from: "cron(0 6 * * ? *)", to: "cron(0 7 * * ? *)" } },
  },
];

/** Something of every class. */
async function richReport() {
  const aws = new FakeAws();
  const sources = prodSources();
  await apply(desiredOf(sources), aws, silent);
  for (const [name, stored] of aws.stored) {
    const definition = stored.definition
      .replace('"eta":"0.2"', '"eta":"0.3"')
      .replace('"VolumeSizeInGB":30,', '"VolumeSizeInGB":20,')
      .replace('"MaxRuntimeInSeconds":3600', '"MaxRuntimeInSeconds":1800')
      .replace('"JoinSource":"Input"', '"JoinSource":"None"');
    aws.stored.set(name, { ...stored, definition, description: "Before." });
  }
  const evaluate = script("evaluate.py", "evaluate(again=True)\n");
  const planned = await plan(
    desiredOf({ ...sources, gitCommit: "2".repeat(40), scripts: { ...sources.scripts, evaluate } }),
    aws,
    silent,
  );
  const diff = "@@ -1 +1 @@\n-evaluate()\n+evaluate(again=True)\n";
  const scripts = changedScripts(planned).map((change) => ({ ...change, diff }));
  return planReport(planned, { scripts, stacks: { changes: RESOURCES } });
}

test("a plan is told by what it leads to, the worst first", async () => {
  expect(planText(await richReport(), "prod", plain)).toMatchInlineSnapshot(`
    "prod in account 222222222222, us-east-1
      commit 2222222222222222222222222222222222222222

    1 pipeline retrains, predictions change, 1 permission widens, at most $0.46 more
    an execution, 1 change deletes data.

    deletes data
        aws_sqs_queue.lost-events: replace
        — the events that it keeps are gone

    widens a permission
        aws_iam_role_policy.lambda-role_policies_5D1F0A3B-with-a-name-of-many-characters:
        update: policy
        — allows s3:PutObject on *

    predictions change
      inference  ~ BatchTransform, DataProcessing.JoinSource: "None" → "Input"
                 — the model in use is another, or predicts otherwise

    retrains: the next training gives, or registers, another model
      train  ~ Train, hyperparameter (HyperParameters.eta): "0.3" → "0.2"
             — the next training gives another model
      train  ~ Evaluate, code (ProcessingInputs.code.S3Input.S3Uri):
             "…/a0e5f19071d8/evaluate.py" → "…/e0a329f9fafb/evaluate.py"
             — whether the next training's version is registered is judged otherwise

    runs otherwise: models and predictions stay as they are
        aws_cloudwatch_event_rule.schedule: update: schedule_expression
        — it runs at other times

    costs
      train      ~ Preprocess, StoppingCondition.MaxRuntimeInSeconds: 1800 → 3600
                 — it bounds what a run costs, and how long it may take
      inference  ~ MonitorInput, StoppingCondition.MaxRuntimeInSeconds: 1800 → 3600
                 — it bounds what a run costs, and how long it may take
      train      ~ at most $3.22 → $3.68 an execution
                 — machines at their longest run time, with all attempts
      inference  ~ at most $2.30 → $2.76 an execution
                 — machines at their longest run time, with all attempts

    cosmetic
      train      ~ pipeline, PipelineDescription: "Before." → "Trains
                 mammography-severity-model, evaluates it and registers it for
                 approval."
                 — a text for people
      train      ~ parameter GitCommit, default: "111111111111" → "222222222222"
                 — it only names the commit
      train      ~ RegisterModel, CustomerMetadataProperties.code_evaluate.py:
                 "a0e5f19071d8" → "e0a329f9fafb"
                 — it only names the bytes of a script
      inference  ~ pipeline, PipelineDescription: "Before." → "Checks a batch for
                 drift and predicts it with the approved version of
                 mammography-severity-model."
                 — a text for people
      inference  ~ parameter GitCommit, default: "111111111111" → "222222222222"
                 — it only names the commit

    evaluate.py, a0e5f19071d8 → e0a329f9fafb (21 bytes):
      @@ -1 +1 @@
      -evaluate()
      +evaluate(again=True)

      code       none    data_quality.py fb14225bba11 (18 bytes)
      code       none    description.json 6851aba3fd5c (296 bytes)
      code       none    distributions.py f894aa52f046 (19 bytes)
      code       none    encoders.py 42cb3bd144e9 (14 bytes)
      code       upload  evaluate.py e0a329f9fafb (21 bytes)
      code       none    metrics.py ba75f7e0f125 (13 bytes)
      code       none    model_quality.py 78bec4715c28 (19 bytes)
      code       none    prepare.py 8c3d46674fd4 (13 bytes)
      code       none    preprocess.py c8119ebba7b8 (16 bytes)
      code       none    summaries.py 0f6bf56da71b (15 bytes)
      code       none    tabular.py c35e084d31e3 (13 bytes)
      train      update  mammo-severity-train-pipeline
                         cost: at most $3.68 an execution (if CheckModelQuality), at
                         prices of 2026-09-24
      inference  update  mammo-severity-inference-pipeline
                         cost: at most $2.76 an execution (else of CheckDrift), at
                         prices of 2026-09-24, and what has no ceiling
                         cost: BatchTransform has no ceiling: CreateTransformJob
                         takes no limit of its run time

    6 changes. Apply with: npm run deploy -- apply --env prod
    "
  `);
});

test("the same for a pull request", async () => {
  const text = planMarkdown(await richReport(), "prod");
  expect(text.slice(0, text.indexOf("| | Script"))).toMatchInlineSnapshot(`
    "### Plan for \`prod\`

    Account \`222222222222\`, \`us-east-1\`, commit \`2222222222222222222222222222222222222222\`.

    **6 changes.** Apply with \`npm run deploy -- apply --env prod\`.

    > 1 pipeline retrains, predictions change, 1 permission widens, at most $0.46 more an execution, 1 change deletes data.

    **deletes data**

    - \`aws_sqs_queue.lost-events\` replace — the events that it keeps are gone

    **widens a permission**

    - \`aws_iam_role_policy.lambda-role_policies_5D1F0A3B-with-a-name-of-many-characters\` update: policy — allows s3:PutObject on \\*

    **predictions change**

    - \`inference\` \\~ BatchTransform, DataProcessing.JoinSource: "None" → "Input" — the model in use is another, or predicts otherwise

    **retrains: the next training gives, or registers, another model**

    - \`train\` \\~ Train, hyperparameter (HyperParameters.eta): "0.3" → "0.2" — the next training gives another model
    - \`train\` \\~ Evaluate, code (ProcessingInputs.code.S3Input.S3Uri): "…/a0e5f19071d8/evaluate.py" → "…/e0a329f9fafb/evaluate.py" — whether the next training's version is registered is judged otherwise

    **runs otherwise: models and predictions stay as they are**

    - \`aws_cloudwatch_event_rule.schedule\` update: schedule\\_expression — it runs at other times

    **costs**

    - \`train\` \\~ Preprocess, StoppingCondition.MaxRuntimeInSeconds: 1800 → 3600 — it bounds what a run costs, and how long it may take
    - \`inference\` \\~ MonitorInput, StoppingCondition.MaxRuntimeInSeconds: 1800 → 3600 — it bounds what a run costs, and how long it may take
    - \`train\` \\~ at most $3.22 → $3.68 an execution — machines at their longest run time, with all attempts
    - \`inference\` \\~ at most $2.30 → $2.76 an execution — machines at their longest run time, with all attempts

    **cosmetic**

    - \`train\` \\~ pipeline, PipelineDescription: "Before." → "Trains mammography-severity-model, evaluates it and registers it for approval." — a text for people
    - \`train\` \\~ parameter GitCommit, default: "111111111111" → "222222222222" — it only names the commit
    - \`train\` \\~ RegisterModel, CustomerMetadataProperties.code\\_evaluate.py: "a0e5f19071d8" → "e0a329f9fafb" — it only names the bytes of a script
    - \`inference\` \\~ pipeline, PipelineDescription: "Before." → "Checks a batch for drift and predicts it with the approved version of mammography-severity-model." — a text for people
    - \`inference\` \\~ parameter GitCommit, default: "111111111111" → "222222222222" — it only names the commit

    evaluate.py, a0e5f19071d8 → e0a329f9fafb (21 bytes):

    \`\`\`diff
    @@ -1 +1 @@
    -evaluate()
    +evaluate(again=True)
    \`\`\`

    "
  `);
});

test("a line has 80 columns, or one word that is longer", async () => {
  const lines = planText(await richReport(), "prod", plain).split("\n");
  const tooLong = lines.filter((line) => line.length > WIDTH && /\S\s+\S/.test(line.trim()));
  expect(tooLong).toEqual([]);
});
