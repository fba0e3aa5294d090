import type { JsonObject } from "../../sagemaker/json";
import { at, text } from "../../sagemaker/json";
import { ANALYZER, closeWorlds, createWorld, ROLE } from "./world";
import type { World } from "./world";

afterEach(closeWorlds);

const SUPPLIED = {
  SuppliedBaselineStatistics: "s3://registry/statistics.json",
  SuppliedBaselineConstraints: "s3://registry/constraints.json",
};
const CALCULATED = {
  CalculatedBaselineStatistics: "s3://data/report/statistics.json",
  CalculatedBaselineConstraints: "s3://data/report/constraints.json",
};
const USED = {
  BaselineUsedForDriftCheckStatistics: SUPPLIED.SuppliedBaselineStatistics,
  BaselineUsedForDriftCheckConstraints: SUPPLIED.SuppliedBaselineConstraints,
};

const check = (more: JsonObject): JsonObject => ({
  Name: "Check",
  Type: "QualityCheck",
  CheckType: "DATA_QUALITY",
  SkipCheck: false,
  RegisterNewBaseline: false,
  Arguments: {
    AppSpecification: { ImageUri: ANALYZER },
    Environment: {
      dataset_format: '{"csv": {"header": true, "output_columns_position": "START"}}',
      dataset_source: "/opt/ml/processing/input/baseline_dataset_input",
      output_path: "/opt/ml/processing/output",
      publish_cloudwatch_metrics: "Disabled",
    },
    ProcessingInputs: [
      {
        InputName: "baseline_dataset_input",
        S3Input: {
          S3Uri: "s3://data/batch.csv",
          LocalPath: "/opt/ml/processing/input/baseline_dataset_input",
          S3DataType: "S3Prefix",
          S3InputMode: "File",
        },
      },
    ],
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: "quality_check_output",
          S3Output: {
            LocalPath: "/opt/ml/processing/output",
            S3UploadMode: "EndOfJob",
            S3Uri: "s3://data/report",
          },
        },
      ],
    },
    ProcessingResources: {
      ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 20 },
    },
    RoleArn: ROLE,
  },
  ...more,
});

/** An analyzer that finds so many violations; none means no report. */
function analyzing(violations: number): World {
  const world = createWorld();
  for (const uri of ["s3://data/batch.csv", ...Object.values(SUPPLIED)]) world.store.put(uri, "x");
  world.play = async (_container, files) => {
    await files.write("/opt/ml/processing/output/statistics.json", "{}");
    await files.write("/opt/ml/processing/output/constraints.json", "{}");
    if (violations > 0) {
      const report = { violations: Array.from({ length: violations }, () => ({ feature_name: "Age" })) };
      await files.write("/opt/ml/processing/output/constraint_violations.json", JSON.stringify(report));
    }
  };
  return world;
}

test("a check against the supplied baseline: inputs, variables, properties", async () => {
  const world = analyzing(0);
  const end = await world.run([
    check(SUPPLIED),
    {
      Name: "Tell",
      Type: "Fail",
      Arguments: {
        ErrorMessage: {
          "Std:Join": {
            On: " ",
            Values: Object.keys({ ...CALCULATED, ...USED }).map((name) => ({ Get: `Steps.Check.${name}` })),
          },
        },
      },
    },
  ]);
  expect(text(end.step("Tell"), "FailureReason").split(" ")).toEqual(
    Object.values({ ...CALCULATED, ...USED }),
  );
  expect(at(end.step("Check"), "Metadata", "QualityCheck")).toMatchObject({
    CheckType: "DATA_QUALITY",
    ...CALCULATED,
    ...USED,
    SkipCheck: false,
    RegisterNewBaseline: false,
  });
  expect(text(end.step("Check"), "Metadata", "QualityCheck", "CheckJobArn")).toContain(
    ":processing-job/pipelines-",
  );
  expect(at(end.step("Check"), "Metadata", "QualityCheck")).not.toHaveProperty("ViolationReport");
  expect(world.containers[0]?.environment).toMatchObject({
    baseline_constraints: "/opt/ml/processing/baseline/constraints/constraints.json",
    baseline_statistics: "/opt/ml/processing/baseline/stats/statistics.json",
  });
});

