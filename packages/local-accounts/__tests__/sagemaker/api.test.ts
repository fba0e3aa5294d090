import type { JsonObject } from "../../sagemaker/json";
import { text, without } from "../../sagemaker/json";
import {
  closeWorlds,
  createWorld,
  definition,
  DEV,
  newToken,
  person,
  processing,
  PROD,
  REGION,
  REGISTRY,
  ROLE,
} from "./world";

afterEach(closeWorlds);

const create = (more: JsonObject = {}): JsonObject => ({
  PipelineName: "p",
  PipelineDefinition: definition([processing("A")]),
  RoleArn: ROLE,
  ClientRequestToken: newToken(),
  ...more,
});
const arn = `arn:aws:sagemaker:us-east-1:${DEV}:pipeline/p`;
const group = { ModelPackageGroupName: "g" };
const groupArn = `arn:aws:sagemaker:us-east-1:${DEV}:model-package-group/g`;

/** Every error that the API answers with, in AWS's shape and words: what the Terraform provider and SDKs match on. */
test.each<[string, string, JsonObject, string, string | RegExp]>([
  [
    "a pipeline that does not exist",
    "DescribePipeline",
    { PipelineName: "x" },
    "ResourceNotFound",
    `Pipeline 'arn:aws:sagemaker:us-east-1:${DEV}:pipeline/x' does not exist.`,
  ],
  [
    "an execution that does not exist",
    "DescribePipelineExecution",
    { PipelineExecutionArn: `${arn}/execution/none` },
    "ResourceNotFound",
    /does not exist/u,
  ],
  [
    "a group that does not exist",
    "DescribeModelPackageGroup",
    { ModelPackageGroupName: "x" },
    "ValidationException",
    /^ModelPackageGroup arn:\S+\/x does not exist\.$/u,
  ],
  [
    "the policy of no group",
    "GetModelPackageGroupPolicy",
    { ModelPackageGroupName: "x" },
    "ValidationException",
    /^Cannot find Model Package Group: arn:\S+\/x$/u,
  ],
  [
    "no policy",
    "GetModelPackageGroupPolicy",
    group,
    "ValidationException",
    `Cannot find resource policy for: ${groupArn}`,
  ],
  [
    "no policy to delete",
    "DeleteModelPackageGroupPolicy",
    group,
    "ValidationException",
    `Cannot find resource policy for: ${groupArn}`,
  ],
  [
    "a group once more",
    "CreateModelPackageGroup",
    group,
    "ValidationException",
    `Model Package Group already exists: ${groupArn}`,
  ],
  [
    "a version that does not exist",
    "DescribeModelPackage",
    { ModelPackageName: "g/7" },
    "ValidationException",
    /^ModelPackage arn:\S+model-package\/g\/7 does not exist\.$/u,
  ],
  [
    "an ARN of another region",
    "DescribeModelPackage",
    { ModelPackageName: groupArn.replace("us-east-1", "eu-west-1").replace("-group/g", "/g/1") },
    "ValidationException",
    "ARN should be scoped to correct region: us-east-1",
  ],
  [
    "a model that does not exist",
    "DescribeModel",
    { ModelName: "m" },
    "ValidationException",
    /^Could not find model "arn:\S+model\/m"\.$/u,
  ],
  [
    "a job that does not exist",
    "DescribeProcessingJob",
    { ProcessingJobName: "j" },
    "ResourceNotFound",
    "Could not find requested job with name: j",
  ],
  ["tags of nothing", "ListTags", { ResourceArn: `${arn}x` }, "ValidationException", /^Resource not found/u],
  [
    "a pipeline once more",
    "CreatePipeline",
    create(),
    "ValidationException",
    "Pipeline names must be unique within an AWS account and region. Pipeline with name (p) already exists.",
  ],
  [
    "no definition",
    "CreatePipeline",
    { PipelineName: "q", RoleArn: ROLE, ClientRequestToken: newToken() },
    "ValidationException",
    "Either Pipeline Definition or Pipeline Definition S3 location should be provided",
  ],
  [
    "a role of another account",
    "CreatePipeline",
    create({ PipelineName: "q", RoleArn: ROLE.replace(DEV, PROD) }),
    "AccessDeniedException",
    "Cross-account pass role is not allowed.",
  ],
  ["an operation that is not there", "CreateEndpoint", {}, "UnknownOperationException", /CreateEndpoint/u],
  [
    "a number for a name",
    "DescribePipeline",
    { PipelineName: 1 },
    "SerializationException",
    "NUMBER_VALUE can not be converted to a String".replace("a String", "String"),
  ],
  [
    "one violation",
    "DescribePipeline",
    {},
    "ValidationException",
    "1 validation error detected: Value null at 'pipelineName' failed to satisfy constraint: Member must not be null",
  ],
  [
    "several violations",
    "CreatePipeline",
    { PipelineName: "-", ClientRequestToken: "short" },
    "ValidationException",
    /^3 validation errors detected: Value null at 'roleArn' .*Value '-' at 'pipelineName' .*regular expression pattern: .*Value 'short' at 'clientRequestToken' .*length greater than or equal to 32$/u,
  ],
  [
    "a value outside its set",
    "ListModelPackages",
    { SortOrder: "Up" },
    "ValidationException",
    "1 validation error detected: Value 'Up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [Ascending, Descending]",
  ],
  [
    "a violation in a list",
    "CreateModelPackageGroup",
    { ModelPackageGroupName: "h", Tags: [{ Key: "", Value: "v" }] },
    "ValidationException",
    "1 validation error detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    "tags for a version",
    "CreateModelPackage",
    { ...group, Tags: [{ Key: "k", Value: "v" }] },
    "ValidationException",
    /^Tags are not supported for versioned model packages/u,
  ],
  [
    "group and name for a version",
    "CreateModelPackage",
    { ...group, ModelPackageName: "n" },
    "ValidationException",
    /^Both ModelPackageName and ModelPackageGroupName/u,
  ],
  [
    "a version of no group",
    "CreateModelPackage",
    { ModelPackageName: "n" },
    "ValidationException",
    /versioned model packages only/u,
  ],
  [
    "an experiment of MLflow's",
    "StartPipelineExecution",
    { PipelineName: "p", ClientRequestToken: newToken(), MlflowExperimentName: "e" },
    "ValidationException",
    /MlflowExperimentName is not supported/u,
  ],
])("%s", async (_name, operation, input, type, message) => {
  const world = createWorld();
  await world.ok("CreatePipeline", create());
  await world.ok("CreateModelPackageGroup", group);
  const { status, body } = await world.call(operation, input);
  expect({ status, type: body["__type"] }).toEqual({ status: 400, type });
  if (typeof message === "string") expect(body["message"]).toBe(message);
  else expect(body["message"]).toMatch(message);
});

