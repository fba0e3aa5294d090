import { anyCopy, copyFor, faultsOfName } from "../../environments/personal-copy";
import { partsOfCopyName } from "../../environments/names";
import { exampleEnvironment } from "../support/environments";

const dev = exampleEnvironment("dev");

test("a copy has pipelines of its own, no schedule, and runs its own versions beside the environment's", () => {
  const ann = copyFor(
    exampleEnvironment("dev", { inference_pipeline: { cron_schedule: "rate(1 day)" } }),
    "ann",
  );
  expect(ann).toMatchObject({
    name: "dev as ann",
    group: "dev as ann",
    copy: { of: "dev", group: "dev", as: "ann" },
    readsVersionsOf: ["dev as ann", "dev"],
    trainPipeline: {
      name: "mammo-severity-train-pipeline-as-ann",
      arn: "arn:aws:sagemaker:us-east-1:111111111111:pipeline/mammo-severity-train-pipeline-as-ann",
    },
    inferencePipeline: { name: "mammo-severity-inference-pipeline-as-ann" },
  });
  expect(ann.inferencePipeline.schedule).toBeUndefined();
  const shared = [
    "account",
    "region",
    "deployRole",
    "scientistRole",
    "kmsKey",
    "dataBucket",
    "state",
  ] as const;
  for (const key of shared) expect(ann[key]).toEqual(dev[key]);
});

test.each([
  ["ann", []],
  ["ann-2", []],
  ["a".repeat(28), []],
  ["", ["expected a name"]],
  ["Ann", ['expected a-z, 0-9 and hyphens alone, found "A"']],
  ["*", ['expected a-z, 0-9 and hyphens alone, found "*"']],
  ["../x", ['expected a-z, 0-9 and hyphens alone, found "." "/"']],
  ["-ann", ["expected a letter or digit first and last"]],
  [
    `A_${"a".repeat(30)}-`,
    [
      'expected a-z, 0-9 and hyphens alone, found "A" "_"',
      "expected a letter or digit first and last",
      "expected at most 28 characters, found 33",
    ],
  ],
])("of the name %j all faults are told", (name, faults) => {
  expect(faultsOfName(name)).toEqual(faults);
});

test("of a protected environment there is none, and all reasons are told at once", () => {
  expect(anyCopy(exampleEnvironment("prod"))).toBeUndefined();
  expect(() => copyFor(exampleEnvironment("prod"), "ann")).toThrow("prod is protected");
  const trainPipeline = { ...dev.trainPipeline, name: "t".repeat(256) };
  const long = { ...dev, deployers: [], trainPipeline };
  expect(() => copyFor(long, "ann")).toThrow(
    /dev is protected.*would have 263 characters, and may have 256\./s,
  );
});

test("any name stands for all copies, as policies write it", () => {
  expect(anyCopy(dev)?.trainPipeline.arn).toBe(`${dev.trainPipeline.arn}-as-*`);
});

test.each([
  ["dev as ann", { of: "dev", as: "ann" }],
  ["fraud/dev as ann-2", { of: "fraud/dev", as: "ann-2" }],
  ["dev", undefined],
  ["/a folder as such/dev.tfvars.json", undefined],
])("the name %j is taken apart", (name, parts) => {
  expect(partsOfCopyName(name)).toEqual(parts);
});