test.each([
  ["by default", {}, "Failed"],
  ["when asked", { FailOnViolation: true }, "Failed"],
  ["not when told not to", { FailOnViolation: false }, "Succeeded"],
])("violations fail the step %s", async (_name, more, status) => {
  const end = await analyzing(2).run([check({ ...SUPPLIED, ...more })]);
  expect(end.step("Check")).toMatchObject({
    StepStatus: status,
    Metadata: { QualityCheck: { ViolationReport: "s3://data/report/constraint_violations.json" } },
  });
  const reason =
    "ClientError: Quality check failed. See violation report: s3://data/report/constraint_violations.json";
  expect(end.step("Check")["FailureReason"]).toBe(status === "Failed" ? reason : undefined);
});

test("a first run skips the check and registers what it calculated", async () => {
  const world = analyzing(2);
  const end = await world.run([check({ SkipCheck: true, RegisterNewBaseline: true })]);
  expect(end.step("Check")).toMatchObject({ StepStatus: "Succeeded" });
  expect(at(end.step("Check"), "Metadata", "QualityCheck")).toMatchObject({
    ...CALCULATED,
    BaselineUsedForDriftCheckStatistics: CALCULATED.CalculatedBaselineStatistics,
    BaselineUsedForDriftCheckConstraints: CALCULATED.CalculatedBaselineConstraints,
  });
  expect(world.containers[0]?.environment).not.toHaveProperty("baseline_constraints");
});

test.each([
  ["to check", { RegisterNewBaseline: true }],
  ["to carry over", { SkipCheck: true }],
])("without a baseline %s the step fails before its job", async (_name, more) => {
  const world = analyzing(0);
  const end = await world.run([check(more)]);
  expect(text(end.step("Check"), "FailureReason")).toContain("no previous baseline for DATA_QUALITY");
  expect(world.containers).toEqual([]);
});

test.each(Object.entries(SUPPLIED))("half of a baseline, %s, fails the step", async (member, uri) => {
  const world = analyzing(0);
  const end = await world.run([check({ [member]: uri, ModelPackageGroupName: "g" })]);
  expect(text(end.step("Check"), "FailureReason")).toContain("or neither");
});

test("without a supplied baseline, that of the group's latest approved version is used", async () => {
  const world = analyzing(0);
  const group = { ModelPackageGroupName: "g" };
  await world.ok("CreateModelPackageGroup", group);
  for (const [folder, status] of [
    ["old", "Approved"],
    ["good", "Approved"],
    ["new", "PendingManualApproval"],
  ] as const) {
    world.time += 1000;
    for (const file of ["statistics", "constraints"])
      world.store.put(`s3://registry/${folder}/${file}.json`, "x");
    await world.ok("CreateModelPackage", {
      ...group,
      ModelApprovalStatus: status,
      DriftCheckBaselines: {
        ModelDataQuality: {
          Statistics: { ContentType: "application/json", S3Uri: `s3://registry/${folder}/statistics.json` },
          Constraints: { ContentType: "application/json", S3Uri: `s3://registry/${folder}/constraints.json` },
        },
      },
    });
  }
  // What a parameter's empty default supplies is nothing.
  const end = await world.run([
    check({ ...group, SuppliedBaselineStatistics: "", SuppliedBaselineConstraints: "" }),
  ]);
  expect(at(end.step("Check"), "Metadata", "QualityCheck")).toMatchObject({
    BaselineUsedForDriftCheckStatistics: "s3://registry/good/statistics.json",
    BaselineUsedForDriftCheckConstraints: "s3://registry/good/constraints.json",
  });
});
