import { permissionChanges } from "../../review/permissions";

const policy = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: string | string[], Resource: string) => ({ Effect: "Allow", Action, Resource });

test("what is gained and lost is told per policy, in words", () => {
  const changes = permissionChanges([
    {
      address: "aws_iam_role_policy.pipeline",
      type: "aws_iam_role_policy",
      actions: ["update"],
      values: {
        policy: {
          from: policy(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::data/*")),
          to: policy(allow(["s3:GetObject", "s3:DeleteObject"], "arn:aws:s3:::data/*")),
        },
      },
    },
    {
      address: "aws_sns_topic.alerts",
      type: "aws_sns_topic",
      actions: ["update"],
      values: { name: { from: "a", to: "b" } },
    },
  ]);
  expect(changes).toEqual([
    {
      subject: "aws_iam_role_policy.pipeline",
      gained: ["s3:DeleteObject on arn:aws:s3:::data/*"],
      lost: ["s3:PutObject on arn:aws:s3:::data/*"],
    },
  ]);
});

test("a denial that comes is a loss, one that goes a gain", () => {
  const deny = { Effect: "Deny", Action: "s3:*", Resource: "*" };
  const change = (from: string, to: string) =>
    permissionChanges([
      { address: "a", type: "aws_s3_bucket_policy", actions: ["update"], values: { policy: { from, to } } },
    ]);
  expect(change(policy(), policy(deny))).toEqual([
    { subject: "a", gained: [], lost: ["what is denied now: s3:* on *"] },
  ]);
  expect(change(policy(deny), policy())).toEqual([
    { subject: "a", gained: ["no longer denies s3:* on *"], lost: [] },
  ]);
});

test("what is known only after the apply is told once", () => {
  const values = { policy: { from: policy(allow("s3:GetObject", "*")), to: "(known after the apply)" } };
  expect(
    permissionChanges([{ address: "a", type: "aws_iam_role_policy", actions: ["update"], values }]),
  ).toEqual([{ subject: "a", gained: ["what it allows cannot be told from here"], lost: [] }]);
});
