import { apply } from "../../deploy/apply";
import { desiredOf, type Sources } from "../../deploy/desired";
import { destroy, planDestroy } from "../../deploy/destroy";
import { planMarkdown } from "../../deploy/markdown";
import { plan } from "../../deploy/plan";
import { applyReport, destroyReport, planReport } from "../../deploy/report";
import { applyText, destroyText, planText, type Paint } from "../../deploy/text";
import { FakeAws } from "./support/fake-aws";
import { FILES, prodSources, script, silent } from "./support/sources";

const plain: Paint = (_colour, text) => text;

/** Hashes change with every change of the pipelines; what surrounds them does not. */
function stable(text: string): string {
  return text.replace(/[0-9a-f]{64}/g, "<sha256>");
}

function changed(): Sources {
  const sources = prodSources({ gitCommit: "2".repeat(40) });
  const evaluate = script("evaluate.py", "evaluate(again=True)\n");
  return {
    ...sources,
    environment: { ...sources.environment, metricThreshold: 0.8 },
    scripts: { ...sources.scripts, evaluate },
  };
}

async function changedReport() {
  const aws = new FakeAws();
  await apply(desiredOf(prodSources()), aws, silent);
  return planReport(await plan(desiredOf(changed()), aws, silent));
}

test("a plan tells each difference by what it is about, and what an execution may cost", async () => {
  expect(stable(planText(await changedReport(), "prod", plain))).toMatchInlineSnapshot(`
    "prod in account 222222222222, us-east-1
      commit 2222222222222222222222222222222222222222

    1 pipeline retrains, predictions unchanged, costs unchanged, nothing deleted.
    Terraform's half is not in it.

    retrains: the next training gives, or registers, another model
      train  ~ parameter AucScoreThreshold, default: 0.5 → 0.8 (threshold of
             CheckModelQuality)
             — whether the next training's version is registered is judged otherwise
      train  ~ Evaluate, code (ProcessingInputs.code.S3Input.S3Uri):
             "…/a0e5f19071d8/evaluate.py" → "…/e0a329f9fafb/evaluate.py"
             — whether the next training's version is registered is judged otherwise

    runs otherwise: models and predictions stay as they are
      inference  ~ MonitorPredictions, AppSpecification.ContainerArguments:
                 […,"--threshold","0.5",…] → […,"--threshold","0.8",…]
                 — drift is judged otherwise

    cosmetic
      train      ~ parameter GitCommit, default: "111111111111" → "222222222222"
                 — it only names the commit
      train      ~ RegisterModel, CustomerMetadataProperties.code_evaluate.py:
                 "a0e5f19071d8" → "e0a329f9fafb"
                 — it only names the bytes of a script
      inference  ~ parameter GitCommit, default: "111111111111" → "222222222222"
                 — it only names the commit

    evaluate.py, a0e5f19071d8 → e0a329f9fafb (21 bytes): no commit here holds what
    is deployed, and who plans may not decrypt it

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

    3 changes. Apply with: npm run deploy -- apply --env prod
    "
  `);
});

