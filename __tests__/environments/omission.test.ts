import { parseEnvironments } from "../support/parse";
import { environmentFile, exampleFile, merge, type Overrides } from "../support/environments";
import { prod } from "./files";
import { brief, refusal } from "./refusal";

/** The example's dev file as it is: it leaves out what prod's says. */
const dev = (overrides: Overrides = {}) => environmentFile("dev", merge(exampleFile("dev"), overrides));

describe("a role's name", () => {
  const named = {
    account_id: "222222222222",
    lambda_role: "lambda-sagemaker-role",
    events_role: "events/starter",
    deploy_role_arn: "deployer",
    train_pipeline: { role_arn: "service-role/trainer" },
    inference_pipeline: { role_arn: "service-role/predictor" },
  };
  test("stands for the role of account_id's account, in the Region's partition", () => {
    expect(parseEnvironments([prod(named)]).environments[0]).toMatchObject({
      account: "222222222222",
      partition: "aws",
      lambdaRole: "arn:aws:iam::222222222222:role/lambda-sagemaker-role",
      eventsRole: "arn:aws:iam::222222222222:role/events/starter",
      deployRole: "arn:aws:iam::222222222222:role/deployer",
      trainPipeline: { roleArn: "arn:aws:iam::222222222222:role/service-role/trainer" },
      inferencePipeline: { roleArn: "arn:aws:iam::222222222222:role/service-role/predictor" },
      state: { roleArn: "arn:aws:iam::222222222222:role/deployer" },
    });
    const text = prod(named)
      .text.replaceAll("us-east-1", "us-gov-west-1")
      .replaceAll(":aws:", ":aws-us-gov:");
    expect(parseEnvironments([{ ...prod(), text }]).environments[0]).toMatchObject({
      partition: "aws-us-gov",
      lambdaRole: "arn:aws-us-gov:iam::222222222222:role/lambda-sagemaker-role",
    });
  });

  test("in the prod file says where the others' state lies", () => {
    expect(parseEnvironments([dev(), prod(named)]).environments[0]).toMatchObject({
      name: "dev",
      jenkinsRole: "arn:aws:iam::222222222222:role/jenkins-server-role",
      state: { roleArn: "arn:aws:iam::222222222222:role/mammography-severity-model-dev-state" },
    });
  });

  test("may stand beside an ARN, which says the account as well", () => {
    const beside = { events_role: "starter", train_pipeline: { role_arn: "trainer" } };
    expect(parseEnvironments([prod(beside)]).environments[0]).toMatchObject({
      lambdaRole: "arn:aws:iam::222222222222:role/lambda-sagemaker-role",
      eventsRole: "arn:aws:iam::222222222222:role/starter",
      trainPipeline: { roleArn: "arn:aws:iam::222222222222:role/trainer" },
    });
  });
});

describe("what a file leaves out", () => {
  test("is its model's prod file's, or made of what it says", () => {
    const [environment] = parseEnvironments([dev(), prod()]).environments;
    expect(environment).toMatchObject({
      name: "dev",
      region: "us-east-1",
      account: "111111111111",
      artifactsBucket: "mammography-sagemaker-artifacts-333333333333",
      kmsKey: "arn:aws:kms:us-east-1:111111111111:alias/mammography-severity-model",
      modelPackageGroup: {
        arn: "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package",
      },
      trainPipeline: {
        arn: "arn:aws:sagemaker:us-east-1:111111111111:pipeline/mammo-severity-train-pipeline",
      },
      inferencePipeline: {
        arn: "arn:aws:sagemaker:us-east-1:111111111111:pipeline/mammo-severity-inference-pipeline",
      },
      state: { bucket: "mammography-sagemaker-terraform-state-222222222222" },
    });
  });

  test("is not replaced where it is said", () => {
    const [environment] = parseEnvironments([
      dev({ model_artifacts_bucket: "sagemaker-own" }),
      prod(),
    ]).environments;
    expect(environment?.artifactsBucket).toBe("sagemaker-own");
  });

  test("is in the partition of the Region", () => {
    const china = (text: string) =>
      text.replaceAll("us-east-1", "cn-north-1").replaceAll("arn:aws:", "arn:aws-cn:");
    const files = [dev(), prod()].map((file) => ({ ...file, text: china(file.text) }));
    expect(parseEnvironments(files).environments[0]).toMatchObject({
      kmsKey: "arn:aws-cn:kms:cn-north-1:111111111111:alias/mammography-severity-model",
    });
  });

  test("has to be said where the model has no prod file", () => {
    const alone = dev({
      model_name: "mammo",
      terraform_state_role_arn: "arn:aws:iam::222222222222:role/state",
    });
    expect(refusal([alone]).map(({ pointer }) => pointer)).toEqual([
      "/aws_region",
      "/model_artifacts_bucket",
      "/model_package_group_name",
      "/terraform_state_bucket",
    ]);
  });

  test("has to be said by the prod file", () => {
    expect(refusal([dev(), prod({ model_package_group_name: undefined })]).map(brief)).toEqual([
      '/model_package_group_name: expected a model package group\'s ARN; found no such key; add "model_package_group_name": "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/price-model-package", for example',
    ]);
  });

  test("is no fault of its own where the prod file's value is one", () => {
    expect(
      refusal([dev(), prod({ aws_region: "us_east_1" })]).map(({ file, pointer }) => `${file} ${pointer}`),
    ).toEqual(["prod.tfvars.json /aws_region"]);
  });

  test("hides no faulty value of its own", () => {
    expect(
      refusal([dev({ aws_region: 7 }), prod()]).map(({ file, pointer }) => `${file} ${pointer}`),
    ).toEqual(["dev.tfvars.json /aws_region"]);
  });

  test("is no pipeline's ARN whose spelling is in doubt", () => {
    const shouted = dev({ train_pipeline_name: "Train", train_pipeline: { name: "Train" } });
    expect(refusal([shouted, prod()]).map(brief)).toEqual([
      '/train_pipeline/arn: expected the ARN as SageMaker writes it, which may be in lower case, unlike "Train"; found no such key; add "arn", or write the name in lower case',
    ]);
  });
});
