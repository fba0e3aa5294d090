import { refuseLosses } from "./losses";
import type { ReviewedLoss, StackChange } from "./losses";

const change = (address: string, action: StackChange["action"]): StackChange => ({
  stack: "prod",
  address,
  action,
  changed: action === "replace" ? ["name"] : [],
});
const reviewed = (address: string, action: ReviewedLoss["action"]): ReviewedLoss => ({
  stack: "prod",
  address,
  action,
  because: "it holds nothing",
});

test("what is created, updated or left alone is no loss", () => {
  refuseLosses([change("aws_sns_topic.a", "create"), change("aws_iam_role.r", "update")], []);
});

test("a loss that nobody reviewed fails, and says what to do", () => {
  const refused = () => refuseLosses([change("aws_sns_topic.a", "replace")], []);
  expect(refused).toThrow("prod: replace aws_sns_topic.a, for its name");
  expect(refused).toThrow(/Keep the path .* REVIEWED in __tests__\/upgrade\/losses\.ts/s);
});

test("a reviewed loss passes, for that action alone", () => {
  const list = [reviewed("aws_sns_topic.a", "replace")];
  refuseLosses([change("aws_sns_topic.a", "replace")], list);
  expect(() => refuseLosses([change("aws_sns_topic.a", "delete")], list)).toThrow("prod: delete");
});

test.each(["aws_s3_bucket.data", "aws_kms_key.key", "aws_sagemaker_model_package_group.group"])(
  "no review lets %s go",
  (address) => {
    const list = [reviewed(address, "delete")];
    expect(() => refuseLosses([change(address, "delete")], list)).toThrow(`prod: delete ${address}`);
  },
);

test("a review of what happens no more is to go", () => {
  expect(() => refuseLosses([], [reviewed("aws_sns_topic.a", "replace")])).toThrow("No longer lost");
});
