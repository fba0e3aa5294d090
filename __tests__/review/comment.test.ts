import type { Evidence } from "../../deploy/evidence";
import { commentText, MOST_CHARACTERS } from "../../review/comment";
import { changedPlan, inputOf, reviewed, samePlan } from "./support/reviewed";

const AUC = { name: "auc", interval: null };
const EVIDENCE: Evidence = {
  required: false,
  before: [
    {
      environment: "dev",
      account: "111111111111",
      train: {
        execution: "abcdefghijkl",
        startedAt: "2026-11-29T10:00:00.000Z",
        version: 4,
        metric: { ...AUC, value: 0.931 },
      },
      inference: null,
      differs: ["metric_threshold"],
      unseen: null,
    },
  ],
  liveNow: { version: 2, metric: { ...AUC, value: 0.921 }, trainedBy: "dev" },
  live: {
    version: 3,
    metric: { ...AUC, value: 0.928, interval: { lower: 0.865, upper: 0.963, level: 0.95 } },
    trainedBy: "dev",
  },
  waiting: [4],
  liveUnseen: null,
};

const REHEARSED = {
  verdict: "Predictions change on 84 of 84 rows",
  folds: [{ title: "rehearsal", blocks: [{ lines: ["- `one`"] }] }],
};

test("a reader sees verdict, what to do and the table first, the rest opens on a click", async () => {
  const plan = await changedPlan([
    { address: "aws_sns_topic.alerts", type: "aws_sns_topic", actions: ["delete"], values: {} },
  ]);
  const { body, ok } = commentText(
    inputOf([reviewed({ ...plan, evidence: EVIDENCE })], { rehearsed: REHEARSED }),
  );
  expect(ok).toBe(true);
  const [visible = "", ...folds] = body.split("<details>");
  expect(visible).toMatchInlineSnapshot(`
    "<!-- sagemaker-promotion review bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb 12 -->
    ### prod: 1 pipeline retrains, predictions unchanged, costs unchanged, 1 change deletes data.

    **To do**

    - Still to be approved: read what follows, then approve this pull request.
    - prod: version 4 waits for approval, and would be live then.
    - After the merge into \`main\`, Jenkins asks once more for prod. It applies what is planned here, or shows what differs and asks about that.

    | | |
    | --- | --- |
    | **deletes data** | \`aws_sns_topic.alerts\` delete |
    | **retrains** | \`train\` \\~ parameter AucScoreThreshold, default: 0.5 → 0.8 (threshold of CheckModelQuality)<br>\`train\` \\~ Evaluate, code (ProcessingInputs.code.S3Input.S3Uri): "…/a0e5f19071d8/evaluate.py" → "…/e0a329f9fafb/evaluate.py" |
    | **runs otherwise** | \`inference\` \\~ MonitorPredictions, AppSpecification.ContainerArguments: \\[…,"--threshold","0.5",…\\] → \\[…,"--threshold","0.8",…\\] |
    | **cosmetic** | 3 that change nothing that runs |

    | prod: model | now | after the merge |
    | --- | --- | --- |
    | version | 2 | 3 |
    | metric | AUC 0.9210 | AUC 0.9280 (95 %: 0.865 to 0.963) |
    | trained by | dev | dev |


    **Evidence**

    - rehearsed: Predictions change on 84 of 84 rows
    - prod: train: this definition succeeded in dev on 2026-11-29 10:00 UTC, execution abcdefghijkl: version 4, AUC 0.9310
    - prod: inference: this definition has not succeeded in dev
    - prod: dev has another metric\\_threshold
    - prod: live: version 3, AUC 0.9280, trained by dev, is live after the apply
    - prod: version 4 waits for approval, and would be live then

    "
  `);
  expect(folds.map((fold) => /<summary>(.*)<\/summary>/.exec(fold)?.[1])).toMatchInlineSnapshot(`
    [
      "prod: 2 pipelines",
      "prod: Terraform, 1 to delete",
      "prod: cost of an execution, at most",
      "prod: the plan as text",
      "rehearsal",
    ]
  `);
  expect(
    body
      .split("</details>")
      .at(-1)
      ?.replace(/plan `\w+`/, "plan `…`"),
  ).toMatchInlineSnapshot(`
    "


    <sub>head \`bbbbbbbbbbbb\`, base \`aaaaaaaaaaaa\` · prod: plan \`…\`, tree \`999999999999\`, serial 12, expires 2026-12-01T08:00:00.000Z · [build 12](https://ci.example/job/promotion/job/PR-7/12/)</sub>
    "
  `);
});

