import { findingsOf } from "../../../tools/checkov/scan";

const failed = (file: string, resource: string, check_id = "CKV_1") => ({
  check_id,
  check_name: `about ${check_id}`,
  file_path: `/${file}/cdk.tf.json`,
  resource,
});
const names = new Map([["function_1A2B", "dev/function"]]);
const paths = new Map([
  ["as-it-is/dev", names],
  ["spark/dev", names],
]);

test("a finding names its construct and the scenarios that have it", () => {
  expect(
    findingsOf(
      [
        failed("spark/dev", "aws_lambda_function.function_1A2B", "CKV_2"),
        failed("as-it-is/dev", "aws_lambda_function.function_1A2B"),
        failed("spark/dev", "aws_lambda_function.function_1A2B"),
      ],
      paths,
    ),
  ).toEqual([
    { check: "CKV_1", title: "about CKV_1", resource: "dev/function", scenarios: ["as-it-is", "spark"] },
    { check: "CKV_2", title: "about CKV_2", resource: "dev/function", scenarios: ["spark"] },
  ]);
});

test("a check that fails on two parts of a resource is one finding", () => {
  const twice = [
    failed("spark/dev", "resource.function_1A2B"),
    failed("spark/dev", "resource.function_1A2B"),
  ];
  expect(findingsOf(twice, paths)).toMatchObject([{ scenarios: ["spark"] }]);
});

test("a resource without a construct goes by Terraform's name", () => {
  expect(findingsOf([failed("spark/dev", "aws_sns_topic.other")], paths)).toMatchObject([
    { resource: "dev/other" },
  ]);
});
