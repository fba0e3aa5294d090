import { blog, delivery, example, policyOf, registryAccount } from "./fixture";
import { allowedBy, statementsOf } from "../support/template";

const MODEL = "mammography-severity-model";
const ARTIFACTS = "arn:aws:s3:::mammography-sagemaker-artifacts-333333333333";
const STATES = "arn:aws:s3:::mammography-sagemaker-terraform-state-222222222222";
const VERSION = "arn:aws:sagemaker:us-east-1:333333333333:model-package/mammo-severity-model-package/3";
const EXECUTION_ROLE = "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role";

const registry = registryAccount(example());

describe("the registry account", () => {
  const bucket = statementsOf(registry.resource("aws_s3_bucket_policy")["policy"]);
  const group = statementsOf(
    registry.resource("aws_sagemaker_model_package_group_policy")["resource_policy"],
  );

  test("has the group that the environments name", () => {
    expect(registry.resource("aws_sagemaker_model_package_group")["model_package_group_name"]).toBe(
      "mammo-severity-model-package",
    );
    expect(registry.provider()["allowed_account_ids"]).toEqual(["333333333333"]);
  });

  test("lets the workload accounts register and use versions, and approve none", () => {
    for (const { Principal } of group)
      expect(Principal).toEqual({
        AWS: ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"],
      });
    expect(allowedBy(group, "sagemaker:CreateModelPackage", VERSION)).toHaveLength(1);
    expect(allowedBy(group, "sagemaker:UpdateModelPackage", VERSION)).toEqual([]);
    const approver = policyOf(registry, "approver-role");
    expect(allowedBy(approver, "sagemaker:UpdateModelPackage", VERSION)).toHaveLength(1);
    expect(allowedBy(approver, "sagemaker:CreateModelPackage", VERSION)).toEqual([]);
  });

  test("lets each environment's execution role read every version and write its own", () => {
    expect(allowedBy(bucket, "s3:GetObject", `${ARTIFACTS}/${MODEL}/dev/x/artifact/model.tar.gz`)).toEqual([
      "RegistrationReadsArtifacts",
      "Readdev",
      "Comparedev",
      "Readprod",
      "Compareprod",
    ]);
    expect(allowedBy(bucket, "s3:PutObject", `${ARTIFACTS}/${MODEL}/dev/x/artifact/model.tar.gz`)).toEqual([
      "Writedev",
    ]);
    expect(bucket.find(({ Sid }) => Sid === "Writeprod")).toMatchObject({
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
      Condition: { ArnEquals: { "aws:PrincipalArn": [EXECUTION_ROLE] } },
    });
  });

  test("stands for the blog's file, which is prod alone", () => {
    const stack = registryAccount(blog());
    expect(stack.resource("aws_sagemaker_model_package_group")["model_package_group_name"]).toBe(
      "mammo-severity-model-package",
    );
    expect(stack.text).not.toContain("111111111111");
  });
});

describe("the delivery account", () => {
  const stack = delivery(example());

  test("keeps the state and Jenkins's log", () => {
    expect(stack.resource("aws_s3_bucket")["bucket"]).toBe(
      "mammography-sagemaker-terraform-state-222222222222",
    );
    expect(stack.resource("aws_cloudwatch_log_group")).toMatchObject({
      name: "jenkins-log",
      retention_in_days: 365,
    });
  });

  test("lets the other accounts' administrators keep the states of their own foundations, and no other", () => {
    const bucket = statementsOf(stack.resource("aws_s3_bucket_policy")["policy"]);
    const keep = (account: string, name: string) =>
      allowedBy(bucket, "s3:PutObject", `${STATES}/${MODEL}/accounts/${account}/${name}.tfstate`);
    expect(keep("111111111111", "dev-account")).toEqual(["KeepFoundation111111111111"]);
    expect(keep("333333333333", "registry-account")).toEqual(["KeepFoundation333333333333"]);
    expect(keep("222222222222", "prod-account")).toEqual([]);
    expect(allowedBy(bucket, "s3:GetObject", `${STATES}/delivery.tfstate`)).toEqual([]);
    const state = `${STATES}/${MODEL}/accounts/111111111111/dev-account.tfstate`;
    expect(allowedBy(bucket, "s3:DeleteObject", `${state}.tflock`)).toEqual(["UnlockFoundation111111111111"]);
    expect(allowedBy(bucket, "s3:DeleteObject", state)).toEqual([]);
    expect(bucket.find(({ Sid }) => Sid === "KeepFoundation111111111111")?.Principal).toEqual({
      AWS: "arn:aws:iam::111111111111:root",
    });
  });

  test("lets the other accounts' administrators read the states of the promotions on their foundations", () => {
    const bucket = statementsOf(stack.resource("aws_s3_bucket_policy")["policy"]);
    const does = (action: string, name: string) =>
      allowedBy(bucket, action, `${STATES}/${MODEL}/${name}/${name}.tfstate`);
    expect(does("s3:GetObject", "dev")).toEqual(["SeePromotions111111111111", "SeePromotions333333333333"]);
    // Nothing of prod's promotion stands on dev's account.
    expect(does("s3:GetObject", "prod")).toEqual(["SeePromotions333333333333"]);
    for (const action of ["s3:PutObject", "s3:DeleteObject"]) expect(does(action, "dev")).toEqual([]);
    expect(bucket.find(({ Sid }) => Sid === "SeePromotions333333333333")?.Principal).toEqual({
      AWS: "arn:aws:iam::333333333333:root",
    });
  });

  test("lets the Jenkins server assume the roles that deploy, and no other", () => {
    const policy = policyOf(stack, "jenkins-server-role");
    expect(policy.find(({ Action }) => Action === "sts:AssumeRole")?.Resource).toEqual([
      "arn:aws:iam::111111111111:role/cross-account-jenkins-role",
      "arn:aws:iam::222222222222:role/mammography-severity-model-dev-state",
      "arn:aws:iam::222222222222:role/cross-account-jenkins-role",
    ]);
  });

  test("leaves out the nodes' roles where Jenkins runs in another account", () => {
    const elsewhere = delivery(
      blog({ jenkins_role_arn: "arn:aws:iam::444444444444:role/jenkins-server-role" }),
    );
    expect(elsewhere.resources("aws_iam_role").map(({ arguments: { name } }) => name)).toEqual([
      "plan-writer-role",
    ]);
  });
});
