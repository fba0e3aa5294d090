import { formatFindings } from "sagemaker-promotion-core/finding";
import {
  anyModel,
  parseEnvironment,
  parseEnvironments,
  parseFile,
  type EnvironmentFile,
} from "../support/parse";
import { BLOG_FILE, blogFile, environmentFile } from "../support/environments";
import { dev, fraud, prod } from "./files";
import { refusal } from "./refusal";

describe("the blog's prod file", () => {
  test("with its placeholders filled it is accepted as it is, alone", () => {
    const { environments, models, warnings } = parseEnvironments([environmentFile("prod", blogFile())]);
    expect(warnings).toEqual([]);
    expect(models.map(({ name }) => name)).toEqual(["mammography-severity-model"]);
    expect(environments).toEqual([
      {
        name: "prod",
        group: "prod",
        copy: undefined,
        branch: "main",
        partition: "aws",
        region: "us-east-1",
        account: "222222222222",
        alertTopicName: "mammography-model-notification",
        email: "admin@org.com",
        lambdaRole: "arn:aws:iam::222222222222:role/lambda-sagemaker-role",
        eventsRole: undefined,
        deployRole: "arn:aws:iam::222222222222:role/cross-account-jenkins-role",
        planRole: "arn:aws:iam::222222222222:role/plan-role",
        scientistRole: undefined,
        registryPlanRole: "arn:aws:iam::333333333333:role/plan-role",
        deployers: [],
        planners: [],
        jenkinsRole: "arn:aws:iam::222222222222:role/jenkins-server-role",
        jenkinsPlanRole: "arn:aws:iam::222222222222:role/jenkins-plan-role",
        jenkinsExternalId: undefined,
        jenkinsLogGroup: "jenkins-log",
        approverRole: "arn:aws:iam::333333333333:role/model-approver-role",
        iamMode: "least-privilege",
        existing: ["arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
        dataBucket: "sagemaker-mammography-prod",
        artifactsBucket: "sagemaker-mammography-registry",
        kmsKey: "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        modelName: "mammography-severity-model",
        description: anyModel.find("mammography-severity-model"),
        modelPackageGroup: {
          arn: "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package",
          account: "333333333333",
          name: "mammo-severity-model-package",
        },
        trainPipeline: {
          name: "mammo-severity-train-pipeline",
          arn: "arn:aws:sagemaker:us-east-1:222222222222:pipeline/mammo-severity-train-pipeline",
          roleArn:
            "arn:aws:iam::222222222222:role/service-role/AmazonSageMaker-ExecutionRole-20230601T120000",
        },
        inferencePipeline: {
          name: "mammo-severity-inference-pipeline",
          arn: "arn:aws:sagemaker:us-east-1:222222222222:pipeline/mammo-severity-inference-pipeline",
          roleArn:
            "arn:aws:iam::222222222222:role/service-role/AmazonSageMaker-ExecutionRole-20230601T120000",
          schedule: "cron(0 23 * * ? *)",
        },
        readsVersionsOf: ["dev", "prod"],
        batchDatasetFilename: "mammo-batch-dataset",
        monitoring: "processing",
        retrainOn: "drift",
        processingEngine: "pandas",
        processingInstanceCount: 1,
        trainingInstanceCount: 1,
        trainingDataDistribution: "FullyReplicated",
        transformInstanceCount: 1,
        volumeKmsKey: "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        metricThreshold: 0.5,
        budget: undefined,
        requireEvidence: false,
        maxParallelSteps: undefined,
        vpc: undefined,
        isolation: { network: false, trafficEncryption: false },
        retentionDays: { predictions: 365, work: 90, logs: 365, models: 30 },
        state: {
          bucket: "mammography-terraform-state-prod",
          region: "us-east-1",
          roleArn: "arn:aws:iam::222222222222:role/cross-account-jenkins-role",
          planRoleArn: "arn:aws:iam::222222222222:role/plan-role",
          isForeign: false,
          externalId: undefined,
          prefix: "mammography-severity-model/prod",
          lockTable: undefined,
        },
      },
    ]);
  });

  test("with its placeholders left in it is refused with every unfilled place, and nothing else", () => {
    expect(`\n${formatFindings(refusal([environmentFile("prod", BLOG_FILE)]))}`).toBe(`
prod.tfvars.json:7:32   /lambda_role                  expected a filled-in value, found <prod-account-id>; fix: write your own in its place
prod.tfvars.json:8:22   /default_bucket               expected a filled-in value, found <s3-bucket-in-prod-account>; fix: write your own in its place
prod.tfvars.json:9:30   /model_artifacts_bucket       expected a filled-in value, found <s3-bucket-in-central-model-registry-account>; fix: write your own in its place
prod.tfvars.json:10:37  /kms_key                      expected a filled-in value, found <prod-account-id> and <kms-key-id-in-prod-account>; fix: write your own in its place
prod.tfvars.json:12:60  /model_package_group_name     expected a filled-in value, found <central-model-registry-account-id>; fix: write your own in its place
prod.tfvars.json:16:30  /terraform_state_bucket       expected a filled-in value, found <s3-bucket-terraform-state-in-prod-account>; fix: write your own in its place
prod.tfvars.json:19:41  /train_pipeline/arn           expected a filled-in value, found <prod-account-id>; fix: write your own in its place
prod.tfvars.json:20:31  /train_pipeline/role_arn      expected a filled-in value, found <prod-account-id> and <sagemaker-execution-role-in-prod-account>; fix: write your own in its place
prod.tfvars.json:24:41  /inference_pipeline/arn       expected a filled-in value, found <prod-account-id>; fix: write your own in its place
prod.tfvars.json:26:31  /inference_pipeline/role_arn  expected a filled-in value, found <prod-account-id> and <sagemaker-execution-role-in-prod-account>; fix: write your own in its place
`);
  });
});

describe("optional keys", () => {
  test("are carried over", () => {
    const overrides = {
      branch: "release",
      jenkins_role_arn: "arn:aws:iam::444444444444:role/jenkins",
      jenkins_external_id: "deployments",
      jenkins_log_group: "builds",
      deploy_role_arn: "arn:aws:iam::222222222222:role/deployer",
      approver_role_arn: "arn:aws:iam::333333333333:role/people/approver",
      iam_mode: "blog",
      monitoring: "model-monitor",
      retrain_on: "any-failure",
      processing_engine: "spark",
      processing_instance_count: 4,
      training_instance_count: 2,
      transform_instance_count: 3,
      metric_threshold: 0.8,
      budget: 12.5,
      require_evidence: true,
      max_parallel_steps: 2,
      terraform_state_role_arn: "arn:aws:iam::222222222222:role/state",
      terraform_state_lock_table: "locks",
    };
    expect(parseEnvironments([prod(overrides)]).environments[0]).toMatchObject({
      branch: "release",
      eventsRole: "arn:aws:iam::222222222222:role/sagemaker-events-role",
      jenkinsRole: "arn:aws:iam::444444444444:role/jenkins",
      jenkinsExternalId: "deployments",
      jenkinsLogGroup: "builds",
      deployRole: "arn:aws:iam::222222222222:role/deployer",
      approverRole: "arn:aws:iam::333333333333:role/people/approver",
      iamMode: "blog",
      existing: [],
      monitoring: "model-monitor",
      retrainOn: "any-failure",
      processingEngine: "spark",
      processingInstanceCount: 4,
      trainingInstanceCount: 2,
      trainingDataDistribution: "ShardedByS3Key",
      transformInstanceCount: 3,
      metricThreshold: 0.8,
      budget: 12.5,
      requireEvidence: true,
      maxParallelSteps: 2,
      state: {
        roleArn: "arn:aws:iam::222222222222:role/state",
        externalId: "deployments",
        lockTable: "locks",
      },
    });
  });

  test("of what is there already name it as the rest of the file does", () => {
    const { environments } = parseEnvironments([
      prod({
        existing_resources: [
          "default_bucket",
          "kms_key",
          "train_pipeline.role_arn",
          "inference_pipeline.role_arn",
          "deploy_role_arn",
          "jenkins_log_group",
        ],
      }),
    ]);
    expect(environments[0]?.existing).toEqual([
      "mammography-sagemaker-prod-222222222222",
      "arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model",
      "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role",
      "arn:aws:iam::222222222222:role/cross-account-jenkins-role",
      "jenkins-log",
    ]);
  });

  test("of the deployment are prod's for the state of the others", () => {
    const { environments } = parseEnvironments([
      dev({ jenkins_external_id: "dev-deployments" }),
      prod({
        jenkins_external_id: "deployments",
        deploy_role_arn: "arn:aws:iam::222222222222:role/deployer",
      }),
    ]);
    expect(environments[0]).toMatchObject({
      deployRole: "arn:aws:iam::111111111111:role/cross-account-jenkins-role",
      jenkinsExternalId: "dev-deployments",
      state: {
        roleArn: "arn:aws:iam::222222222222:role/mammography-severity-model-dev-state",
        externalId: "dev-deployments",
      },
    });
  });
});

test("everything that is wrong with every file comes at once, in the order of files and lines", () => {
  const broken = { ...fraud(), text: "{" };
  const findings = refusal([
    prod({
      email: undefined,
      kms_key: "arn:aws:kms:us-east-1:111111111111:alias/m",
      inference_pipeline: { cron_schedule: "daily" },
    }),
    dev({ lambda_role: "<role>", colour: "red" }),
    broken,
  ]);
  expect(findings.map(({ file, line, pointer }) => `${file}:${line} ${pointer}`)).toEqual([
    "dev.tfvars.json:8 /lambda_role",
    "dev.tfvars.json:33 /colour",
    "fraud/prod.tfvars.json:1 ",
    "prod.tfvars.json:1 /email",
    "prod.tfvars.json:11 /kms_key",
    "prod.tfvars.json:26 /inference_pipeline/cron_schedule",
  ]);
});

describe("one environment", () => {
  const one = (name: string) => (files: readonly EnvironmentFile[]) => parseEnvironment(files, name);

  test("comes with its model", () => {
    const { environment, model, warnings } = parseEnvironment([prod(), dev(), fraud()], "dev");
    expect(environment.name).toBe("dev");
    expect(model.environments.map(({ name }) => name)).toEqual(["dev", "prod"]);
    expect(warnings).toEqual([]);
  });

  test("is refused for a fault in a file of its model", () => {
    expect(refusal([prod(), dev({ email: "x" })], one("prod")).map(({ file }) => file)).toEqual([
      "dev.tfvars.json",
    ]);
  });

  test("is not refused for a fault in a file of another model, which is a warning", () => {
    const { environment, warnings } = parseEnvironment([prod(), fraud({ email: "x" })], "prod");
    expect(environment.name).toBe("prod");
    expect(warnings.map(({ file, pointer }) => [file, pointer])).toEqual([
      ["fraud/prod.tfvars.json", "/email"],
    ]);
  });

  test("is refused for a file that hides its model in the same folder, not in another one", () => {
    expect(refusal([prod(), { ...dev(), text: "{" }], one("prod"))).toHaveLength(1);
    expect(parseEnvironment([prod(), { ...fraud(), text: "{" }], "prod").warnings).toHaveLength(1);
  });

  test("names files elsewhere that cannot be read when the prod file is missing: one may be it", () => {
    const findings = refusal([dev(), { ...fraud(), text: "{" }], one("dev"));
    expect(findings.map(({ file, pointer }) => `${file} ${pointer}`)).toEqual([
      "dev.tfvars.json /terraform_state_role_arn",
      "fraud/prod.tfvars.json ",
    ]);
  });
});

describe("a file for itself", () => {
  test("takes sound files of its model beside it as siblings", () => {
    const { environment, model } = parseFile(dev(), [prod(), fraud({}, "fraud")]);
    expect(environment.state.roleArn).toBe(
      "arn:aws:iam::222222222222:role/mammography-severity-model-dev-state",
    );
    expect(model.environments.map(({ name }) => name)).toEqual(["dev", "prod"]);
  });

  test("is not refused for what lies beside it: copies, and files with faults, which are warnings", () => {
    const beside = [prod({}, "copy"), dev({ email: "x" }), { ...fraud({}, "broken"), text: "{" }];
    const { model, warnings } = parseFile(prod(), beside);
    expect(model.environments.map(({ name }) => name)).toEqual(["prod"]);
    expect(warnings.map(({ file, pointer }) => `${file} ${pointer}`)).toEqual([
      "broken.tfvars.json ",
      "copy.tfvars.json /train_pipeline/arn",
      "copy.tfvars.json /inference_pipeline/arn",
      "dev.tfvars.json /email",
    ]);
  });

  test("is refused for its own faults alone, unless it misses a sibling", () => {
    const broken = prod({ email: "x" });
    const files = (file: EnvironmentFile) => refusal([file], ([first = file]) => parseFile(first, [broken]));
    expect(files(prod({ email: "y" }, "mine")).map(({ file }) => file)).toEqual(["mine.tfvars.json"]);
    expect(files(dev()).map(({ file, pointer }) => `${file} ${pointer}`)).toEqual([
      "dev.tfvars.json /terraform_state_role_arn",
      "prod.tfvars.json /email",
    ]);
  });
});
