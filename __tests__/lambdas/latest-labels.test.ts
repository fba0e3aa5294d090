import { latestPredictions, type LabelsFile, type LabelsReader } from "../../lambdas/latest-predictions/labels";

const VERSION = "arn:aws:sagemaker:us-east-1:333333333333:model-package/prices/7";
const EVALUATION = "s3://artifacts/prices/dev/x/evaluation/evaluation.json";
const EVENT = {
  labels: "s3://data/prices/data/labels/",
  predictions: "s3://data/prices/predictions/",
  model_package_arn: VERSION,
  otherwise: EVALUATION,
};
const NONE = { labelled: "no", labels_uri: EVALUATION, predictions_uri: EVALUATION };

/** What an execution's predictions come from: the version that made them, or any text. */
const of = (version: string) => JSON.stringify({ model_package_arn: version, execution_arn: "…" });

interface Uploaded {
  /** Below the folder of labels. */
  readonly name: string;
  /** Hours since some day began. */
  readonly at: number;
}

/** Fake of S3: labels, and what is written beside predictions by the execution's id. */
function bucket(
  labels: readonly Uploaded[],
  provenances: Readonly<Record<string, string>>,
): LabelsReader & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    list(location): Promise<readonly LabelsFile[]> {
      expect(location).toEqual({ Bucket: "data", Key: "prices/data/labels/" });
      return Promise.resolve(
        labels.map(({ name, at }) => ({
          key: `prices/data/labels/${name}`,
          modified: new Date(Date.UTC(2026, 0, 1, at)),
        })),
      );
    },
    read({ Bucket, Key }) {
      expect(Bucket).toBe("data");
      asked.push(Key);
      const execution = /^prices\/predictions\/(.+)\/_provenance\.json$/.exec(Key)?.[1] ?? "";
      return Promise.resolve(provenances[execution]);
    },
  };
}

const found = (execution: string) => ({
  labelled: "yes",
  labels_uri: `s3://data/prices/data/labels/${execution}.csv`,
  predictions_uri: `s3://data/prices/predictions/${execution}/`,
});

test("the newest labels are taken, in whatever order S3 lists them", async () => {
  const s3 = bucket(
    [
      { name: "aaa.csv", at: 1 },
      { name: "ccc.csv", at: 3 },
      { name: "bbb.csv", at: 2 },
    ],
    { aaa: of(VERSION), bbb: of(VERSION), ccc: of(VERSION) },
  );
  expect(await latestPredictions(s3, EVENT)).toEqual(found("ccc"));
  expect(s3.asked).toEqual(["prices/predictions/ccc/_provenance.json"]);
});

test.each([
  ["another version predicted", of(`${VERSION}1`)],
  ["nobody knows who predicted", "{}"],
  ["that somebody else wrote about", "no JSON"],
  ["of which nothing is told", "null"],
])("labels of a batch that %s are passed over", async (_, provenance) => {
  const s3 = bucket(
    [
      { name: "old.csv", at: 1 },
      { name: "new.csv", at: 2 },
    ],
    { old: of(VERSION), new: provenance },
  );
  expect(await latestPredictions(s3, EVENT)).toEqual(found("old"));
  expect(await latestPredictions(bucket([{ name: "new.csv", at: 2 }], { new: provenance }), EVENT)).toEqual(NONE);
});

test("labels of predictions that are gone are passed over", async () => {
  const s3 = bucket(
    [
      { name: "old.csv", at: 1 },
      { name: "gone.csv", at: 2 },
    ],
    { old: of(VERSION) },
  );
  expect(await latestPredictions(s3, EVENT)).toEqual(found("old"));
});

test.each([
  "README.md",
  "abc.csv.bak",
  ".csv",
  "ABC.csv",
  "a/b.csv",
  "../abc.csv",
  "abc .csv",
  "",
  "_abc.csv",
])("an object by the name %j is nobody's labels", async (name) => {
  const s3 = bucket([{ name, at: 9 }], {});
  expect(await latestPredictions(s3, EVENT)).toEqual(NONE);
  expect(s3.asked).toEqual([]);
});

test("where no labels are, an object stands for them that is there", async () => {
  expect(await latestPredictions(bucket([], {}), EVENT)).toEqual(NONE);
});

test("of very many labels the newest alone are looked at: a function has its time", async () => {
  const labels = Array.from({ length: 500 }, (_, index) => ({ name: `e${index}.csv`, at: index }));
  const s3 = bucket(labels, { e0: of(VERSION) });
  expect(await latestPredictions(s3, EVENT)).toEqual(NONE);
  expect(s3.asked).toHaveLength(50);
  expect(s3.asked[0]).toBe("prices/predictions/e499/_provenance.json");
});

test("an error of S3 comes through as it is", async () => {
  const denied = new Error("AccessDenied");
  const s3 = { ...bucket([], {}), list: () => Promise.reject(denied) };
  await expect(latestPredictions(s3, EVENT)).rejects.toBe(denied);
});

test.each([
  ["model_package_arn", undefined, "UnexpectedEvent"],
  ["model_package_arn", "", "UnexpectedEvent"],
  ["otherwise", 7, "UnexpectedEvent"],
  ["labels", "labels/", "InvalidS3Uri"],
  ["predictions", undefined, "InvalidS3Uri"],
])("an event whose %s is %j is refused by name", async (key, value, name) => {
  await expect(latestPredictions(bucket([], {}), { ...EVENT, [key]: value })).rejects.toMatchObject({ name });
});
