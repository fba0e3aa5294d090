import {
  latestPredictions,
  type ListedObject,
  type PredictionsReader,
} from "../../lambdas/latest-predictions/predictions";

const VERSION = "arn:aws:sagemaker:us-east-1:333333333333:model-package/prices/7";
const OTHER_VERSION = `${VERSION}1`;
const EVALUATION = "s3://artifacts/prices/dev/x/evaluation/evaluation.json";
const LABELS = "prices/data/labels/";
const PREDICTIONS = "prices/predictions/";
const EVENT = {
  labels: `s3://data/${LABELS}`,
  predictions: `s3://data/${PREDICTIONS}`,
  model_package_arn: VERSION,
  otherwise: EVALUATION,
};
const NEVER_PREDICTED = { predicted: "no", predictions_uri: EVALUATION };
const NOT_LABELLED = { labelled: "no", labels_uri: EVALUATION, labelled_uri: EVALUATION };

const predicted = (execution: string) => ({
  predicted: "yes",
  predictions_uri: `s3://data/${PREDICTIONS}${execution}/`,
});
const labelled = (execution: string) => ({
  labelled: "yes",
  labels_uri: `s3://data/${LABELS}${execution}.csv`,
  labelled_uri: `s3://data/${PREDICTIONS}${execution}/`,
});

/** What an execution's predictions come from: the version that made them, or any text. */
const by = (version: string) => JSON.stringify({ model_package_arn: version, execution_arn: "…" });

/** An object below one of the folders, some hours after a day began. */
const object = (key: string, hour: number): ListedObject => ({
  key,
  modified: new Date(Date.UTC(2026, 0, 1, hour)),
});
const labels = (execution: string, hour: number) => object(`${LABELS}${execution}.csv`, hour);

interface Execution {
  readonly id: string;
  readonly at: number;
  readonly provenance: string;
  /** Files of predictions below the execution's folder. */
  readonly files?: readonly string[];
}
const execution = (id: string, at: number, provenance = by(VERSION)): Execution => ({ id, at, provenance });

/** Fake of S3: what executions have predicted, what is written beside it, and labels. */
function bucket(
  executions: readonly Execution[],
  uploaded: readonly ListedObject[] = [],
): PredictionsReader & { readonly read: jest.Mock<Promise<string>, [{ Bucket: string; Key: string }]> } {
  const provenances = new Map(
    executions.map(({ id, provenance }) => [`${PREDICTIONS}${id}/_provenance.json`, provenance]),
  );
  const objects = executions.flatMap(({ id, at, files = ["batch.csv.out"] }) =>
    ["_provenance.json", ...files].map((file) => object(`${PREDICTIONS}${id}/${file}`, at)),
  );
  return {
    list({ Bucket, Key }) {
      expect(Bucket).toBe("data");
      return Promise.resolve([...objects, ...uploaded].filter(({ key }) => key.startsWith(Key)));
    },
    read: jest.fn(({ Bucket, Key }) => {
      expect(Bucket).toBe("data");
      return Promise.resolve(provenances.get(Key) ?? fail(Key));
    }),
  };
}

function fail(key: string): never {
  throw new Error(`there is no ${key}`);
}

const THREE = [execution("aaa", 1), execution("ccc", 3), execution("bbb", 2)];

test("the version's last predictions and the newest labels are found, in whatever order S3 lists them", async () => {
  const s3 = bucket(THREE, [labels("aaa", 9), labels("bbb", 8)]);
  expect(await latestPredictions(s3, EVENT)).toEqual({ ...predicted("ccc"), ...labelled("aaa") });
  const reversed = bucket([...THREE].reverse(), [labels("bbb", 8), labels("aaa", 9)]);
  expect(await latestPredictions(reversed, EVENT)).toEqual({ ...predicted("ccc"), ...labelled("aaa") });
});

test("where nobody has uploaded labels there are predictions alone", async () => {
  expect(await latestPredictions(bucket(THREE), EVENT)).toEqual({ ...predicted("ccc"), ...NOT_LABELLED });
});

test("where nothing is there, an object stands for it that is", async () => {
  expect(await latestPredictions(bucket([]), EVENT)).toEqual({ ...NEVER_PREDICTED, ...NOT_LABELLED });
});

