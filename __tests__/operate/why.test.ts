import { executionArns, placeOf } from "../../operate/execution-arn";
import type { Cause } from "../../lambdas/send-alert/jobs";
import type { ObservedRun } from "../../operate/run-report";
import { whyOf } from "../../operate/why";
import { whyText } from "../../operate/why-text";
import { failed, PROD, run, step } from "./support";

const plain = (_colour: string, text: string): string => text;
const JOB: Cause["job"] = {
  kind: "processing",
  name: "pipelines-0a1b-Preprocess-x",
  logGroup: "/aws/sagemaker/ProcessingJobs",
};
const why = (of: ObservedRun, reason: string, job: Cause["job"] = JOB) =>
  whyOf(of, { cause: { reason, job }, log: ["reading", "boom"] }, PROD);

test.each([
  [
    "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k because no policy",
    "the permission s3:GetObject on arn:aws:s3:::b/k",
  ],
  ["DataError: broken.csv, line 2, column Age: expected a number", "line 2 of broken.csv, column Age"],
  ["DataError: broken.csv, line 7: expected 6 columns", "line 7 of broken.csv"],
  ["Out of memory", null],
])("why names what %j names", (reason, names) => {
  expect(why(failed("train", "a", "Preprocess", "see the log"), reason).names).toBe(names);
});

test("why tells the job's own message, the end of its log, and how to go on", () => {
  const report = why(failed("train", "0a1b2c3d4e5f", "Preprocess", "AlgorithmError: See job logs"), "boom");
  expect(report).toMatchObject({
    verdict: "It failed at Preprocess.",
    cause: "boom",
    log: ["reading", "boom"],
  });
  expect(report.next).toContain("npm run deploy -- retry 0a1b2c3d4e5f --env prod");
  expect(whyText(report, plain)).toContain("| reading\n  | boom\n");
});

test.each([
  ["DataDrift", "Age: 5 of 60 values", /^Look whether the batch is right/],
  [
    "LatestApprovedModel",
    "… has no approved version of dev",
    /^Approve a version in the registry account 333333333333/,
  ],
  ["Train", "x is not authorized to perform: kms:Decrypt on resource: k", /^Have kms:Decrypt granted/],
  ["Train", "ResourceLimitExceeded: The account-level service limit", /^Ask Service Quotas/],
])("after a failure at %s because of %j there is a next step", (at, reason, next) => {
  expect(why(failed("inference", "a", at, reason), reason, undefined).next).toMatch(next);
});

test("why says of what is not over where it is, and of what did not fail that it did not", () => {
  const running = run("train", "a", { status: "Executing", steps: [step("Train", { status: "Executing" })] });
  expect(whyOf(running, undefined, PROD).verdict).toBe("It is not over: Executing at Train.");
  expect(whyOf(run("train", "a"), undefined, PROD).verdict).toBe("Nothing failed: it succeeded.");
  const early = run("train", "a", { status: "Failed", steps: [], failureReason: "no role" });
  expect(whyOf(early, undefined, PROD)).toMatchObject({
    verdict: "It failed before a step did.",
    cause: "no role",
  });
});

test("of several steps that failed the first is the cause", () => {
  const steps = [
    step("Later", { status: "Failed", ended: new Date(2_000) }),
    step("First", { status: "Failed", ended: new Date(1_000) }),
  ];
  expect(why(run("train", "a", { status: "Failed", steps }), "boom").run.failedStep).toBe("First");
});

test("an execution is named by its id or its ARN, and by nothing else", () => {
  const { arn } = PROD.trainPipeline;
  expect(executionArns("0a1b2c3d4e5f", PROD)).toEqual([
    `${arn}/execution/0a1b2c3d4e5f`,
    `${PROD.inferencePipeline.arn}/execution/0a1b2c3d4e5f`,
  ]);
  expect(executionArns(`${arn}/execution/0a1b2c3d4e5f`, PROD)).toEqual([`${arn}/execution/0a1b2c3d4e5f`]);
  expect(placeOf(`${arn}/execution/0a1b2c3d4e5f`).id).toBe("0a1b2c3d4e5f");
  for (const other of ["last", `${arn}-2/execution/0a1b2c3d4e5f`, arn]) {
    expect(() => executionArns(other, PROD)).toThrow(
      expect.objectContaining({ code: "NoExecution" }) as Error,
    );
  }
});
