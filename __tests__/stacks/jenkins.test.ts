import { planTrust } from "../../stacks/policies/plan-role";
import { allowedBy, statementsOf } from "../support/template";
import {
  delivery,
  everyStack,
  example,
  exampleIn,
  jenkinsAccount,
  policyOf,
  promotion,
  trustOf,
  workloadAccount,
} from "./fixture";

const SERVER = "arn:aws:iam::444444444444:role/ci/jenkins-server-role";
const LOG = "arn:aws:logs:us-east-1:222222222222:log-group:jenkins-log:log-stream:main";
const elsewhere = example("prod", { jenkins_role_arn: SERVER, jenkins_external_id: "deployments" });

describe("where prod asks for evidence", () => {
  const asking = (overrides = {}) => example("prod", { require_evidence: true, ...overrides });

  test("nodes that deploy look for it in dev, and in no other place", () => {
    expect(policyOf(delivery(asking()), "jenkins-server-role")).toContainEqual({
      Sid: "AssumePlanRolesForEvidence",
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: ["arn:aws:iam::111111111111:role/plan-role"],
    });
    expect(policyOf(delivery(example()), "jenkins-server-role")).toHaveLength(2);
  });

  test("dev lets them, and whom prod's file lets deploy", () => {
    const deployer = "arn:aws:iam::222222222222:role/deployer";
    const { model } = asking({ deployers: [deployer] });
    const [dev] = model.environments;
    if (dev === undefined) throw new Error("no dev");
    const trust = planTrust(dev, model).filter(({ Sid }) => Sid.startsWith("EvidenceFor"));
    expect(trust.map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      [
        "EvidenceForJenkins",
        { ArnEquals: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/jenkins-server-role"] } },
      ],
      ["EvidenceForDeployers", { ArnEquals: { "aws:PrincipalArn": [deployer] } }],
    ]);
    const plain = example().model;
    expect(JSON.stringify(planTrust(dev, plain))).not.toContain("EvidenceFor");
  });
});

describe("Jenkins in an account of its own", () => {
  test("has its server's role there, and not in prod's account", () => {
    const stack = jenkinsAccount(elsewhere);
    expect(stack.provider()["allowed_account_ids"]).toEqual(["444444444444"]);
    expect(stack.resource("aws_iam_role", "jenkins-server-role_")).toMatchObject({
      name: "jenkins-server-role",
      path: "/ci/",
    });
    expect(stack.resource("aws_iam_role", "jenkins-plan-role_")).toMatchObject({
      name: "jenkins-plan-role",
      path: "/",
    });
    expect(policyOf(stack, "jenkins-server-role")).toEqual([
      {
        Sid: "AssumeDeployRoles",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: [
          "arn:aws:iam::111111111111:role/cross-account-jenkins-role",
          "arn:aws:iam::222222222222:role/mammography-severity-model-dev-state",
          "arn:aws:iam::222222222222:role/cross-account-jenkins-role",
        ],
      },
    ]);
    expect(delivery(elsewhere).types()).not.toContain("aws_iam_instance_profile");
  });

  test("keeps its foundation's state beside the others'", () => {
    const key = "mammography-severity-model/accounts/444444444444/jenkins-account.tfstate";
    expect(jenkinsAccount(elsewhere).terraform()["backend"]).toMatchObject({ s3: { key } });
    const bucket = statementsOf(delivery(elsewhere).resource("aws_s3_bucket_policy")["policy"]);
    const object = `arn:aws:s3:::mammography-sagemaker-terraform-state-222222222222/${key}`;
    expect(allowedBy(bucket, "s3:PutObject", object)).toEqual(["KeepFoundation444444444444"]);
  });

  test("writes its log as the role that it assumes, which prod's account has", () => {
    const role = policyOf(workloadAccount(elsewhere), "deploy-role");
    expect(allowedBy(role, "logs:PutLogEvents", LOG)).toEqual(["WriteBuildLogs"]);
    const dev = workloadAccount(example("dev", { jenkins_role_arn: SERVER }));
    expect(allowedBy(policyOf(dev, "deploy-role"), "logs:PutLogEvents", LOG)).toEqual([]);
    expect(allowedBy(policyOf(workloadAccount(example()), "deploy-role"), "logs:PutLogEvents", LOG)).toEqual(
      [],
    );
  });
});