test.each<[string, JsonObject[], Record<string, string>, RegExp]>([
  ["unknown", [], { X: "1" }, /\[X\] are not defined/u],
  ["missing", [{ Name: "N", Type: "Integer" }], {}, /\[N\] has no value/u],
  [
    "no integer",
    [{ Name: "N", Type: "Integer" }],
    { N: "2.5" },
    /\[N\] is of type Integer and cannot be "2.5"/u,
  ],
  ["no float", [{ Name: "N", Type: "Float" }], { N: "many" }, /type Float/u],
  ["no boolean", [{ Name: "N", Type: "Boolean" }], { N: "yes" }, /type Boolean/u],
  [
    "not among the values",
    [{ Name: "N", Type: "String", EnumValues: ["a", "b"] }],
    { N: "c" },
    /must be one of \["a","b"\]/u,
  ],
])("a parameter that is %s is refused", async (_name, parameters, values, message) => {
  const world = createWorld();
  await world.ok("CreatePipeline", create({ PipelineDefinition: definition([processing("A")], parameters) }));
  const PipelineParameters = Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
  const answer = await world.call("StartPipelineExecution", {
    PipelineName: "p",
    PipelineParameters,
    ClientRequestToken: newToken(),
  });
  expect(answer.body["__type"]).toBe("ValidationException");
  expect(answer.body["message"]).toMatch(message);
});

