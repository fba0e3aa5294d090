import fc from "fast-check";
import { assessDrift, type ObjectReader } from "../../lambdas/assess-drift/assessment";
import { driftMessage, MESSAGE_LIMIT } from "../../lambdas/assess-drift/violations";

const FOLDER = "s3://sagemaker-data/model/monitoring/p4jn9xou8a8s";
const REPORT = `${FOLDER}/constraint_violations.json`;

/** Fake of S3: absent objects are 404, as for a caller who may list the bucket. */
function bucketWith(objects: Readonly<Record<string, string>>): ObjectReader {
  const uri = ({ Bucket, Key }: { Bucket: string; Key: string }) => `s3://${Bucket}/${Key}`;
  return {
    async read(location) {
      await Promise.resolve();
      const text = objects[uri(location)];
      if (text === undefined) throw s3Error("NoSuchKey", 404);
      return text;
    },
    async head(location) {
      await Promise.resolve();
      if (!(uri(location) in objects)) throw s3Error("NotFound", 404);
    },
  };
}

function s3Error(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

const violation = (feature_name: string, constraint_check_type: string, description: string) => ({
  feature_name,
  constraint_check_type,
  description,
});

test("names the features and what was measured", async () => {
  const violations = [
    violation("BIRADS", "completeness_check", "completeness is 95.8%,\n  the baseline asks for 100%"),
    violation("Age", "baseline_drift_check", "distance 0.31 exceeds 0.1"),
    violation("Age", "data_type_check", ""),
  ];
  const s3 = bucketWith({ [REPORT]: JSON.stringify({ violations }) });
  expect(await assessDrift(s3, REPORT)).toEqual({
    drifted: "true",
    violation_count: 3,
    message:
      "3 violations of the baseline in 2 features. " +
      "BIRADS (completeness_check: completeness is 95.8%, the baseline asks for 100%). " +
      "Age (baseline_drift_check: distance 0.31 exceeds 0.1). Age (data_type_check).",
  });
});

test.each([
  ["an empty report", { [REPORT]: '{"violations": []}' }],
  ["no report beside the statistics", { [`${FOLDER}/statistics.json`]: "{}" }],
])("%s is no drift", async (_, objects) => {
  expect(await assessDrift(bucketWith(objects), REPORT)).toEqual({
    drifted: "false",
    violation_count: 0,
    message: "No violations of the baseline's constraints.",
  });
});

test("neither report nor statistics is an error: the path is wrong, or nothing was checked", async () => {
  await expect(assessDrift(bucketWith({}), REPORT)).rejects.toMatchObject({
    name: "MonitorOutputMissing",
    message: expect.stringContaining(REPORT) as string,
  });
});

test("a denied report is not an absent one", async () => {
  const denied = s3Error("AccessDenied", 403);
  const s3 = { ...bucketWith({}), read: () => Promise.reject(denied) };
  await expect(assessDrift(s3, REPORT)).rejects.toMatchObject({
    name: "MonitorOutputDenied",
    message: expect.stringMatching(/s3:GetObject on the object and s3:ListBucket on its bucket/) as string,
    cause: denied,
  });
});

test.each([s3Error("NoSuchBucket", 404), s3Error("SlowDown", 503), new TypeError("bug")])(
  "another error comes through as it is: %s",
  async (error) => {
    const s3 = { ...bucketWith({}), read: () => Promise.reject(error) };
    await expect(assessDrift(s3, REPORT)).rejects.toBe(error);
  },
);

test.each(["", "{", "null", "[]", '{"violations": {}}'])(
  "refuses a report that is none: %p",
  async (text) => {
    await expect(assessDrift(bucketWith({ [REPORT]: text }), REPORT)).rejects.toMatchObject({
      name: "UnreadableViolations",
      message: expect.stringContaining(REPORT) as string,
    });
  },
);

test.each(["", "s3://bucket", "s3:///key", "https://bucket/key"])(
  "refuses a URI that is none: %p",
  async (uri) => {
    await expect(assessDrift(bucketWith({}), uri)).rejects.toMatchObject({ name: "InvalidS3Uri" });
  },
);

test("features whose figures do not fit are still named", () => {
  const violations = Array.from({ length: 12 }, (_, i) => ({
    feature: `feature${i}`,
    check: "baseline_drift_check",
    description: "distance 0.31 exceeds the threshold 0.1 ".repeat(4),
  }));
  const message = driftMessage(violations);
  for (const { feature } of violations) expect(message).toContain(feature);
  expect(message).toMatch(/ Also: feature\d+, .*feature11$/);
});

test("the message fits a Fail step, whatever the report holds", () => {
  const anything = fc.string({ unit: "grapheme", maxLength: 2_000 });
  const violations = fc.array(fc.record({ feature: anything, check: anything, description: anything }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(violations, (list) => {
      const message = driftMessage(list);
      expect(message.length).toBeLessThanOrEqual(MESSAGE_LIMIT);
      expect(message).toMatch(new RegExp(`^${list.length} violations? of the baseline in \\d+ features?\\.`));
      expect(() => encodeURIComponent(message)).not.toThrow(); // no half of a surrogate pair
    }),
  );
});
