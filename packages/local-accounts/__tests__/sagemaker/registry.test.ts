import type { JsonObject } from "../../sagemaker/json";
import { at, listAt, text, without } from "../../sagemaker/json";
import { closeWorlds, createWorld, DEV, newToken, person, PROD, REGISTRY, ROLE, XGBOOST } from "./world";
import type { World } from "./world";

afterEach(closeWorlds);

const GROUP = `arn:aws:sagemaker:us-east-1:${REGISTRY}:model-package-group/severity`;
const version = (number: number): string =>
  `arn:aws:sagemaker:us-east-1:${REGISTRY}:model-package/severity/${number}`;
const owner = person(REGISTRY, "approver");
const MODEL_DATA = "s3://artifacts/model.tar.gz";

const registration = (more: JsonObject = {}): JsonObject => ({
  ModelPackageGroupName: GROUP,
  InferenceSpecification: {
    Containers: [{ Image: XGBOOST, ModelDataUrl: MODEL_DATA }],
    SupportedContentTypes: ["text/csv"],
    SupportedResponseMIMETypes: ["text/csv"],
  },
  CustomerMetadataProperties: { commit: "abc", data: "part1" },
  ...more,
});

async function withGroup(): Promise<World> {
  const world = createWorld();
  await world.ok("CreateModelPackageGroup", { ModelPackageGroupName: "severity" }, owner);
  world.store.put(MODEL_DATA, "model");
  return world;
}

test("versions are numbered from 1, across accounts by the group's ARN, and no number is used twice", async () => {
  const world = await withGroup();
  for (const number of [1, 2]) {
    expect(await world.ok("CreateModelPackage", registration())).toEqual({
      ModelPackageArn: version(number),
    });
  }
  await world.ok("DeleteModelPackage", { ModelPackageName: version(2) }, owner);
  expect(await world.ok("CreateModelPackage", registration())).toEqual({ ModelPackageArn: version(3) });
  const described = await world.ok("DescribeModelPackage", { ModelPackageName: version(3) });
  expect(described).toMatchObject({
    ModelPackageVersion: 3,
    ModelApprovalStatus: "PendingManualApproval",
    ModelPackageStatus: "Completed",
    CustomerMetadataProperties: { commit: "abc" },
  });
});

test("an approval keeps everything else", async () => {
  const world = await withGroup();
  await world.ok(
    "CreateModelPackage",
    registration({
      ModelMetrics: { ModelQuality: { Statistics: { ContentType: "application/json", S3Uri: MODEL_DATA } } },
    }),
  );
  const before = await world.ok("DescribeModelPackage", { ModelPackageName: version(1) }, owner);
  const kept = without(before, ["LastModifiedTime"]);
  world.time += 5000;
  await world.ok(
    "UpdateModelPackage",
    { ModelPackageArn: version(1), ModelApprovalStatus: "Approved", ApprovalDescription: "good" },
    owner,
  );
  const after = await world.ok("DescribeModelPackage", { ModelPackageName: version(1) }, owner);
  expect(after).toMatchObject({ ...kept, ModelApprovalStatus: "Approved", ApprovalDescription: "good" });
  expect(Number(after["LastModifiedTime"])).toBeGreaterThan(Number(before["LastModifiedTime"]));
});

test("metadata is added, changed and removed by key", async () => {
  const world = await withGroup();
  await world.ok("CreateModelPackage", registration());
  await world.ok(
    "UpdateModelPackage",
    {
      ModelPackageArn: version(1),
      CustomerMetadataProperties: { data: "part2", by: "me" },
      CustomerMetadataPropertiesToRemove: ["commit"],
    },
    owner,
  );
  const after = await world.ok("DescribeModelPackage", { ModelPackageName: version(1) }, owner);
  expect(after["CustomerMetadataProperties"]).toEqual({ data: "part2", by: "me" });
});

test("each change is asked of the caller's policies and the group's own", async () => {
  const world = await withGroup();
  await world.ok(
    "PutModelPackageGroupPolicy",
    { ModelPackageGroupName: "severity", ResourcePolicy: "{}" },
    owner,
  );
  world.asked.length = 0;
  await world.ok("CreateModelPackage", registration({ ModelApprovalStatus: "Approved" }));
  expect(world.asked[0]).toEqual({
    caller: person(DEV),
    region: "us-east-1",
    action: "sagemaker:CreateModelPackage",
    resource: version(1),
    context: { "sagemaker:ModelApprovalStatus": "Approved" },
    resourcePolicy: { document: "{}", owner: REGISTRY },
  });
  world.deny = ({ action }) =>
    action === "sagemaker:UpdateModelPackage" ? "because no resource-based policy allows it" : undefined;
  const denied = await world.call("UpdateModelPackage", {
    ModelPackageArn: version(1),
    ModelApprovalStatus: "Approved",
  });
  expect(denied).toEqual({
    status: 400,
    body: { __type: "AccessDeniedException", message: "because no resource-based policy allows it" },
  });
});