test.each([
  ["that another version made", by(OTHER_VERSION)],
  ["of which nobody knows who made them", "{}"],
  ["that somebody else wrote about", "no JSON"],
  ["of which nothing is told", "null"],
])("predictions %s are passed over, and so are their labels", async (_, provenance) => {
  const newer = execution("newer", 2, provenance);
  const uploaded = [labels("older", 5), labels("newer", 6)];
  expect(await latestPredictions(bucket([execution("older", 1), newer], uploaded), EVENT)).toEqual({
    ...predicted("older"),
    ...labelled("older"),
  });
  expect(await latestPredictions(bucket([newer], uploaded), EVENT)).toEqual({
    ...NEVER_PREDICTED,
    ...NOT_LABELLED,
  });
});

test.each([
  ["no file", []],
  ["a file that is no predictions", ["batch.csv"]],
])("an execution with %s beside its provenance has predicted nothing yet", async (_, files) => {
  const s3 = bucket([execution("older", 1), { ...execution("newer", 2), files }], [labels("newer", 6)]);
  expect(await latestPredictions(s3, EVENT)).toEqual({ ...predicted("older"), ...NOT_LABELLED });
});

test("an execution is not taken for one whose id goes on where its own ends", async () => {
  const s3 = bucket([execution("abcd", 1), { ...execution("abc", 2), files: [] }]);
  expect(await latestPredictions(s3, EVENT)).toMatchObject(predicted("abcd"));
});

test("what somebody's own copy of the environment predicted is left out", async () => {
  const copied = execution("as/ada/copied", 9);
  const s3 = bucket([execution("own", 1), copied], [labels("as/ada/copied", 9)]);
  expect(await latestPredictions(s3, EVENT)).toEqual({ ...predicted("own"), ...NOT_LABELLED });
  expect(await latestPredictions(bucket([copied]), EVENT)).toEqual({ ...NEVER_PREDICTED, ...NOT_LABELLED });
});

test("labels of predictions that are gone are passed over", async () => {
  const s3 = bucket([execution("old", 1)], [labels("old", 5), labels("gone", 6)]);
  expect(await latestPredictions(s3, EVENT)).toMatchObject(labelled("old"));
});

test.each([
  "README.md",
  "old.csv.bak",
  ".csv",
  "OLD.csv",
  "a/old.csv",
  "../old.csv",
  "old .csv",
  "",
  "_old.csv",
])("an object by the name %j is nobody's labels", async (name) => {
  const s3 = bucket([execution("old", 1)], [object(`${LABELS}${name}`, 9)]);
  expect(await latestPredictions(s3, EVENT)).toEqual({ ...predicted("old"), ...NOT_LABELLED });
});

test("of very many executions the newest alone are looked at: a function has its time", async () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    execution(`e${index}`, index, by(index === 0 ? VERSION : OTHER_VERSION)),
  );
  const s3 = bucket(many, [labels("e0", 999)]);
  expect(await latestPredictions(s3, EVENT)).toEqual({ ...NEVER_PREDICTED, ...NOT_LABELLED });
  const read = s3.read.mock.calls.map(([{ Key }]) => Key);
  expect(read).toHaveLength(100);
  expect(read).toContain(`${PREDICTIONS}e499/_provenance.json`);
  expect(read).toContain(`${PREDICTIONS}e400/_provenance.json`);
});

test.each(["list", "read"] as const)("an error of S3's %s comes through as it is", async (call) => {
  const denied = new Error("AccessDenied");
  const s3 = { ...bucket(THREE), [call]: () => Promise.reject(denied) };
  await expect(latestPredictions(s3, EVENT)).rejects.toBe(denied);
});

test.each([
  ["model_package_arn", undefined, "UnexpectedEvent"],
  ["model_package_arn", "", "UnexpectedEvent"],
  ["otherwise", 7, "UnexpectedEvent"],
  ["labels", "labels/", "InvalidS3Uri"],
  ["predictions", undefined, "InvalidS3Uri"],
])("an event whose %s is %j is refused by name", async (key, value, name) => {
  await expect(latestPredictions(bucket([]), { ...EVENT, [key]: value })).rejects.toMatchObject({ name });
});
