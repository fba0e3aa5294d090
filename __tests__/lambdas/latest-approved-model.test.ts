import type {
  DescribeModelPackageOutput,
  ListModelPackagesInput,
  ModelPackageSummary,
} from "@aws-sdk/client-sagemaker";
import { latestApprovedModel, type ModelRegistry } from "../../lambdas/latest-approved-model/approved-model";
import { parseRequest } from "../../lambdas/latest-approved-model/request";
import { GROUP, named, pageOf, version } from "./fake-sagemaker";

const REQUEST = parseRequest({ model_package_group: GROUP, reads_versions_of: "dev,prod" });
const DEV_ALONE = parseRequest({ model_package_group: GROUP, reads_versions_of: "dev" });

function description(
  number: number,
  change: Partial<DescribeModelPackageOutput> = {},
): DescribeModelPackageOutput {
  const folder = `s3://sagemaker-artifacts/v${number}`;
  return {
    ModelPackageName: "mammo-severity-model-package",
    ModelPackageArn: version(number, "Approved").ModelPackageArn,
    ModelPackageVersion: number,
    ModelApprovalStatus: "Approved",
    CreationTime: new Date(2026, 0, 1),
    ModelPackageStatus: "Completed",
    ModelPackageStatusDetails: { ValidationStatuses: [] },
    InferenceSpecification: {
      Containers: [{ Image: "xgboost:3.0-5", ModelDataUrl: `${folder}/model.tar.gz` }],
    },
    DriftCheckBaselines: {
      ModelDataQuality: {
        Statistics: { ContentType: "application/json", S3Uri: `${folder}/statistics.json` },
        Constraints: { ContentType: "application/json", S3Uri: `${folder}/constraints.json` },
      },
    },
    ...change,
  };
}

/** Fake of the registry account: filters and pages as the API does. */
function registryWith(
  versions: readonly ModelPackageSummary[],
  describe = description,
): ModelRegistry & { readonly lists: ListModelPackagesInput[] } {
  const lists: ListModelPackagesInput[] = [];
  return {
    lists,
    async listModelPackages(input) {
      await Promise.resolve();
      lists.push(input);
      const matching = versions.filter((one) => one.ModelApprovalStatus === input.ModelApprovalStatus);
      const { page, next } = pageOf(matching, input.NextToken);
      return { ModelPackageSummaryList: page, NextToken: next };
    },
    async describeModelPackage(input) {
      await Promise.resolve();
      return describe(Number(input.ModelPackageName?.split("/").at(-1)));
    },
  };
}

test("the highest approved version wins, whatever page it is on and whenever it was created", async () => {
  const registry = registryWith([
    version(2, "Approved"),
    version(9, "Approved"),
    version(1, "Approved"),
    version(10, "Approved"),
    version(3, "Approved"),
    version(11, "PendingManualApproval"),
    version(12, "Rejected"),
    version(13, "Approved", "Deleting"),
  ]);
  expect(await latestApprovedModel(registry, REQUEST)).toEqual({
    model_package_arn:
      "arn:aws:sagemaker:us-east-1:333333333333:model-package/mammo-severity-model-package/10",
    model_package_version: "10",
    model_data_url: "s3://sagemaker-artifacts/v10/model.tar.gz",
    image_uri: "xgboost:3.0-5",
    statistics_uri: "s3://sagemaker-artifacts/v10/statistics.json",
    constraints_uri: "s3://sagemaker-artifacts/v10/constraints.json",
    passed_over: "none",
  });
  expect(registry.lists).toHaveLength(3);
  expect(registry.lists[0]).toMatchObject({
    ModelPackageGroupName: GROUP,
    ModelApprovalStatus: "Approved",
    ModelPackageType: "Versioned",
  });
});

test.each([
  ["the group is empty", []],
  ["nothing is approved", [version(1, "PendingManualApproval"), version(2, "Rejected")]],
])("says which group has none and what to do when %s", async (_, versions) => {
  await expect(latestApprovedModel(registryWith(versions), REQUEST)).rejects.toMatchObject({
    name: "NoApprovedModelPackage",
    message: expect.stringMatching(
      new RegExp(
        `^${GROUP} has no approved version of dev or prod\\. Approve one in the registry account 333333333333,`,
      ),
    ) as string,
  });
});

test("takes the baselines from the metrics of a version that has no drift check baselines", async () => {
  const ModelDataQuality = description(1).DriftCheckBaselines?.ModelDataQuality;
  const registry = registryWith([version(1, "Approved")], (number) =>
    description(number, { DriftCheckBaselines: undefined, ModelMetrics: { ModelDataQuality } }),
  );
  expect(await latestApprovedModel(registry, REQUEST)).toMatchObject({
    statistics_uri: "s3://sagemaker-artifacts/v1/statistics.json",
    constraints_uri: "s3://sagemaker-artifacts/v1/constraints.json",
  });
});