test.each(["s3:GetObject", "s3:GetObjectAcl", "s3:GetBucketAcl"])(
  "a registration from another account needs %s for the registry's account",
  async (missing) => {
    const world = await withGroup();
    world.deny = ({ action, caller }) =>
      action === missing && caller.arn === `arn:aws:iam::${REGISTRY}:root` ? `no ${missing}` : undefined;
    const answer = await world.call("CreateModelPackage", registration());
    expect(answer.body).toMatchObject({ __type: "ValidationException" });
    expect(answer.body["message"]).toContain(`no ${missing}`);
    expect(await world.ok("CreateModelPackage", registration(), owner)).toEqual({
      ModelPackageArn: version(1),
    });
  },
);

test.each(["kms:Decrypt", "kms:GenerateDataKey"])(
  "a version trained with a key needs %s for the registry's account",
  async (missing) => {
    const world = await withGroup();
    const key = `arn:aws:kms:us-east-1:${DEV}:alias/severity`;
    const end = await world.run([
      {
        Name: "Train",
        Type: "Training",
        Arguments: {
          AlgorithmSpecification: { TrainingImage: XGBOOST, TrainingInputMode: "File" },
          RoleArn: ROLE,
          OutputDataConfig: { S3OutputPath: "s3://artifacts/runs/", KmsKeyId: key },
          ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 },
          StoppingCondition: { MaxRuntimeInSeconds: 60 },
        },
      },
      {
        Name: "Register",
        Type: "RegisterModel",
        Arguments: registration({
          InferenceSpecification: {
            Containers: [
              { Image: XGBOOST, ModelDataUrl: { Get: "Steps.Train.ModelArtifacts.S3ModelArtifacts" } },
            ],
          },
        }),
      },
    ]);
    expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded" });
    expect(at(end.step("Register"), "Metadata", "RegisterModel", "Arn")).toBe(version(1));
    const registered = await world.ok("DescribeModelPackage", { ModelPackageName: version(1) }, owner);
    expect(registered["MetadataProperties"]).toEqual({ GeneratedBy: end.arn });

    world.deny = ({ action, caller, resource }) =>
      action === missing && caller.arn === `arn:aws:iam::${REGISTRY}:root` && resource === key
        ? `no ${missing}`
        : undefined;
    const denied = await world.start("pipeline");
    expect(denied.step("Register")["FailureReason"]).toContain(
      "ClientError: Failed to invoke sagemaker:CreateModelPackage. Error Details: Could not access model data",
    );
    expect(denied.step("Register")["FailureReason"]).toContain(`no ${missing}`);
  },
);

test("a pipeline makes a group of its own account's, tags it, and goes on where there is one", async () => {
  const world = createWorld();
  const step = {
    Name: "Register",
    Type: "RegisterModel",
    Arguments: { ...registration(), ModelPackageGroupName: "own" },
  };
  const first = await world.run([step]);
  expect(at(first.step("Register"), "Metadata", "RegisterModel", "Arn")).toBe(
    `arn:aws:sagemaker:us-east-1:${DEV}:model-package/own/1`,
  );
  const second = await world.start("pipeline");
  expect(at(second.step("Register"), "Metadata", "RegisterModel", "Arn")).toBe(
    `arn:aws:sagemaker:us-east-1:${DEV}:model-package/own/2`,
  );
  const tags = await world.ok("ListTags", {
    ResourceArn: `arn:aws:sagemaker:us-east-1:${DEV}:model-package-group/own`,
  });
  expect(tags["Tags"]).toContainEqual({ Key: "sagemaker:pipeline-step-name", Value: "Register" });
});

