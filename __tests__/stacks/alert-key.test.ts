import { blog, example, policyOf, workloadAccount } from "./fixture";
import { listOf, statementsOf } from "../support/template";

const key = workloadAccount(example()).resource("aws_kms_key", "alert-key");
const statement = (sid: string) => statementsOf(key["policy"]).find(({ Sid }) => Sid === sid);

test("the alerts have a key of their own, which rotates", () => {
  expect(key).toMatchObject({
    enable_key_rotation: true,
    deletion_window_in_days: 7,
    tags: { purpose: "alerts" },
  });
});

test.each([
  ["AlarmsPublish", { Service: "cloudwatch.amazonaws.com" }, {}],
  [
    "LambdaPublishes",
    { AWS: "arn:aws:iam::222222222222:root" },
    { ArnEquals: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/lambda-sagemaker-role"] } },
  ],
])("messages are encrypted as the key's %s says", (sid, Principal, roles) => {
  expect(statement(sid)).toMatchObject({ Principal, Action: ["kms:Decrypt", "kms:GenerateDataKey"] });
  expect(statement(sid)?.Condition).toEqual({
    StringEquals: {
      "kms:EncryptionContext:aws:sns:topicArn":
        "arn:aws:sns:us-east-1:222222222222:mammography-model-notification",
    },
    ...roles,
  });
});

test("the role that deploys does not administer it", () => {
  expect(statement("AdministeredByAccount")?.Condition).toEqual({
    ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/cross-account-jenkins-role" },
  });
});

test.each([
  ["the example", example()],
  ["the blog's file, whose key's policy nobody here knows", blog()],
])("of %s, the role that deploys uses the data's key and may nothing else to any", (_, of) => {
  const actions = policyOf(workloadAccount(of), "deploy-role").flatMap(({ Action }) => listOf(Action));
  expect(actions.filter((action) => action.startsWith("kms:"))).toEqual(["kms:GenerateDataKey"]);
});
