import type {
  DescribeModelPackageOutput,
  ListModelPackagesInput,
  ModelPackageSummary,
} from "@aws-sdk/client-sagemaker";
import { copyFor } from "../../environments/personal-copy";
import { latestApprovedModel, type ModelRegistry } from "../../lambdas/latest-approved-model/approved-model";
import { parseRequest } from "../../lambdas/latest-approved-model/request";
import { recordName, requiredFiles, VERSION_FILES } from "../../pipeline-defs/version-files";
import { exampleEnvironment } from "../support/environments";
import { GROUP, named, pageOf, version } from "./fake-sagemaker";
import { without } from "../support/without";

const EVENT = { model_package_group: GROUP, reads_versions_of: "dev", required_files: requiredFiles(true) };
/** What the step sends. */
const reading = (readsVersionsOf: string, more: Readonly<Record<string, string>> = {}) =>
  parseRequest({ ...EVENT, reads_versions_of: readsVersionsOf, ...more });
const REQUEST = reading("dev,prod");
const DEV_ALONE = reading("dev");

/** S3 version of a file when it was registered. */
const registeredAs = (file: string) => `${file}.v1`;

/** What was recorded of the files, beside who trained the version. */
function metadata(
  number: number,
  change: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(
      VERSION_FILES.map((file) => [recordName(file), `${registeredAs(file)} sha256:${"0".repeat(64)}`]),
    ),
    preparation: `s3://sagemaker-artifacts/v${number}/preparation`,
    ...change,
  };
}

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
      Containers: [{ Image: "xgboost:3.0-5", ModelDataUrl: `${folder}/artifact` }],
    },
    ModelMetrics: {
      ModelQuality: { Statistics: { ContentType: "application/json", S3Uri: `${folder}/evaluation` } },
    },
    CustomerMetadataProperties: metadata(number),
    DriftCheckBaselines: {
      ModelDataQuality: {
        Statistics: { ContentType: "application/json", S3Uri: `${folder}/statistics` },
        Constraints: { ContentType: "application/json", S3Uri: `${folder}/constraints` },
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
    async currentVersion({ Key }) {
      await Promise.resolve();
      return registeredAs(Key.replace(/^.*\//, ""));
    },
  };
}

test("the commit of the version is handed on", async () => {
  const registry = registryWith([version(1, "Approved")], (number) =>
    description(number, { CustomerMetadataProperties: metadata(number, { git_commit: "0a1b2c3d" }) }),
  );
  expect(await latestApprovedModel(registry, REQUEST)).toMatchObject({ git_commit: "0a1b2c3d" });
});

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
    model_data_url: "s3://sagemaker-artifacts/v10/artifact",
    image_uri: "xgboost:3.0-5",
    statistics_uri: "s3://sagemaker-artifacts/v10/statistics",
    constraints_uri: "s3://sagemaker-artifacts/v10/constraints",
    evaluation_uri: "s3://sagemaker-artifacts/v10/evaluation",
    preparation_uri: "s3://sagemaker-artifacts/v10/preparation",
    git_commit: "unknown",
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

test.each<[string, Partial<DescribeModelPackageOutput>]>([
  ["model artifact", { InferenceSpecification: { Containers: [{ Image: "xgboost:3.0-5" }] } }],
  [
    "container image",
    { InferenceSpecification: { Containers: [{ ModelDataUrl: "s3://bucket/model.tar.gz" }] } },
  ],
  ["model artifact", { InferenceSpecification: undefined }],
  ["baseline statistics", { DriftCheckBaselines: undefined }],
  ["version number", { ModelPackageVersion: undefined }],
  // As the original's code, and this one's before it recorded files.
  ["record of its artifact", { CustomerMetadataProperties: { auc: "0.9" } }],
  ["record of its artifact", { CustomerMetadataProperties: undefined }],
  ["record of its preparation", { CustomerMetadataProperties: metadata(1, { recorded_preparation: "" }) }],
  ["address of its preparation", { CustomerMetadataProperties: metadata(1, { preparation: "" }) }],
  ["evaluation", { ModelMetrics: undefined }],
])("refuses an approved version without %s", async (what, change) => {
  const registry = registryWith([version(1, "Approved")], (number) => description(number, change));
  await expect(latestApprovedModel(registry, REQUEST)).rejects.toMatchObject({
    name: "IncompleteModelPackage",
    message: expect.stringContaining(`/1 is approved but has no ${what}`) as string,
  });
});

describe("what was fitted in training", () => {
  const MEDIANS = "s3://sagemaker-artifacts/v1/medians";
  /** As versions were registered before columns had types. */
  const old = (change: Readonly<Record<string, string>> = {}) => {
    const { recorded_preparation: record = "", ...rest } = without(metadata(1), "preparation");
    return {
      CustomerMetadataProperties: { ...rest, medians: MEDIANS, recorded_medians: record, ...change },
    };
  };
  const registryOf = (change: Partial<DescribeModelPackageOutput>) =>
    registryWith([version(1, "Approved")], (number) => description(number, change));

  test("is the medians of a version that was registered before columns had types", async () => {
    const compared: string[] = [];
    const registry = {
      ...registryOf(old({ recorded_medians: `medians.v1 sha256:${"0".repeat(64)}` })),
      currentVersion({ Key }: { readonly Key: string }) {
        compared.push(Key);
        return Promise.resolve(registeredAs(Key.replace(/^.*\//, "")));
      },
    };
    expect(await latestApprovedModel(registry, REQUEST)).toMatchObject({ preparation_uri: MEDIANS });
    expect(compared).toContain("v1/medians");
  });

  test("is compared with its record under the name that the version has for it", async () => {
    const { CustomerMetadataProperties: entries } = old();
    const change = { CustomerMetadataProperties: { ...entries, recorded_medians: "" } };
    await expect(latestApprovedModel(registryOf(change), REQUEST)).rejects.toMatchObject({
      name: "IncompleteModelPackage",
    });
  });

  test("is not asked for where the model prepares its rows itself, and then its address is none", async () => {
    const rest = without(metadata(1), "preparation", "recorded_preparation");
    const registry = registryOf({ CustomerMetadataProperties: rest });
    const script = reading("dev", { required_files: requiredFiles(false) });
    expect(await latestApprovedModel(registry, script)).toMatchObject({ preparation_uri: "none" });
    await expect(latestApprovedModel(registry, REQUEST)).rejects.toMatchObject({
      name: "IncompleteModelPackage",
    });
  });
});

describe("where another answer is asked for should no version be approved", () => {
  const OTHERWISE = {
    otherwise_model_data_url: "s3://own/artifact/model.tar.gz",
    otherwise_preparation_uri: "s3://own/preparation/preparation.json",
    otherwise_image_uri: "444444444444.dkr.ecr.us-east-1.amazonaws.com/prices:1.0",
  };
  const ANSWER = {
    model_package_arn: "none",
    model_package_version: "none",
    model_data_url: OTHERWISE.otherwise_model_data_url,
    preparation_uri: OTHERWISE.otherwise_preparation_uri,
    image_uri: OTHERWISE.otherwise_image_uri,
  };

  test("it is given, and says that there is none", async () => {
    const answer = await latestApprovedModel(registryWith([]), reading("dev", OTHERWISE));
    expect(answer).toMatchObject({ ...ANSWER, passed_over: "none" });
  });

  test("it is given where only others' versions are approved, and names them", async () => {
    expect(await latestApprovedModel(trainedBy({ 1: "prod" }), reading("dev", OTHERWISE))).toMatchObject({
      ...ANSWER,
      passed_over: expect.stringMatching(/^version 1: prod trained it/) as string,
    });
  });

  test("it needs neither a preparation nor an image", async () => {
    const { otherwise_model_data_url } = OTHERWISE;
    expect(
      await latestApprovedModel(registryWith([]), reading("dev", { otherwise_model_data_url })),
    ).toMatchObject({ ...ANSWER, preparation_uri: "none", image_uri: "none" });
  });

  test("an approved version is taken all the same, and refused where it is incomplete", async () => {
    const request = reading("dev", OTHERWISE);
    const approved = [version(1, "Approved")];
    expect(await latestApprovedModel(registryWith(approved), request)).toMatchObject({
      model_package_version: "1",
      model_data_url: "s3://sagemaker-artifacts/v1/artifact",
    });
    const broken = registryWith(approved, (number) => description(number, { ModelMetrics: undefined }));
    await expect(latestApprovedModel(broken, request)).rejects.toMatchObject({
      name: "IncompleteModelPackage",
    });
  });

  test("every output is a text, as a Lambda step asks for", async () => {
    const [found, none] = await Promise.all([
      latestApprovedModel(trainedBy({ 1: "dev" }), REQUEST),
      latestApprovedModel(registryWith([]), reading("dev", OTHERWISE)),
    ]);
    expect(Object.keys(none).sort()).toEqual(Object.keys(found).sort());
    for (const value of Object.values(none)) expect(value).toMatch(/./);
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
      CustomerMetadataProperties: metadata(number, {
        auc: "0.9",
        ...(trainer !== undefined && { environment: trainer }),
      }),
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

  test.each([copyFor(exampleEnvironment("dev"), "prod"), copyFor(exampleEnvironment("dev"), "dev")])(
    "are those of $name, to every environment, though they are the newest",
    async ({ group, readsVersionsOf }) => {
      const registry = trainedBy({ 1: "dev", 2: group });
      for (const request of [DEV_ALONE, REQUEST]) {
        expect(await latestApprovedModel(registry, request)).toMatchObject({
          model_package_version: "1",
          passed_over: `version 2: ${group} trained it, which is not among reads_versions_of`,
        });
      }
      const own = reading(readsVersionsOf.join(","));
      expect(await latestApprovedModel(registry, own)).toMatchObject({ model_package_version: "2" });
      const another = copyFor(exampleEnvironment("dev"), "bob").readsVersionsOf.join(",");
      const others = reading(another);
      expect(await latestApprovedModel(registry, others)).toMatchObject({ model_package_version: "1" });
    },
  );

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
  ["no group", { ...EVENT, model_package_group: undefined }, "UnexpectedEvent"],
  ["no environments", { ...EVENT, reads_versions_of: undefined }, "UnexpectedEvent"],
  ["an empty list", { ...EVENT, reads_versions_of: " " }, "UnexpectedEvent"],
  ["a request for no files", { ...EVENT, required_files: undefined }, "UnexpectedEvent"],
  ["a group that is no ARN", { ...EVENT, model_package_group: "mine" }, "InvalidArn"],
  ["an address that is empty", { ...EVENT, otherwise_model_data_url: "" }, "UnexpectedEvent"],
])("%s is refused by name", (_, event, name) => {
  expect(() => parseRequest(event)).toThrow(expect.objectContaining({ name }) as Error);
});

describe("an approved version whose files are not those that were registered", () => {
  const registry = (currentVersion: ModelRegistry["currentVersion"], number = 2) => ({
    ...registryWith([version(1, "Approved"), version(number, "Approved")]),
    currentVersion,
  });
  const overwritten = (file: string, current: string | undefined) =>
    registry(({ Key }) => {
      const name = Key.replace(/^.*\//, "");
      return Promise.resolve(name === file ? current : registeredAs(name));
    });

  test.each(VERSION_FILES)("is refused, not passed over, where the %s was overwritten", async (file) => {
    await expect(latestApprovedModel(overwritten(file, "v2"), REQUEST)).rejects.toMatchObject({
      name: "VersionChangedSinceRegistration",
      message: expect.stringMatching(
        new RegExp(
          `/2 is approved, but its ${file} was overwritten since: s3://sagemaker-artifacts/v2/${file} was registered as ` +
            `S3 version ${file}\\.v1 and is now v2\\..*` +
            `aws s3api delete-object --bucket sagemaker-artifacts --key v2/${file} --version-id v2$`,
        ),
      ) as string,
    });
  });

  test.each([undefined, "null"])(
    "is refused where S3 tells version %p, of a bucket without any",
    async (current) => {
      await expect(latestApprovedModel(overwritten("artifact", current), REQUEST)).rejects.toMatchObject({
        name: "VersionChangedSinceRegistration",
      });
    },
  );

  test("is refused where S3 does not show them, with S3's reason", async () => {
    const gone = registry(() => Promise.reject(named("NotFound", "UnknownError")));
    await expect(latestApprovedModel(gone, REQUEST)).rejects.toMatchObject({
      name: "UnreadableFile",
      message: expect.stringContaining(
        "s3://sagemaker-artifacts/v2/artifact cannot be read: NotFound",
      ) as string,
    });
  });

  test("is refused where its record is none", async () => {
    const forged = registryWith([version(1, "Approved")], (number) =>
      description(number, {
        CustomerMetadataProperties: metadata(number, { recorded_artifact: "anything" }),
      }),
    );
    await expect(latestApprovedModel(forged, REQUEST)).rejects.toMatchObject({
      name: "IncompleteModelPackage",
      message: expect.stringContaining('its record of the artifact is "anything"') as string,
    });
  });

  test("says so in what a pipeline shows of a failed step: 1,024 characters", async () => {
    const long = "x".repeat(63);
    // As long as S3's are.
    const current = "v".repeat(32);
    const model = (number: number) => {
      const known = description(number);
      const ModelDataUrl = `s3://${long}/${long}/dev/p4jn9xou8a8s/artifact/pipelines-p4jn9xou8a8s-Train-0123456789/output/model.tar.gz`;
      return { ...known, InferenceSpecification: { Containers: [{ Image: "xgboost", ModelDataUrl }] } };
    };
    const one = {
      ...registryWith([version(1, "Approved")], model),
      currentVersion: () => Promise.resolve(current),
    };
    const error = await latestApprovedModel(one, REQUEST).catch((caught: unknown) => caught);
    expect((error as Error).message.length).toBeLessThanOrEqual(900);
  });
});
