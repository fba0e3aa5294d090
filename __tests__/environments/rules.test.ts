import { blogFile, environmentFile, exampleFile, type Overrides } from "../support/environments";
import { parseEnvironments } from "../support/parse";
import { brief, refusal } from "./refusal";

const arn = (account: string, resource: string): string =>
  `arn:aws:sagemaker:us-east-1:${account}:${resource}`;

describe("rules across the keys of a file", () => {
  const cases: [rule: string, overrides: Overrides, findings: string[]][] = [
    [
      "an ARN of another account",
      { kms_key: "arn:aws:kms:us-east-1:111111111111:alias/mammography" },
      [
        "/kms_key: expected account 222222222222, as in /lambda_role and 4 more; found account 111111111111; write 222222222222 in place of 111111111111",
      ],
    ],
    [
      "lambda_role itself in another account",
      { lambda_role: "arn:aws:iam::111111111111:role/lambda-sagemaker-role" },
      [
        "/lambda_role: expected account 222222222222, as in /kms_key and 4 more; found account 111111111111; write 222222222222 in place of 111111111111",
      ],
    ],
    [
      "a role's name without the account",
      { lambda_role: "lambda-sagemaker-role" },
      [
        '/account_id: expected the account of lambda_role, which "lambda-sagemaker-role" does not say; found no such key; add "account_id": "111111111111", for example',
      ],
    ],
    [
      "account_id in another account",
      { account_id: "111111111111" },
      [
        "/account_id: expected account 222222222222, as in /lambda_role and 5 more; found account 111111111111; write 222222222222 in place of 111111111111",
      ],
    ],
    [
      "a slip in account_id, which is found once",
      { account_id: "22222222222", lambda_role: "lambda-sagemaker-role" },
      [
        '/account_id: expected an AWS account\'s id: twelve digits, in quotes; found "22222222222"; write "111111111111", for example',
      ],
    ],
    [
      "the registry in account_id",
      {
        account_id: "333333333333",
        lambda_role: "lambda",
        kms_key: undefined,
        train_pipeline: { arn: undefined, role_arn: "execution" },
        inference_pipeline: { arn: undefined, role_arn: "execution" },
      },
      [
        "/model_package_group_name: expected the model registry in an account of its own; found 333333333333, the environment's own account; write the central model registry's account",
      ],
    ],
    [
      "events_role in another account",
      { events_role: "arn:aws:iam::111111111111:role/sagemaker-events-role" },
      [
        "/events_role: expected account 222222222222, as in /lambda_role and 5 more; found account 111111111111; write 222222222222 in place of 111111111111",
      ],
    ],
    [
      "deploy_role_arn in another account",
      { deploy_role_arn: "arn:aws:iam::111111111111:role/deployer" },
      [
        "/deploy_role_arn: expected account 222222222222, as in /lambda_role and 5 more; found account 111111111111; write 222222222222 in place of 111111111111",
      ],
    ],
    [
      "approver_role_arn outside the registry's account",
      { approver_role_arn: "arn:aws:iam::222222222222:role/approver" },
      [
        "/approver_role_arn: expected a role of account 333333333333, the model registry's; found account 222222222222; name a role of account 333333333333, or leave the key out",
      ],
    ],
    [
      "an existing events_role that the file lacks",
      { existing_resources: ["lambda_role", "events_role"] },
      [
        '/existing_resources/1: expected a key of this file; found "events_role", which the file lacks: pipelines are started as each one\'s own role_arn; add events_role, or take it out of the list',
      ],
    ],
    [
      "an ARN of another region",
      { kms_key: "arn:aws:kms:eu-west-1:222222222222:alias/mammography" },
      [
        "/kms_key: expected region us-east-1, as in /aws_region and 3 more; found region eu-west-1; write us-east-1 in place of eu-west-1",
      ],
    ],
    [
      "the registry in another region",
      { model_package_group_name: "arn:aws:sagemaker:eu-west-1:333333333333:model-package-group/mammo" },
      [
        "/model_package_group_name: expected region us-east-1, as in /aws_region and 3 more; found region eu-west-1; write us-east-1 in place of eu-west-1",
      ],
    ],
    [
      "aws_region other than every ARN's",
      { aws_region: "eu-west-1" },
      [
        "/aws_region: expected region us-east-1, as in /kms_key and 3 more; found region eu-west-1; write us-east-1 in place of eu-west-1",
      ],
    ],
    [
      "an ARN of another partition",
      { lambda_role: "arn:aws-cn:iam::222222222222:role/lambda-sagemaker-role" },
      [
        "/lambda_role: expected partition aws, the one of us-east-1; found partition aws-cn; begin the ARN with arn:aws:",
      ],
    ],
    [
      "one account for registry and workload",
      { model_package_group_name: arn("222222222222", "model-package-group/mammo") },
      [
        "/model_package_group_name: expected the model registry in an account of its own; found 222222222222, the environment's own account; write the central model registry's account",
      ],
    ],
    [
      "two names of the train pipeline",
      { train_pipeline_name: "other" },
      [
        "/train_pipeline_name: expected name mammo-severity-train-pipeline, as in /train_pipeline/name and 1 more; found name other; write mammo-severity-train-pipeline in place of other",
      ],
    ],
    [
      "a pipeline's ARN with another name",
      { inference_pipeline: { arn: arn("222222222222", "pipeline/other") } },
      [
        "/inference_pipeline/arn: expected name mammo-severity-inference-pipeline, as in /inference_pipeline_name and 1 more; found name other; write mammo-severity-inference-pipeline in place of other",
      ],
    ],
    [
      "three names of one pipeline",
      { train_pipeline_name: "a", train_pipeline: { name: "b", arn: arn("222222222222", "pipeline/c") } },
      [
        "/train_pipeline/name: expected name a, as in /train_pipeline_name; found name b; write the same in both: a here, or b there",
        "/train_pipeline/arn: expected name a, as in /train_pipeline_name; found name c; write the same in both: a here, or c there",
      ],
    ],
    [
      "one pipeline under both keys",
      {
        inference_pipeline_name: "mammo-severity-train-pipeline",
        inference_pipeline: {
          name: "mammo-severity-train-pipeline",
          arn: arn("222222222222", "pipeline/mammo-severity-train-pipeline"),
        },
      },
      [
        '/inference_pipeline_name: expected a name other than the train pipeline\'s; found "mammo-severity-train-pipeline"; give the two pipelines two names',
      ],
    ],
    [
      "data in the registry's bucket",
      { default_bucket: "sagemaker-mammography-registry" },
      [
        '/default_bucket: expected a bucket other than /model_artifacts_bucket, which lies in the registry\'s account; found "sagemaker-mammography-registry"; write the bucket of this account',
      ],
    ],
    [
      "state in the registry's bucket",
      { terraform_state_bucket: "sagemaker-mammography-registry" },
      [
        '/terraform_state_bucket: expected a bucket other than /model_artifacts_bucket, which lies in the registry\'s account; found "sagemaker-mammography-registry"; write the bucket of this account',
      ],
    ],
    [
      "a schedule of Unix's cron",
      { inference_pipeline: { cron_schedule: "cron(0 23 * * *)" } },
      [
        '/inference_pipeline/cron_schedule: expected six fields (minutes, hours, day-of-month, month, day-of-week, year); found 5 in "cron(0 23 * * *)"; add the year, which Unix\'s cron does not have: *',
      ],
    ],
    [
      "prod's state role in another account",
      { terraform_state_role_arn: "arn:aws:iam::444444444444:role/state" },
      [
        "/terraform_state_role_arn: expected a role in account 222222222222, the prod account of prod.tfvars.json; found account 444444444444; name a role of account 222222222222, or leave the key out",
      ],
    ],
  ];
  test.each(cases)("%s is refused", (_rule, overrides, findings) => {
    expect(refusal([environmentFile("prod", blogFile(overrides))]).map(brief)).toEqual(findings);
  });

  test.each([
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["ap-southeast-2", "aws"],
  ])("the same rules hold in %s", (region, partition) => {
    const text = JSON.stringify(exampleFile("prod"))
      .replaceAll("arn:aws:", `arn:${partition}:`)
      .replaceAll("us-east-1", region);
    const { environments } = parseEnvironments([environmentFile("prod", JSON.parse(text))]);
    expect(environments[0]).toMatchObject({
      region,
      partition,
      deployRole: `arn:${partition}:iam::222222222222:role/cross-account-jenkins-role`,
    });
  });

  test("a pipeline's ARN may write the name in lower case, as SageMaker does", () => {
    const content = blogFile({
      train_pipeline_name: "MammoTrain",
      train_pipeline: { name: "MammoTrain", arn: arn("222222222222", "pipeline/mammotrain") },
    });
    expect(parseEnvironments([environmentFile("prod", content)]).environments[0]?.trainPipeline.name).toBe(
      "MammoTrain",
    );
  });
});

test("a bucket without sagemaker in its name is a warning, not an error", () => {
  const { warnings } = parseEnvironments([
    environmentFile("prod", blogFile({ default_bucket: "mammography", model_artifacts_bucket: "registry" })),
  ]);
  expect(warnings.map(brief)).toEqual([
    '/default_bucket: expected a name with "sagemaker" in it: AmazonSageMakerFullAccess grants access to objects of such buckets only; found "mammography"; rename the bucket, or grant the execution role access to it',
    '/model_artifacts_bucket: expected a name with "sagemaker" in it: AmazonSageMakerFullAccess grants access to objects of such buckets only; found "registry"; rename the bucket, or grant the execution role access to it',
  ]);
});