test("a token stands for one request", async () => {
  const world = createWorld();
  await world.ok("CreatePipeline", create());
  const start = { PipelineName: "p", ClientRequestToken: newToken(), PipelineExecutionDescription: "one" };
  const first = await world.ok("StartPipelineExecution", start);
  const other = await world.call("StartPipelineExecution", { ...start, PipelineExecutionDescription: "two" });
  expect(other.body["__type"]).toBe("ConflictException");
  expect(await world.ok("StartPipelineExecution", start)).toEqual(first);
  await world.sagemaker.idle();
});

test("of an execution's name and description those change that are given", async () => {
  const world = createWorld();
  await world.ok("CreatePipeline", create());
  const { PipelineExecutionArn } = await world.ok("StartPipelineExecution", {
    PipelineName: "p",
    ClientRequestToken: newToken(),
    PipelineExecutionDisplayName: "nightly",
  });
  const update = { PipelineExecutionArn, PipelineExecutionDescription: "told" };
  expect(await world.ok("UpdatePipelineExecution", update)).toEqual({ PipelineExecutionArn });
  await world.sagemaker.idle();
  expect(await world.ok("DescribePipelineExecution", { PipelineExecutionArn })).toMatchObject({
    PipelineExecutionDisplayName: "nightly",
    PipelineExecutionDescription: "told",
  });
});

test("the same token gets the same answer", async () => {
  const world = createWorld();
  const request = create();
  expect(await world.ok("CreatePipeline", request)).toEqual({ PipelineArn: arn });
  expect(await world.ok("CreatePipeline", request)).toEqual({ PipelineArn: arn });
  const start = { PipelineName: "p", ClientRequestToken: newToken() };
  const first = await world.ok("StartPipelineExecution", start);
  expect(await world.ok("StartPipelineExecution", start)).toEqual(first);
  expect(await world.ok("StartPipelineExecution", { ...start, ClientRequestToken: newToken() })).not.toEqual(
    first,
  );
  await world.sagemaker.idle();
  expect(world.containers).toHaveLength(2);
});

test("a pipeline goes with its executions, but not while one runs", async () => {
  const world = createWorld();
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  world.play = () => finished;
  await world.ok("CreatePipeline", create());
  const { PipelineExecutionArn } = await world.ok("StartPipelineExecution", {
    PipelineName: "p",
    ClientRequestToken: newToken(),
  });
  const remove = { PipelineName: "p", ClientRequestToken: newToken() };
  expect((await world.call("DeletePipeline", remove)).body["__type"]).toBe("ConflictException");
  finish();
  await world.sagemaker.idle();
  await world.ok("DeletePipeline", remove);
  expect((await world.call("DescribePipelineExecution", { PipelineExecutionArn })).body["__type"]).toBe(
    "ResourceNotFound",
  );
  expect(await world.ok("ListPipelines", {})).toEqual({ PipelineSummaries: [] });
});

test("a group goes when its versions have gone", async () => {
  const world = createWorld();
  await world.ok("CreateModelPackageGroup", group);
  await world.ok("CreateModelPackage", group);
  expect((await world.call("DeleteModelPackageGroup", group)).body["__type"]).toBe("ConflictException");
  await world.ok("DeleteModelPackage", { ModelPackageName: "g/1" });
  await world.ok("DeleteModelPackageGroup", group);
  expect(await world.ok("ListModelPackageGroups", {})).toEqual({ ModelPackageGroupSummaryList: [] });
});

test("accounts and regions are apart", async () => {
  const world = createWorld();
  await world.ok("CreatePipeline", create());
  expect(await world.ok("ListPipelines", {}, person(PROD))).toEqual({ PipelineSummaries: [] });
  const elsewhere = await world.sagemaker.handle({
    operation: "ListPipelines",
    input: {},
    caller: person(DEV),
    region: "eu-west-1",
  });
  expect(elsewhere.body).toEqual({ PipelineSummaries: [] });
});

test("a definition may lie in S3", async () => {
  const world = createWorld();
  world.store.put("s3://data/definition.json", definition([processing("FromS3")]));
  await world.ok("CreatePipeline", {
    ...without(create(), ["PipelineDefinition"]),
    PipelineDefinitionS3Location: { Bucket: "data", ObjectKey: "definition.json" },
  });
  expect(text(await world.ok("DescribePipeline", { PipelineName: "p" }), "PipelineDefinition")).toContain(
    "FromS3",
  );
});