test("where nothing changes, it is one line", async () => {
  const plan = await samePlan();
  const { body } = commentText(inputOf([reviewed(plan), reviewed({ ...plan, environment: "dev" })]));
  expect(body.split("\n").slice(1)).toEqual([
    "prod, dev: no changes, what is there is what should be there.",
    "",
  ]);
});

test("an environment without a plan is told, and the check fails", async () => {
  const { body, ok, verdict } = commentText(
    inputOf([
      { environment: "dev", why: "WrongAccount: these are credentials of 999999999999" },
      reviewed(await changedPlan()),
    ]),
  );
  expect(ok).toBe(false);
  expect(verdict).toMatch(/^dev: no plan; prod: /);
  expect(body).toContain("**dev has no plan**: WrongAccount: these are credentials of 999999999999");
});

test("who has approved is told in place of what is still to be done", async () => {
  const plan = await changedPlan();
  const text = (approvals: readonly string[]): string =>
    commentText(inputOf([reviewed(plan)], { approvals })).body;
  expect(text([])).toContain("Still to be approved");
  expect(text(["ann", "bob"])).toContain("- Approved by ann, bob.\n");
});

test("thousands of resources keep to the limit, with deletions in front and every fold closed", async () => {
  const resources = Array.from({ length: 3_000 }, (_, index) => ({
    address: `aws_iam_role_policy.role_${index}_${"x".repeat(400)}`,
    type: "aws_iam_role_policy",
    actions: [index % 3 === 0 ? "delete" : "create"],
    values: {
      policy: {
        from: null,
        to: JSON.stringify({ Statement: [{ Effect: "Allow", Action: `s3:Get${index}`, Resource: "*" }] }),
      },
    },
  }));
  expect(JSON.stringify(resources).length).toBeGreaterThan(1_500_000);
  const { body } = commentText(inputOf([reviewed(await changedPlan(resources))]));
  expect(body.length).toBeLessThanOrEqual(MOST_CHARACTERS);
  expect(body.length).toBeGreaterThan(MOST_CHARACTERS * 0.8);
  expect(body.split("<details>")).toHaveLength(body.split("</details>").length);
  expect(body.match(/^`{3,}/gm)?.length ?? 0).toBe(
    (body.match(/^`{3,}$/gm)?.length ?? 0) + (body.match(/^`{3,}[a-z]+$/gm)?.length ?? 0),
  );
  expect(body).toMatch(/Terraform, 1000 to delete, 2000 to create/);
  expect(body).toContain("left out. All of it: [the build](https://ci.example/job/promotion/job/PR-7/12/)");
  expect(body).toContain("serial 12, expires 2026-12-01T08:00:00.000Z");
});

test("what a plan holds cannot become Markdown or HTML of its own", async () => {
  const plan = await changedPlan([
    {
      address: "a`</summary></details>\n## Approved",
      type: "aws_sns_topic",
      actions: ["delete"],
      values: {},
    },
  ]);
  const { body } = commentText(
    inputOf([
      reviewed({ ...plan, environment: "prod</summary><h1>" }),
      { environment: "dev", why: "x\n\n# All is well <!-- -->" },
    ]),
  );
  const live = body
    .replace(/^(`{3,})\w*\n[^]*?^\1$/gm, "")
    .replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "")
    .replace(/\\[<>#]/g, "");
  expect(live).not.toMatch(/^#+ (?!What a merge does)/m);
  expect(live.match(/<\/?[a-z0-9]+>/g)?.filter((tag) => !/details|summary|sub|br/.test(tag))).toEqual([]);
  expect(live.match(/<details>/g)).toHaveLength(4);
  expect(live.match(/<\/details>/g)).toHaveLength(4);
});