test.each<[string, Partial<DescribeModelPackageOutput>]>([
  ["model artifact", { InferenceSpecification: { Containers: [{ Image: "xgboost:3.0-5" }] } }],
  [
    "container image",
    { InferenceSpecification: { Containers: [{ ModelDataUrl: "s3://bucket/model.tar.gz" }] } },
  ],
  ["model artifact", { InferenceSpecification: undefined }],
  ["baseline statistics", { DriftCheckBaselines: undefined }],
  ["version number", { ModelPackageVersion: undefined }],
])("refuses an approved version without %s", async (what, change) => {
  const registry = registryWith([version(1, "Approved")], (number) => description(number, change));
  await expect(latestApprovedModel(registry, REQUEST)).rejects.toMatchObject({
    name: "IncompleteModelPackage",
    message: expect.stringContaining(`/1 is approved but has no ${what}`) as string,
  });
});

test("an error of the registry comes through as it is", async () => {
  const denied = named("AccessDeniedException", "not authorized to perform sagemaker:ListModelPackages");
  const registry = { ...registryWith([]), listModelPackages: () => Promise.reject(denied) };
  await expect(latestApprovedModel(registry, REQUEST)).rejects.toBe(denied);
});

/** Who trained each version, by its number. */
function trainedBy(trainers: Readonly<Record<number, string | undefined>>) {
  const versions = Object.keys(trainers).map((number) => version(Number(number), "Approved"));
  return registryWith(versions, (number) => {
    const trainer = trainers[number];
    return description(number, {
      CustomerMetadataProperties: { auc: "0.9", ...(trainer !== undefined && { environment: trainer }) },
    });
  });
}

describe("versions of environments that are not read", () => {
  test("are passed over, and said to be", async () => {
    const registry = trainedBy({ 1: "dev", 2: "prod", 3: "prod" });
    expect(await latestApprovedModel(registry, DEV_ALONE)).toMatchObject({
      model_package_version: "1",
      passed_over:
        "version 3: prod trained it, which is not among reads_versions_of; version 2: prod trained it, which is not among reads_versions_of",
    });
    expect(await latestApprovedModel(registry, REQUEST)).toMatchObject({
      model_package_version: "3",
      passed_over: "none",
    });
  });

  test("leave none where no other is approved, and the failure names them", async () => {
    await expect(latestApprovedModel(trainedBy({ 1: "prod" }), DEV_ALONE)).rejects.toMatchObject({
      name: "NoApprovedModelPackage",
      message: expect.stringContaining(
        "has no approved version of dev. Passed over: version 1: prod trained it",
      ) as string,
    });
  });

  test.each([
    ["does not say who trained it, as the original's", undefined],
    ["says so by the name of a file in a folder, as before the key", "fraud/dev"],
  ])("are not those whose metadata %s", async (_, trainer) => {
    expect(await latestApprovedModel(trainedBy({ 7: trainer }), DEV_ALONE)).toMatchObject({
      model_package_version: "7",
    });
  });

  test("fit into an output parameter of a step, however many there are and whatever they say", async () => {
    const trainers = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [index + 2, "x".repeat(256)]),
    );
    const { passed_over: told } = await latestApprovedModel(trainedBy({ 1: "dev", ...trainers }), DEV_ALONE);
    expect(told.length).toBeLessThanOrEqual(1024);
    expect(told).toMatch(/^version 201: .*; and 195 more$/);
  });
});

test("a version that is rejected after it was listed is not used", async () => {
  const registry = registryWith([version(1, "Approved"), version(2, "Approved")], (number) =>
    description(number, number === 2 ? { ModelApprovalStatus: "Rejected" } : {}),
  );
  expect(await latestApprovedModel(registry, REQUEST)).toMatchObject({
    model_package_version: "1",
    passed_over: "version 2: it is Rejected since it was listed",
  });
});

test.each([
  ["no event", null, "UnexpectedEvent"],
  ["a text", "event", "UnexpectedEvent"],
  ["no group", { reads_versions_of: "dev" }, "UnexpectedEvent"],
  ["no environments", { model_package_group: GROUP }, "UnexpectedEvent"],
  ["an empty list", { model_package_group: GROUP, reads_versions_of: " " }, "UnexpectedEvent"],
  ["a group that is no ARN", { model_package_group: "mine", reads_versions_of: "dev" }, "InvalidArn"],
])("%s is refused by name", (_, event, name) => {
  expect(() => parseRequest(event)).toThrow(expect.objectContaining({ name }) as Error);
});
