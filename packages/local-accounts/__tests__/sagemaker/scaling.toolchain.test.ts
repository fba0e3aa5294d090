import { sparkObstacle } from "../../python";
import { rehearsalPython } from "../../../../rehearsal/python";
import { testUnless } from "../../../../__tests__/support/unless";
import { trained } from "./trained";

testUnless(sparkObstacle(), "Spark on two machines prepares what two machines train on", async () => {
  const twoTrain = { trainingInstanceCount: 2, trainingDataDistribution: "ShardedByS3Key" } as const;
  const spark = await rehearsalPython((line) => process.stderr.write(`${line}\n`), { spark: true });
  const scaled = await trained(
    { ...twoTrain, processingEngine: "spark", processingInstanceCount: 2 },
    spark.python,
  );
  const { splits, models, auc } = await trained(twoTrain);
  expect(scaled.splits).toEqual(splits);
  expect(Object.keys(splits).sort()).toEqual([
    "baseline/baseline.csv",
    "preparation/preparation.json",
    "test/test.csv",
    "train/train-1.csv",
    "train/train-2.csv",
    "validation/validation.csv",
  ]);
  expect(scaled.models).toEqual(models);
  expect(scaled.auc).toBe(auc);
});