test("lists are filtered, sorted and cut into pages", async () => {
  const world = await withGroup();
  for (let number = 1; number <= 5; number++) {
    world.time += 1000;
    await world.ok("CreateModelPackage", registration());
  }
  for (const number of [2, 4, 5])
    await world.ok(
      "UpdateModelPackage",
      { ModelPackageArn: version(number), ModelApprovalStatus: "Approved" },
      owner,
    );
  const versions = async (more: JsonObject): Promise<{ found: unknown[]; token: string }> => {
    const body = await world.ok("ListModelPackages", { ModelPackageGroupName: GROUP, ...more }, person(PROD));
    return {
      found: listAt(body, "ModelPackageSummaryList").map((item) => at(item, "ModelPackageVersion")),
      token: text(body, "NextToken"),
    };
  };
  expect((await versions({})).found).toEqual([1, 2, 3, 4, 5]);
  const approved = {
    ModelApprovalStatus: "Approved",
    SortBy: "CreationTime",
    SortOrder: "Descending",
    MaxResults: 2,
  };
  const first = await versions(approved);
  expect(first.found).toEqual([5, 4]);
  const second = await versions({ ...approved, NextToken: first.token });
  expect(second).toEqual({ found: [2], token: "" });
  const [, , third] = listAt(
    await world.ok("ListModelPackages", { ModelPackageGroupName: GROUP }),
    "ModelPackageSummaryList",
  );
  expect((await versions({ CreationTimeAfter: at(third, "CreationTime") ?? 0 })).found).toEqual([4, 5]);
  const broken = await world.call("ListModelPackages", { ModelPackageGroupName: GROUP, NextToken: "???" });
  expect(broken.body).toMatchObject({ __type: "ValidationException" });
});

test("a model of another account's version needs its approval, its group's leave and its artifact", async () => {
  const world = await withGroup();
  await world.ok("CreateModelPackage", registration());
  const role = ROLE.replace(DEV, PROD);
  const create = (name: string): Promise<{ body: JsonObject }> =>
    world.call(
      "CreateModel",
      { ModelName: name, ExecutionRoleArn: role, PrimaryContainer: { ModelPackageName: version(1) } },
      person(PROD),
    );
  expect((await create("a")).body["message"]).toContain(
    "its ModelApprovalStatus is PendingManualApproval, not Approved",
  );
  await world.ok(
    "UpdateModelPackage",
    { ModelPackageArn: version(1), ModelApprovalStatus: "Approved" },
    owner,
  );
  world.asked.length = 0;
  expect((await create("b")).body).toEqual({ ModelArn: `arn:aws:sagemaker:us-east-1:${PROD}:model/b` });
  expect(world.asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    `sagemaker:CreateModel arn:aws:sagemaker:us-east-1:${PROD}:model/b`,
    `sagemaker:DescribeModelPackage ${version(1)}`,
    `sagemaker:CreateModel ${version(1)}`,
    `iam:PassRole ${role}`,
  ]);
  world.store.objects.clear();
  expect((await create("c")).body["message"]).toContain(`Could not access model data at ${MODEL_DATA}`);
  world.deny = ({ action }) => (action === "sagemaker:DescribeModelPackage" ? "not yours" : undefined);
  expect((await create("d")).body).toEqual({ __type: "AccessDeniedException", message: "not yours" });
});

test("a model of a version is made of its one container alone", async () => {
  const world = await withGroup();
  await world.ok("CreateModelPackage", registration({ ModelApprovalStatus: "Approved" }));
  const empty = without(registration({ ModelApprovalStatus: "Approved" }), ["InferenceSpecification"]);
  await world.ok("CreateModelPackage", empty);
  const create = async (PrimaryContainer: JsonObject): Promise<JsonObject> => {
    const model = { ModelName: "a", ExecutionRoleArn: ROLE, PrimaryContainer };
    return (await world.call("CreateModel", model)).body;
  };
  expect(await create({ ModelPackageName: version(1), Image: XGBOOST, ModelDataUrl: MODEL_DATA })).toEqual({
    __type: "ValidationException",
    message:
      "the container has Image and ModelDataUrl beside ModelPackageName, and the rehearsal takes both from the model package",
  });
  expect(await create({ ModelPackageName: version(2) })).toEqual({
    __type: "ValidationException",
    message: `Cannot create a model from model package ${version(2)}: it has no InferenceSpecification`,
  });
});

test("tags come and go", async () => {
  const world = createWorld();
  const group = { ModelPackageGroupName: "g", Tags: [{ Key: "a", Value: "1" }] };
  const { ModelPackageGroupArn: ResourceArn } = await world.ok("CreateModelPackageGroup", group);
  await world.ok("AddTags", {
    ResourceArn,
    Tags: [
      { Key: "b", Value: "2" },
      { Key: "a", Value: "3" },
    ],
  });
  await world.ok("DeleteTags", { ResourceArn, TagKeys: ["b"] });
  expect(await world.ok("ListTags", { ResourceArn })).toEqual({ Tags: [{ Key: "a", Value: "3" }] });
});

