import Ajv2020 from "ajv/dist/2020";
import schema from "../../environments/environment.schema.json";
import * as names from "../../environments/names";
import { RESOURCES } from "../../environments/resources";
import { DEFAULTS } from "../../environments/tfvars";
import { blogFile, environmentFile, exampleEnvironment, type Overrides } from "../support/environments";
import { brief, refusal } from "./refusal";

interface Part {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Part>>;
}

function keys(part: Part, path = ""): [string, Part][] {
  return Object.entries(part.properties ?? {}).flatMap(([key, child]) => [
    [`${path}/${key}`, child] as [string, Part],
    ...keys(child, `${path}/${key}`),
  ]);
}

test("the published schema is valid itself, which nobody checks again when it is used", () => {
  expect(new Ajv2020().validateSchema(schema)).toBe(true);
});

test.each(keys(schema))(
  "the published schema describes %s and says what its value looks like",
  (_path, part) => {
    const definitions: Readonly<Record<string, Part>> = schema.$defs;
    const definition = part.$ref === undefined ? part : definitions[part.$ref.replace("#/$defs/", "")];
    expect(part.description).toMatch(/\.$/);
    expect(definition?.title).toMatch(/^(?:an?|the|one|")/);
  },
);

test("existing_resources takes the keys of all resources that a foundation creates", () => {
  const resources = Object.values(RESOURCES).flatMap((kind) => Object.keys(kind));
  expect(schema.properties.existing_resources.items.enum.toSorted()).toEqual(resources.sort());
});

test.each(Object.entries(DEFAULTS))("%s is %j where a file leaves it out", (key, value) => {
  expect(exampleEnvironment("prod", { [key]: value })).toEqual(
    exampleEnvironment("prod", { [key]: undefined }),
  );
});

test("a model's longest name gives names of Lambda functions of at most 64 characters, one character more does not", () => {
  const longest = (length: number): number => {
    const environment = { ...exampleEnvironment(), modelName: "m".repeat(length) };
    const functions = [
      names.latestApprovedModelName,
      names.assessDriftName,
      names.recordVersionName,
      names.startRetrainingName,
    ];
    return Math.max(...functions.map((name) => name(environment, "0".repeat(64)).length));
  };
  const { maxLength } = schema.properties.model_name;
  expect(longest(maxLength)).toBe(64);
  expect(longest(maxLength + 1)).toBe(65);
});

const cases: [fault: string, overrides: Overrides, finding: string][] = [
  [
    "an unknown key",
    { colour: "red" },
    '/colour: expected a known key; found "colour"; take it out, or look it up in environment.schema.json',
  ],
  [
    "a mistyped key, once",
    { email: undefined, emial: "admin@org.com" },
    '/emial: expected a known key; found "emial"; did you mean "email"?',
  ],
  [
    "a mistyped optional key",
    { "metric-treshold": 0.5 },
    '/metric-treshold: expected a known key; found "metric-treshold"; did you mean "metric_threshold"?',
  ],
  [
    "an unknown key of a pipeline",
    { train_pipeline: { cron_schedule: "cron(0 23 * * ? *)" } },
    '/train_pipeline/cron_schedule: expected a known key; found "cron_schedule"; take it out, or look it up in environment.schema.json',
  ],
  [
    "a missing key",
    { email: undefined },
    '/email: expected an e-mail address; found no such key; add "email": "team@example.org", for example',
  ],
  [
    "a missing key of a pipeline",
    { inference_pipeline: { role_arn: undefined } },
    '/inference_pipeline/role_arn: expected an IAM role\'s ARN, or its name behind its path, the name at most 64 characters; found no such key; add "role_arn": "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role", for example',
  ],
  [
    "an environment that reads no versions",
    { reads_versions_of: [] },
    '/reads_versions_of: expected a list of env_groups, each once; found an array; write ["dev","prod"], for example',
  ],
  [
    "a number for a string",
    { batch_dataset_filename: 7 },
    '/batch_dataset_filename: expected a file\'s name without .csv (nor .gz: batches are not packed), of letters, digits, dot, hyphen and underscore; found 7; write "price-batch", for example',
  ],
  [
    "a string for a number",
    { metric_threshold: "0.5" },
    '/metric_threshold: expected a number; found "0.5"; write 0.8, for example',
  ],
  [
    "an engine that is none",
    { processing_engine: "Spark" },
    '/processing_engine: expected "pandas" or "spark"; found "Spark"; did you mean "spark"?',
  ],
  [
    "no machine at all",
    { processing_instance_count: 0 },
    "/processing_instance_count: expected a whole number from 1 to 100; found 0; write 2, for example",
  ],
  [
    "half a machine",
    { training_instance_count: 1.5 },
    "/training_instance_count: expected a whole number from 1 to 100; found 1.5; write 2, for example",
  ],
  [
    "more machines than AWS gives",
    { transform_instance_count: 101 },
    "/transform_instance_count: expected a whole number from 1 to 100; found 101; write 2, for example",
  ],
  [
    "a distribution that S3 does not know",
    { training_data_distribution: "Sharded" },
    '/training_data_distribution: expected "FullyReplicated" or "ShardedByS3Key"; found "Sharded"; write "FullyReplicated", for example',
  ],
  [
    "a threshold out of range",
    { metric_threshold: 50 },
    "/metric_threshold: expected a number from 0 to 1, where every auc lies; found 50; write what a version is to reach",
  ],
  [
    "a budget of nothing",
    { budget: 0 },
    "/budget: expected an amount of USD above 0; found 0; write 25, for example",
  ],
  [
    "a budget with its currency",
    { budget: "25 USD" },
    '/budget: expected an amount of USD above 0; found "25 USD"; write 25, for example',
  ],
  [
    "a string for an object",
    { train_pipeline: "mammo-severity-train-pipeline" },
    '/train_pipeline: expected an object with name, arn and role_arn; found "mammo-severity-train-pipeline"; write it in that form',
  ],
  [
    "null",
    { email: null },
    '/email: expected an e-mail address; found null; write "team@example.org", for example',
  ],
  [
    "a mistyped item of a list",
    { existing_resources: ["default_bucket", "lambda_roles"] },
    '/existing_resources/1: expected a key whose resource a foundation creates; found "lambda_roles"; did you mean "lambda_role"?',
  ],
  [
    "an item twice",
    { existing_resources: ["kms_key", "kms_key"] },
    '/existing_resources: expected a list of keys of this file, each once; found an array; write ["default_bucket","kms_key"], for example',
  ],
  [
    "a role's name of 65 characters",
    { events_role: `arn:aws:iam::222222222222:role/${"r".repeat(65)}` },
    `/events_role: expected an IAM role's ARN, or its name behind its path, the name at most 64 characters; found "arn:aws:iam::222222222222:role/${"r".repeat(65)}"; write "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role", for example`,
  ],
  [
    "a name for a role of another account",
    { approver_role_arn: "model-approver-role" },
    '/approver_role_arn: expected an IAM role\'s ARN, its name at most 64 characters; found "model-approver-role"; write "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role", for example',
  ],
  [
    "an account as a number",
    { account_id: 222222222222 },
    '/account_id: expected an AWS account\'s id: twelve digits, in quotes; found 222222222222; write "111111111111", for example',
  ],
  [
    "a role's name behind what is no part of its path",
    { lambda_role: "role/lambda-sagemaker-role" },
    '/lambda_role: expected an IAM role\'s ARN, or its name behind its path, the name at most 64 characters; found "role/lambda-sagemaker-role"; write "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role", for example',
  ],
  [
    "a role's path without its name",
    { lambda_role: "service-role/" },
    '/lambda_role: expected an IAM role\'s ARN, or its name behind its path, the name at most 64 characters; found "service-role/"; write "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role", for example',
  ],
  [
    "an external id of one character",
    { jenkins_external_id: "1" },
    '/jenkins_external_id: expected an external id: 2 to 1224 letters, digits and any of +=,.@:/_-; found "1"; write "price-deployments", for example',
  ],
  [
    "a mistyped choice",
    { monitoring: "model_monitor" },
    '/monitoring: expected "processing" or "model-monitor"; found "model_monitor"; did you mean "model-monitor"?',
  ],
  [
    "a choice that is none",
    { retrain_on: "whenever" },
    '/retrain_on: expected "drift" or "any-failure"; found "whenever"; write "drift", for example',
  ],
  [
    "an event bus other than the default one",
    { event_bus_name: "ml-events" },
    '/event_bus_name: expected "default", since SageMaker sends its events to the default bus only; found "ml-events"; write "default"',
  ],
  [
    "a region that is none",
    { aws_region: "Virginia" },
    '/aws_region: expected one of AWS\'s Regions; found "Virginia"; write its code, such as "us-east-1"',
  ],
  [
    "an address without a domain",
    { email: "admin" },
    '/email: expected an e-mail address; found "admin"; write "team@example.org", for example',
  ],
  [
    "an address with a space",
    { email: "the admin@org.com" },
    '/email: expected an e-mail address; found "the admin@org.com"; write "team@example.org", for example',
  ],
  [
    "a user's ARN for a role's",
    { lambda_role: "arn:aws:iam::222222222222:user/jenkins" },
    '/lambda_role: expected an IAM role\'s ARN, or its name behind its path, the name at most 64 characters; found "arn:aws:iam::222222222222:user/jenkins"; write "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role", for example',
  ],
  [
    "an account of eleven digits",
    { lambda_role: "arn:aws:iam::22222222222:role/lambda" },
    '/lambda_role: expected an IAM role\'s ARN, or its name behind its path, the name at most 64 characters; found "arn:aws:iam::22222222222:role/lambda"; write "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role", for example',
  ],
  [
    "a key's id for its ARN",
    { kms_key: "1234abcd-12ab-34cd-56ef-1234567890ab" },
    '/kms_key: expected the ARN of a customer managed KMS key or of an alias of it; found "1234abcd-12ab-34cd-56ef-1234567890ab"; write "arn:aws:kms:us-east-1:222222222222:alias/price-model", for example',
  ],
  [
    "a key that AWS manages",
    { kms_key: "arn:aws:kms:us-east-1:222222222222:alias/aws/s3" },
    '/kms_key: expected the ARN of a customer managed KMS key or of an alias of it; found "arn:aws:kms:us-east-1:222222222222:alias/aws/s3"; write "arn:aws:kms:us-east-1:222222222222:alias/price-model", for example',
  ],
  [
    "a group's name for its ARN",
    { model_package_group_name: "mammo-severity-model-package" },
    '/model_package_group_name: expected a model package group\'s ARN; found "mammo-severity-model-package"; write "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/price-model-package", for example',
  ],
  [
    "a bucket in capitals",
    { default_bucket: "SageMaker-Data" },
    '/default_bucket: expected an S3 bucket\'s name: 3 to 63 of a-z, 0-9, dot and hyphen, a letter or digit first and last, without a beginning or end that S3 keeps for itself; found "SageMaker-Data"; write "price-sagemaker-prod-222222222222", for example',
  ],
  [
    "an IP address for a bucket",
    { default_bucket: "192.168.5.4" },
    '/default_bucket: expected an S3 bucket\'s name: 3 to 63 of a-z, 0-9, dot and hyphen, a letter or digit first and last, without a beginning or end that S3 keeps for itself; found "192.168.5.4"; write "price-sagemaker-prod-222222222222", for example',
  ],
  [
    "an s3:// address for a bucket",
    { default_bucket: "s3://sagemaker-data" },
    '/default_bucket: expected an S3 bucket\'s name: 3 to 63 of a-z, 0-9, dot and hyphen, a letter or digit first and last, without a beginning or end that S3 keeps for itself; found "s3://sagemaker-data"; write "price-sagemaker-prod-222222222222", for example',
  ],
  [
    "a topic's ARN for its name",
    { pipelines_alert_topic_name: "arn:aws:sns:us-east-1:222222222222:alerts" },
    '/pipelines_alert_topic_name: expected an SNS topic\'s name: at most 256 letters, digits, hyphens and underscores; found "arn:aws:sns:us-east-1:222222222222:alerts"; write "price-notification", for example',
  ],
  [
    "a batch file with its ending",
    { batch_dataset_filename: "mammo-batch-dataset.csv" },
    '/batch_dataset_filename: expected a file\'s name without .csv (nor .gz: batches are not packed), of letters, digits, dot, hyphen and underscore; found "mammo-batch-dataset.csv"; write "price-batch", for example',
  ],
  [
    "a model's name that is too long",
    { model_name: "mammography-severity-model-of-the-second-generation" },
    '/model_name: expected a name of at most 39 letters, digits and hyphens between them (names of Lambda functions are made of it); found "mammography-severity-model-of-the-second-generation"; shorten it by 12',
  ],
  [
    "a model's name with a slash",
    { model_name: "mammography/severity" },
    '/model_name: expected a name of at most 39 letters, digits and hyphens between them (names of Lambda functions are made of it); found "mammography/severity"; write "price-model", for example',
  ],
  [
    "a group in capitals",
    { env_group: "Prod" },
    '/env_group: expected a name of at most 32 a-z, 0-9 and hyphens between them; found "Prod"; write "prod", for example',
  ],
  [
    "a branch with a space",
    { branch: "my branch" },
    '/branch: expected a git branch\'s name; found "my branch"; write "main", for example',
  ],
];
test.each(cases)("%s is refused", (_fault, overrides, finding) => {
  expect(refusal([environmentFile("prod", blogFile(overrides))]).map(brief)).toEqual([finding]);
});
