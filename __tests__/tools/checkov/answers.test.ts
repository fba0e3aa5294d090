import { readFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../../../tools/checkov/answers";
import type { Answer, Finding } from "../../../tools/checkov/answers";
import { projectRoot } from "../../../environments/project-root";

const finding = (check: string, resource: string): Finding => ({
  check,
  resource,
  title: "Ensure …",
  modes: ["as-it-is"],
});
const answer = (check: string, ...resources: string[]): Answer => ({ check, resources, reason: "because" });

test("an answer covers its own check on the resources that it names", () => {
  const found = [finding("CKV_1", "dev/function"), finding("CKV_2", "dev/function")];
  expect(judge(found, [answer("CKV_1", "dev/function")])).toEqual({
    answered: [found[0]],
    unanswered: [found[1]],
    stale: [],
  });
});

test("* stands for one whole name in a path", () => {
  const found = ["dev/function", "prod/function", "prod/other/function", "prod/function/code"].map((path) =>
    finding("CKV_1", path),
  );
  const { answered } = judge(found, [answer("CKV_1", "*/function")]);
  expect(answered.map(({ resource }) => resource)).toEqual(["dev/function", "prod/function"]);
});

test("the stack of a foundation stands for those of every model and account, and for no other", () => {
  const found = [
    "registry-account/artifacts/bucket",
    "fraud-registry-account/artifacts/bucket",
    "registry-account-333333333333/artifacts/bucket",
    "delivery-222222222222/states/bucket",
    "registry-accounts/artifacts/bucket",
    "delivery-prod-account/data-bucket/bucket",
  ].map((path) => finding("CKV_1", path));
  const { unanswered } = judge(found, [answer("CKV_1", "registry-account/*/bucket", "delivery/*/bucket")]);
  expect(unanswered.map(({ resource }) => resource)).toEqual([
    "registry-accounts/artifacts/bucket",
    "delivery-prod-account/data-bucket/bucket",
  ]);
});

test("any other character stands for itself", () => {
  const { unanswered } = judge(
    [finding("CKV_1", "dev-accountXbucket")],
    [answer("CKV_1", "dev-account.bucket")],
  );
  expect(unanswered).toHaveLength(1);
});

test("an answer to what is not found is stale, path by path", () => {
  const found = [finding("CKV_1", "dev/function")];
  expect(
    judge(found, [answer("CKV_1", "*/function", "*/gone"), answer("CKV_2", "*/function")]).stale,
  ).toEqual(["CKV_1 */gone", "CKV_2 */function"]);
});

test("every answer in the file says why, in a sentence", () => {
  const answers = JSON.parse(
    readFileSync(join(projectRoot(), "tools", "checkov", "answers.json"), "utf8"),
  ) as Answer[];
  expect(answers).not.toEqual([]);
  for (const { check, resources, reason } of answers) {
    expect(check).toMatch(/^CKV2?_AWS_\d+$/);
    expect(resources).not.toEqual([]);
    expect(reason).toMatch(/^[A-Z].{40,}\.$/);
  }
});
