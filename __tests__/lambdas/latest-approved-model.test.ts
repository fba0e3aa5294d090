import type {
  DescribeModelPackageOutput,
  ListModelPackagesInput,
  ModelPackageSummary,
} from "@aws-sdk/client-sagemaker";
import { latestApprovedModel, type ModelRegistry } from "../../lambdas/latest-approved-model/approved-model";
import { GROUP, named, pageOf, version } from "./fake-sagemaker";

function description(
  number: number,
  change: Partial<DescribeModelPackageOutput> = {},
): DescribeModelPackageOutput {
  const folder = `s3://sagemaker-artifacts/v${number}`;
  return {
    ModelPackageName: "mammo-severity-model-package",
    ModelPackageArn: version(number, "Approved").ModelPackageArn,
    ModelPackageVersion: number,
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
  expect(await latestApprovedModel(registry, GROUP)).toEqual({
    model_package_arn:
      "arn:aws:sagemaker:us-east-1:333333333333:model-package/mammo-severity-model-package/10",
    model_package_version: "10",
    model_data_url: "s3://sagemaker-artifacts/v10/model.tar.gz",
    image_uri: "xgboost:3.0-5",
    statistics_uri: "s3://sagemaker-artifacts/v10/statistics.json",
    constraints_uri: "s3://sagemaker-artifacts/v10/constraints.json",
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
  await expect(latestApprovedModel(registryWith(versions), GROUP)).rejects.toMatchObject({
    name: "NoApprovedModelPackage",
    message: expect.stringMatching(
      new RegExp(`^${GROUP} has no approved version\\. Approve one in the registry account 333333333333,`),
    ) as string,
  });
});

test("takes the baselines from the metrics of a version that has no drift check baselines", async () => {
  const ModelDataQuality = description(1).DriftCheckBaselines?.ModelDataQuality;
  const registry = registryWith([version(1, "Approved")], (number) =>
    description(number, { DriftCheckBaselines: undefined, ModelMetrics: { ModelDataQuality } }),
  );
  expect(await latestApprovedModel(registry, GROUP)).toMatchObject({
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
  await expect(latestApprovedModel(registry, GROUP)).rejects.toMatchObject({
    name: "IncompleteModelPackage",
    message: expect.stringContaining(`/1 is approved but has no ${what}`) as string,
  });
});

test("an error of the registry comes through as it is", async () => {
  const denied = named("AccessDeniedException", "not authorized to perform sagemaker:ListModelPackages");
  const registry = { ...registryWith([]), listModelPackages: () => Promise.reject(denied) };
  await expect(latestApprovedModel(registry, GROUP)).rejects.toBe(denied);
});
