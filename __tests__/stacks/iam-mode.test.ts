import { allowedBy, statementsOf, type Template } from "../support/template";
import { delivery, example, exampleIn, policyOf, registryAccount, workloadAccount } from "./fixture";

const VERSION = "arn:aws:sagemaker:us-east-1:333333333333:model-package/mammo-severity-model-package/3";
const mode = (iam_mode: string) => example("prod", { iam_mode });

/** Managed policies by the construct of the role that they are attached to. */
const attached = (stack: Template): string[] =>
  stack
    .resources("aws_iam_role_policy_attachment")
    .map(
      ({ address, arguments: { policy_arn: arn } }) =>
        `${address.replace(/^.*\.|_.*$/g, "")}: ${String(arn)}`,
    )
    .sort();

const AWS = "arn:aws:iam::aws:policy";

describe("the mode blog", () => {
  test("attaches the managed policies that the blog lists", () => {
    expect(attached(workloadAccount(mode("blog")))).toEqual([
      `deploy-role: ${AWS}/AWSLambda_FullAccess`,
      `deploy-role: ${AWS}/AmazonEventBridgeFullAccess`,
      `deploy-role: ${AWS}/AmazonS3FullAccess`,
      `deploy-role: ${AWS}/AmazonSNSFullAccess`,
      `deploy-role: ${AWS}/AmazonSageMakerFullAccess`,
      `deploy-role: ${AWS}/CloudWatchFullAccess`,
      `execution-role: ${AWS}/AWSLambda_FullAccess`,
      `execution-role: ${AWS}/AmazonSageMakerFullAccess`,
      `execution-role: ${AWS}/CloudWatchEventsFullAccess`,
      `lambda-role: ${AWS}/AWSLambda_FullAccess`,
      `lambda-role: ${AWS}/AmazonSageMakerFullAccess`,
    ]);
    expect(attached(delivery(mode("blog")))).toEqual([`jenkins-server-role: ${AWS}/CloudWatchFullAccess`]);
  });

  test("lets the workload account approve versions, as the blog's group policy does, and no other account", () => {
    const group = registryAccount(mode("blog")).resource("aws_sagemaker_model_package_group_policy");
    const statements = statementsOf(group["resource_policy"]);
    expect(allowedBy(statements, "sagemaker:UpdateModelPackage", VERSION)).toEqual(["ApproveVersions"]);
    // As approved, too: the mode has no condition on the status.
    expect(allowedBy(statements, "sagemaker:CreateModelPackage", VERSION)).toContain("ApproveVersions");
    expect(statements.find(({ Sid }) => Sid === "ApproveVersions")).not.toHaveProperty("Condition");
    expect(statements.find(({ Sid }) => Sid === "ApproveVersions")?.Principal).toEqual({
      AWS: ["arn:aws:iam::222222222222:root"],
    });
  });

  test("takes no permission and no trust away", () => {
    for (const stackOf of [workloadAccount, delivery]) {
      for (const { where, statements } of stackOf(mode("least-privilege")).policies())
        expect(stackOf(mode("blog")).policies()).toContainEqual({ where, statements });
    }
  });

  test("names policies of the partition", () => {
    const china = attached(workloadAccount(exampleIn("cn-north-1", "aws-cn", { iam_mode: "blog" })));
    expect(china).toContain("lambda-role: arn:aws-cn:iam::aws:policy/AWSLambda_FullAccess");
    expect(china.filter((policy) => policy.includes("arn:aws:"))).toEqual([]);
  });
});

test("by default no role has a managed policy, and nobody outside the registry approves", () => {
  for (const stack of [workloadAccount(example()), delivery(example()), registryAccount(example())]) {
    expect(attached(stack)).toEqual([]);
    expect(stack.text.replace(/"Sid\\":\\"ApproveVersions[^}]*/, "")).not.toContain("UpdateModelPackage");
  }
  expect(policyOf(registryAccount(example()), "approver-role").map(({ Sid }) => Sid)).toEqual([
    "ApproveVersions",
    "OpenGroup",
    "ListGroups",
  ]);
});
