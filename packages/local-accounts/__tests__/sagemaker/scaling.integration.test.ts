import { gunzipSync } from "node:zlib";
import { unpackTar } from "sagemaker-promotion-core/tar";
import { trained } from "./trained";
import type { Trained } from "./trained";

/** How many rows of a split each machine says that it read. */
function rows({ logs }: Trained, split: string): readonly number[] {
  return Object.values(logs).map((log) =>
    Number(new RegExp(`^${split} matrix has (\\d+) rows`, "mu").exec(log)?.[1]),
  );
}

const lines = (file: string | undefined): number => file?.trimEnd().split("\n").length ?? 0;

test("two machines, each with its own shard, train one model as good as one machine's", async () => {
  const alone = await trained({});
  const together = await trained({
    trainingInstanceCount: 2,
    trainingDataDistribution: "ShardedByS3Key",
  });

  const whole = lines(alone.splits["train/train.csv"]);
  const shards = [1, 2].map((number) => lines(together.splits[`train/train-${number}.csv`]));
  expect(shards.reduce((sum, shard) => sum + shard, 0)).toBe(whole);
  expect(Object.keys(together.logs)).toEqual(["algo-1", "algo-2"]);
  expect(rows(alone, "train")).toEqual([whole]);
  expect(rows(together, "train")).toEqual(shards);
  const validation = lines(alone.splits["validation/validation.csv"]);
  expect(rows(together, "validation")).toEqual([validation, validation]);

  expect(together.models).toHaveLength(1);
  const [files] = together.models.map((model) => unpackTar(gunzipSync(model)).map(({ name }) => name));
  expect(files).toEqual(["xgboost-model"]);
  // Other rows are drawn for each tree, and other cuts tried: another model, but no worse.
  expect(together.models[0]?.equals(alone.models[0] ?? Buffer.alloc(0))).toBe(false);
  expect(alone.auc).toBeGreaterThan(0.8);
  expect(Math.abs(together.auc - alone.auc)).toBeLessThan(0.05);
});