describe("the roles that deploy", () => {
  test("ask for the external id, which Terraform names for the account and for the state", () => {
    expect(trustOf(workloadAccount(elsewhere), "deploy-role")).toMatchObject([
      {
        Principal: { AWS: "arn:aws:iam::444444444444:root" },
        Condition: {
          ArnEquals: { "aws:PrincipalArn": [SERVER] },
          StringEquals: { "sts:ExternalId": "deployments" },
        },
      },
    ]);
    const stack = promotion(elsewhere);
    expect(stack.provider()["assume_role"]).toMatchObject([{ external_id: "deployments" }]);
    expect(stack.terraform()["backend"]).toMatchObject({
      s3: { assume_role: { external_id: "deployments" } },
    });
  });

  test("ask for none where none is agreed on", () => {
    expect(JSON.stringify(trustOf(workloadAccount(example()), "deploy-role"))).not.toContain("ExternalId");
    expect(promotion(example()).text).not.toContain("external_id");
  });

  test("trust the server of their own environment, and of no other", () => {
    const dev = example("dev", { jenkins_role_arn: SERVER });
    const prod = dev.model.environments.find(({ name }) => name === "prod") ?? dev.environment;
    expect(trustOf(workloadAccount({ ...dev, environment: prod }), "deploy-role")).toMatchObject([
      {
        Principal: { AWS: "arn:aws:iam::222222222222:root" },
        Condition: {
          ArnEquals: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/jenkins-server-role"] },
        },
      },
    ]);
    expect(trustOf(delivery(dev), "state-role")[0]).toMatchObject({
      Condition: { ArnEquals: { "aws:PrincipalArn": [SERVER] } },
    });
  });

  test("are trusted by a server on EC2, by the same name in every partition", () => {
    for (const of of [example(), exampleIn("cn-north-1", "aws-cn")])
      expect(trustOf(delivery(of), "jenkins-server-role")).toMatchObject([
        { Principal: { Service: "ec2.amazonaws.com" } },
      ]);
  });
});

test.each([
  ["beside the state", delivery(example()), "jenkins-server-role", "/"],
  ["in an account of its own", jenkinsAccount(elsewhere), "jenkins-server-role", "/ci/"],
  ["for nodes that plan", delivery(example()), "jenkins-plan-role", "/"],
])("the server's instances find its role in a profile of its name: %s", (_, stack, name, path) => {
  const profile = stack.resource("aws_iam_instance_profile", `${name}_`);
  const role = stack
    .resources("aws_iam_role")
    .find(({ address }) => address.startsWith(`aws_iam_role.${name}_`));
  expect(profile).toMatchObject({ name, path, role: `\${${role?.address}.name}` });
});

test("no other role has a profile: no instance runs as it", () => {
  const profiles = everyStack(example()).flatMap(([name, stack]) =>
    stack.resources("aws_iam_instance_profile").map(({ arguments: profile }) => [name, profile["name"]]),
  );
  expect(profiles.sort()).toEqual([
    ["delivery", "jenkins-plan-role"],
    ["delivery", "jenkins-server-role"],
  ]);
});

test("the log group has the name that the file gives", () => {
  const stack = delivery(example("prod", { jenkins_log_group: "/ci/builds" }));
  expect(stack.resource("aws_cloudwatch_log_group")["name"]).toBe("/ci/builds");
  expect(
    allowedBy(
      policyOf(stack, "jenkins-server-role"),
      "logs:PutLogEvents",
      LOG.replace("jenkins-log", "/ci/builds"),
    ),
  ).toEqual(["WriteBuildLogs"]);
});