test("what a call does is asked before it is done: action, resource, and the role that it passes", async () => {
  const world = createWorld();
  await world.ok("CreatePipeline", create({ Tags: [{ Key: "a", Value: "b" }] }));
  expect(world.asked.map(({ action, resource, context }) => [action, resource, context])).toEqual([
    ["sagemaker:CreatePipeline", arn, undefined],
    ["sagemaker:AddTags", arn, undefined],
    ["iam:PassRole", ROLE, { "iam:PassedToService": "sagemaker.amazonaws.com" }],
  ]);
  for (const action of ["sagemaker:CreatePipeline", "sagemaker:AddTags", "iam:PassRole"]) {
    world.deny = (request) => (request.action === action ? `no ${action}` : undefined);
    const answer = await world.call(
      "CreatePipeline",
      create({ PipelineName: "other", Tags: [{ Key: "a", Value: "b" }] }),
    );
    expect(answer).toEqual({
      status: 400,
      body: { __type: "AccessDeniedException", message: `no ${action}` },
    });
  }
});

test("a step is the pipeline role's doing: its session, its permissions, its reason", async () => {
  const world = createWorld();
  world.deny = ({ action }) =>
    action === "sagemaker:AddTags"
      ? "because no identity-based policy allows the sagemaker:AddTags action"
      : undefined;
  const denied = await world.run([processing("Prepare")]);
  expect(denied.step("Prepare")).toMatchObject({
    FailureReason:
      "ClientError: Failed to invoke sagemaker:CreateProcessingJob. Error Details: because no identity-based policy allows the sagemaker:AddTags action",
    Metadata: {},
  });
  const id = denied.arn.split("/").at(-1);
  const asked = world.asked.filter(({ action }) => action === "sagemaker:CreateProcessingJob");
  expect(asked.map(({ caller }) => caller)).toEqual([
    {
      account: DEV,
      arn: `arn:aws:sts::${DEV}:assumed-role/sagemaker-execution-role/sagemaker-pipeline-${id}-Prepare`,
    },
  ]);
  expect(asked[0]?.resource).toMatch(
    new RegExp(`:processing-job/pipelines-${id}-Prepare-[A-Za-z0-9]{10}$`, "u"),
  );

  world.deny = () => undefined;
  world.untrusted.add(ROLE);
  const untrusted = await world.start("pipeline");
  expect(untrusted.step("Prepare")["FailureReason"]).toContain(
    `Could not assume role ${ROLE}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
  );
});

test("a rule's target starts the pipeline as the target's role", async () => {
  const world = createWorld();
  await world.ok(
    "CreatePipeline",
    create({
      PipelineDefinition: definition([processing("A")], [{ Name: "N", Type: "String", DefaultValue: "a" }]),
    }),
  );
  const roleArn = `arn:aws:iam::${DEV}:role/sagemaker-events-role`;
  const target = { account: DEV, region: REGION, arn, roleArn, parameters: [{ Name: "N", Value: "b" }] };
  world.asked.length = 0;
  await world.sagemaker.startFromTarget(target);
  await world.sagemaker.idle();
  expect(world.asked[0]).toMatchObject({ action: "sagemaker:StartPipelineExecution", resource: arn });
  expect(world.asked[0]?.caller.arn).toContain(`assumed-role/sagemaker-events-role/`);
  expect(world.containers).toHaveLength(1);
  world.deny = ({ action }) => (action === "sagemaker:StartPipelineExecution" ? "no" : undefined);
  await expect(world.sagemaker.startFromTarget(target)).rejects.toThrow("no");
  world.untrusted.add(roleArn);
  await expect(world.sagemaker.startFromTarget(target)).rejects.toThrow("sts:AssumeRole");
});

test("a fault of the rehearsal's own is a 500 that says so", async () => {
  const world = createWorld();
  world.deny = () => {
    throw new Error("the accounts are gone");
  };
  expect(await world.call("ListPipelines", {}, person(REGISTRY))).toEqual({
    status: 500,
    body: { __type: "InternalFailure", message: "the accounts are gone" },
  });
  expect(world.logs.join()).toContain("SageMaker.ListPipelines failed");
});
