import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, suppress, type Suppression } from "../../../tools/checkov/suppressions";
import { projectRoot } from "../../../environments/project-root";

const finding = (check: string, resource: string): Finding => ({
  check,
  resource,
  title: "Ensure …",
  scenarios: ["as-it-is"],
});
const suppression = (check: string, ...resources: string[]): Suppression => ({
  check,
  resources,
  reason: "because",
});

test("a suppression covers its own check on the resources that it names", () => {
  const found = [finding("CKV_1", "dev/function"), finding("CKV_2", "dev/function")];
  expect(suppress(found, [suppression("CKV_1", "dev/function")])).toEqual({
    suppressed: [found[0]],
    open: [found[1]],
    obsolete: [],
  });
});

test("* stands for one whole name in a path", () => {
  const found = ["dev/function", "prod/function", "prod/other/function", "prod/function/code"].map((path) =>
    finding("CKV_1", path),
  );
  const { suppressed } = suppress(found, [suppression("CKV_1", "*/function")]);
  expect(suppressed.map(({ resource }) => resource)).toEqual(["dev/function", "prod/function"]);
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
  const { open } = suppress(found, [suppression("CKV_1", "registry-account/*/bucket", "delivery/*/bucket")]);
  expect(open.map(({ resource }) => resource)).toEqual([
    "registry-accounts/artifacts/bucket",
    "delivery-prod-account/data-bucket/bucket",
  ]);
});

test("any other character stands for itself", () => {
  const { open } = suppress(
    [finding("CKV_1", "dev-accountXbucket")],
    [suppression("CKV_1", "dev-account.bucket")],
  );
  expect(open).toHaveLength(1);
});

test("a suppression of what is not found is obsolete, path by path", () => {
  const found = [finding("CKV_1", "dev/function")];
  expect(
    suppress(found, [suppression("CKV_1", "*/function", "*/gone"), suppression("CKV_2", "*/function")])
      .obsolete,
  ).toEqual(["CKV_1 */gone", "CKV_2 */function"]);
});

test("every suppression in the file says why, in a sentence", () => {
  const suppressions = JSON.parse(
    readFileSync(join(projectRoot(), "tools", "checkov", "suppressions.json"), "utf8"),
  ) as Suppression[];
  expect(suppressions).not.toEqual([]);
  for (const { check, resources, reason } of suppressions) {
    expect(check).toMatch(/^CKV2?_AWS_\d+$/);
    expect(resources).not.toEqual([]);
    expect(reason).toMatch(/^[A-Z].{40,}\.$/);
  }
});