test("a registration with a token it has seen is the same version", async () => {
  const world = await withGroup();
  const ClientToken = newToken();
  const first = await world.ok("CreateModelPackage", registration({ ClientToken }));
  expect(await world.ok("CreateModelPackage", registration({ ClientToken }))).toEqual(first);
});

describe("a model card", () => {
  const content = (more: JsonObject = {}) =>
    JSON.stringify({ intended_uses: { purpose_of_model: "severity", risk_rating: "Low" }, ...more });
  const card = (ModelCardContent: string) => ({ ModelCard: { ModelCardContent, ModelCardStatus: "Draft" } });
  const described = async (world: World, more: JsonObject = {}) =>
    at(await world.ok("DescribeModelPackage", { ModelPackageName: version(1), ...more }, owner), "ModelCard");
  const update = (world: World, ModelCard: JsonObject) =>
    world.call("UpdateModelPackage", { ModelPackageArn: version(1), ModelCard }, owner);

  test("is kept as it came, and an update changes what it names", async () => {
    const world = await withGroup();
    await world.ok("CreateModelPackage", registration(card(content())));
    expect(await described(world)).toEqual(card(content()).ModelCard);
    await update(world, { ModelCardStatus: "PendingReview" });
    expect(await described(world)).toEqual({
      ...card(content()).ModelCard,
      ModelCardStatus: "PendingReview",
    });
    await world.ok("UpdateModelPackage", { ModelPackageArn: version(1), ApprovalDescription: "good" }, owner);
    const other = content({ business_details: { line_of_business: "clinics" } });
    await update(world, { ModelCardContent: other });
    expect(await described(world)).toEqual({ ModelCardContent: other, ModelCardStatus: "PendingReview" });
  });

  test("comes with an update where the version has none", async () => {
    const world = await withGroup();
    await world.ok("CreateModelPackage", registration());
    expect(await described(world)).toBeUndefined();
    await update(world, card(content()).ModelCard);
    expect(await described(world)).toEqual(card(content()).ModelCard);
  });

  test("shows its risk rating alone where metadata are asked for", async () => {
    const world = await withGroup();
    await world.ok("CreateModelPackage", registration(card(content())));
    expect(await described(world, { IncludedData: "MetadataOnly" })).toEqual(
      card(JSON.stringify({ intended_uses: { risk_rating: "Low" } })).ModelCard,
    );
  });

  test("that is archived keeps its content", async () => {
    const world = await withGroup();
    await world.ok("CreateModelPackage", registration(card(content())));
    await update(world, { ModelCardStatus: "Archived" });
    expect((await update(world, { ModelCardContent: "{}" })).body).toEqual({
      __type: "ValidationException",
      message: "Model Card is in Archived state",
    });
    expect(await described(world)).toEqual({ ...card(content()).ModelCard, ModelCardStatus: "Archived" });
  });

  const group = (...metrics: readonly JsonObject[]) => ({
    evaluation_details: [{ name: "Test", metric_groups: [{ name: "auc", metric_data: metrics }] }],
  });
  test.each<[string, string, RegExp]>([
    ["no JSON", "{", /no JSON object/],
    ["a text", '"{}"', /no JSON object/],
    ["a member of other cards", content({ model_package_details: {} }), /\/model_package_details/],
    ["an overview of other cards", content({ model_overview: { model_name: "m" } }), /\/model_name/],
    ["another rating", content({ intended_uses: { risk_rating: "None" } }), /\/intended_uses\/risk_rating/],
    ["a long text", content({ intended_uses: { intended_uses: "x".repeat(2049) } }), /\/intended_uses/],
    ["a detail that is a number", content({ additional_information: { custom_details: { n: 1 } } }), /\/n:/],
    ["an evaluation without a name", content({ evaluation_details: [{}] }), /\/evaluation_details\/0\/name/],
    ["a metric without a value", content(group({ name: "auc", type: "number" })), /metric_data\/0/],
    [
      "a matrix of 21 classes",
      content(group({ name: "m", type: "matrix", value: Array.from({ length: 21 }, () => [1]) })),
      /metric_data\/0/,
    ],
  ])("is refused: %s", async (_, wrong, message) => {
    const world = await withGroup();
    const created = await world.call("CreateModelPackage", registration(card(wrong)));
    await world.ok("CreateModelPackage", registration());
    const updated = await update(world, { ModelCardContent: wrong });
    for (const { body } of [created, updated]) {
      expect(body).toMatchObject({ __type: "ValidationException" });
      expect(body["message"]).toMatch(message);
    }
    expect(await described(world)).toBeUndefined();
  });
});