test("the same plan for a pull request", async () => {
  const text = stable(planMarkdown(await changedReport(), "prod"));
  expect(text).toMatchInlineSnapshot(`
    "### Plan for \`prod\`

    Account \`222222222222\`, \`us-east-1\`, commit \`2222222222222222222222222222222222222222\`.

    **3 changes.** Apply with \`npm run deploy -- apply --env prod\`.

    > 1 pipeline retrains, predictions unchanged, costs unchanged, nothing deleted. Terraform's half is not in it.

    **retrains: the next training gives, or registers, another model**

    - \`train\` \\~ parameter AucScoreThreshold, default: 0.5 → 0.8 (threshold of CheckModelQuality) — whether the next training's version is registered is judged otherwise
    - \`train\` \\~ Evaluate, code (ProcessingInputs.code.S3Input.S3Uri): "…/a0e5f19071d8/evaluate.py" → "…/e0a329f9fafb/evaluate.py" — whether the next training's version is registered is judged otherwise

    **runs otherwise: models and predictions stay as they are**

    - \`inference\` \\~ MonitorPredictions, AppSpecification.ContainerArguments: \\[…,"--threshold","0.5",…\\] → \\[…,"--threshold","0.8",…\\] — drift is judged otherwise

    **cosmetic**

    - \`train\` \\~ parameter GitCommit, default: "111111111111" → "222222222222" — it only names the commit
    - \`train\` \\~ RegisterModel, CustomerMetadataProperties.code\\_evaluate.py: "a0e5f19071d8" → "e0a329f9fafb" — it only names the bytes of a script
    - \`inference\` \\~ parameter GitCommit, default: "111111111111" → "222222222222" — it only names the commit

    evaluate.py, a0e5f19071d8 → e0a329f9fafb (21 bytes): no commit here holds what is deployed, and who plans may not decrypt it

    | | Script | SHA-256 |
    | --- | --- | --- |
    | none | \`data_quality.py\` | \`fb14225bba11\` |
    | none | \`description.json\` | \`6851aba3fd5c\` |
    | none | \`distributions.py\` | \`f894aa52f046\` |
    | none | \`encoders.py\` | \`42cb3bd144e9\` |
    | upload | \`evaluate.py\` | \`e0a329f9fafb\` |
    | none | \`metrics.py\` | \`ba75f7e0f125\` |
    | none | \`model_quality.py\` | \`78bec4715c28\` |
    | none | \`prepare.py\` | \`8c3d46674fd4\` |
    | none | \`preprocess.py\` | \`c8119ebba7b8\` |
    | none | \`summaries.py\` | \`0f6bf56da71b\` |
    | none | \`tabular.py\` | \`c35e084d31e3\` |

    #### train: update \`mammo-severity-train-pipeline\`

    - cost: at most $3.68 an execution (if CheckModelQuality), at prices of 2026-09-24
    - cost: Preprocess $0.92 (1 × ml.m5.xlarge × 1 h × 4 attempts)
    - cost: Train $0.92 (1 × ml.m5.xlarge × 1 h × 4 attempts)
    - cost: Evaluate $0.92 (1 × ml.m5.xlarge × 1 h × 4 attempts)
    - cost: DataQualityBaseline $0.92 (1 × ml.m5.xlarge × 1 h × 4 attempts)

    #### inference: update \`mammo-severity-inference-pipeline\`

    - cost: at most $2.76 an execution (else of CheckDrift), at prices of 2026-09-24, and what has no ceiling
    - cost: BatchTransform has no ceiling: CreateTransformJob takes no limit of its run time
    - cost: MonitorInput $0.92 (1 × ml.m5.xlarge × 1 h × 4 attempts)
    - cost: MonitorPredictions $0.92 (1 × ml.m5.xlarge × 1 h × 4 attempts)
    - cost: PrepareBatch $0.92 (1 × ml.m5.xlarge × 1 h × 4 attempts)
    "
  `);
});

test("a plan of nothing says so in each form", async () => {
  const aws = new FakeAws();
  await apply(desiredOf(prodSources()), aws, silent);
  const report = planReport(await plan(desiredOf(prodSources()), aws, silent));
  expect(planText(report, "prod", plain)).toContain("No changes: what is there");
  expect(planMarkdown(report, "prod")).toContain("**No changes**");
});

test("a budget stands beside what an execution may cost", async () => {
  const sources = prodSources();
  const environment = { ...sources.environment, budget: 10 };
  const report = planReport(await plan(desiredOf({ ...sources, environment }), new FakeAws(), silent));
  expect(report.budget).toBe(10);
  expect(planText(report, "prod", plain).replace(/\s+/g, " ")).toContain(
    "(if CheckModelQuality), at prices of 2026-09-24, of a budget of $10.00 ",
  );
});

test("a failed apply tells what is done, what failed and what is left", async () => {
  const aws = new FakeAws();
  aws.writesLeft = FILES.length;
  const report = applyReport(await apply(desiredOf(prodSources()), aws, silent));
  expect(stable(applyText(report, plain)).replace(/(code\/<sha256>\/)\w+\.py/g, "$1….py"))
    .toMatchInlineSnapshot(`
    "prod in account 222222222222, us-east-1

      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/description.json
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      done       upload  s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/<sha256>/….py
      failed     create  pipeline mammo-severity-train-pipeline
      not done   create  pipeline mammo-severity-inference-pipeline
      not done   label   pipeline mammo-severity-train-pipeline
      not done   label   pipeline mammo-severity-inference-pipeline
    "
  `);
});

test("a destroy tells what it leaves", async () => {
  const aws = new FakeAws();
  const { environment } = prodSources();
  await apply(desiredOf(prodSources()), aws, silent);
  const destroyPlan = await planDestroy(environment, aws, silent);
  const sleep = () => Promise.resolve();
  const destroyed = await destroy(destroyPlan, aws, { stop: false, sleep }, silent);
  expect(destroyText(destroyReport(destroyed), plain)).toMatchInlineSnapshot(`
    "prod in account 222222222222, us-east-1

      done       delete  pipeline mammo-severity-inference-pipeline
      done       delete  pipeline mammo-severity-train-pipeline
      done       delete  11 version(s) of scripts in s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/

    This stays:
      Data, reports and predictions in s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/ (all but code/).
      Model versions in arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package and their artifacts in s3://mammography-sagemaker-artifacts-333333333333/mammography-severity-model/prod/.
      Topic, rules and functions: they are Terraform's, see cdktf destroy.
      Records and logs of jobs that have run: SageMaker and CloudWatch keep them.
    "
  `);
});
