import { parseEnvironments } from "../support/parse";
import { blogFile, environmentFile, type Overrides } from "../support/environments";
import { brief, refusal } from "./refusal";

const prod = (overrides: Overrides) => environmentFile("prod", blogFile(overrides));

test.each<[rule: string, overrides: Overrides, findings: string[]]>([
  [
    "one process on several machines",
    { processing_instance_count: 2 },
    [
      '/processing_instance_count: expected 1 with processing_engine "pandas", which is one process: another machine would do the same work again, or, given a part of the data, fit medians and splits to that part; found 2; set "processing_engine": "spark", or take the key out',
    ],
  ],
  [
    "every row on every machine that trains",
    { training_instance_count: 4, training_data_distribution: "FullyReplicated" },
    [
      '/training_data_distribution: expected "ShardedByS3Key" for 4 machines: each would count every row again, and the training would be no faster; found "FullyReplicated"; take the key out',
    ],
  ],
])("%s is refused", (_rule, overrides, findings) => {
  expect(refusal([prod(overrides)]).map(brief)).toEqual(findings);
});

test.each<[Overrides, object]>([
  [{ processing_engine: "spark" }, { processingInstanceCount: 1 }],
  [{ processing_engine: "spark", processing_instance_count: 8 }, { processingInstanceCount: 8 }],
  [{ training_instance_count: 2 }, { trainingDataDistribution: "ShardedByS3Key" }],
  [{ training_data_distribution: "ShardedByS3Key" }, { trainingInstanceCount: 1 }],
])("%j is accepted without a warning", (overrides, values) => {
  const { environments, warnings } = parseEnvironments([prod(overrides)]);
  expect(environments[0]).toMatchObject(values);
  expect(warnings).toEqual([]);
});

test("more machines than files to predict are accepted with a warning", () => {
  const { environments, warnings } = parseEnvironments([prod({ transform_instance_count: 2 })]);
  expect(environments[0]?.transformInstanceCount).toBe(2);
  expect(warnings.map(brief)).toEqual([
    "/transform_instance_count: expected 1 while a batch is one file: batch transform hands out whole files, and further machines wait; found 2; take the key out, unless executions are given a folder of files as transform_input",
  ]);
});
