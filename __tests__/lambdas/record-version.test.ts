import { createHash } from "node:crypto";
import { parseRecord } from "../../lambdas/file-record";
import { LARGEST_FILE, recordVersion, type StoredObject } from "../../lambdas/record-version/record";
import { VERSION_FILES } from "../../pipeline-defs/version-files";
import { named } from "./fake-sagemaker";
import { without } from "../support/without";

/** S3 version ids are made of these signs. */
const VERSION_ID = "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY-MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo_";
const EVENT = Object.fromEntries(VERSION_FILES.map((file) => [file, `s3://artifacts/m/dev/x/${file}`]));

function s3With(change: (key: string) => Partial<StoredObject>) {
  return {
    get: async ({ Key }: { readonly Key: string }): Promise<StoredObject> => {
      await Promise.resolve();
      return { versionId: VERSION_ID, size: 6, body: piecesOf("abc", Key), ...change(Key) };
    },
  };
}

async function* piecesOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    await Promise.resolve();
    yield Buffer.from(text);
  }
}

test("each file is recorded by its version in S3 and its digest", async () => {
  const records = await recordVersion(
    s3With(() => ({})),
    EVENT,
  );
  expect(Object.keys(records)).toEqual([...VERSION_FILES]);
  for (const file of VERSION_FILES) {
    const sha256 = createHash("sha256").update(`abcm/dev/x/${file}`).digest("hex");
    expect(records[file]).toBe(`${VERSION_ID} sha256:${sha256}`);
    expect(parseRecord(records[file])).toEqual({ versionId: VERSION_ID, sha256 });
  }
});

test("a record is what a version's metadata take", async () => {
  const { artifact } = await recordVersion(
    s3With(() => ({})),
    EVENT,
  );
  // API model, CustomerMetadataValue.
  expect(artifact).toMatch(/^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u);
  expect(artifact?.length).toBeLessThanOrEqual(256);
});

test.each<[string, Partial<StoredObject>, string, string]>([
  ["without versions", { versionId: undefined }, "BucketWithoutVersions", "--bucket artifacts"],
  ["whose versions are suspended", { versionId: "null" }, "BucketWithoutVersions", "--bucket artifacts"],
  ["with a file beyond measure", { size: LARGEST_FILE + 1 }, "FileTooLarge", String(LARGEST_FILE)],
])("a bucket %s is refused, with the file and what to do", async (_, change, name, told) => {
  const s3 = s3With((key) => (key.endsWith("/preparation") ? change : {}));
  await expect(recordVersion(s3, EVENT)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(new RegExp(`^s3://artifacts/m/dev/x/preparation .*${told}`)) as string,
  });
});

test("a file that S3 does not hand out is named, with S3's reason", async () => {
  const s3 = { get: () => Promise.reject(named("AccessDenied", "no kms:Decrypt")) };
  await expect(recordVersion(s3, EVENT)).rejects.toMatchObject({
    name: "UnreadableFile",
    message: expect.stringContaining("artifact cannot be read: AccessDenied: no kms:Decrypt.") as string,
  });
});

test("an event without one of the files is refused by its name", async () => {
  await expect(
    recordVersion(
      s3With(() => ({})),
      { ...EVENT, constraints: undefined },
    ),
  ).rejects.toMatchObject({
    name: "InvalidS3Uri",
    message: expect.stringContaining("constraints must be s3://bucket/key, not undefined") as string,
  });
});

test("a model that prepares its rows itself has no preparation; an address that is none is refused all the same", async () => {
  const rest = without(EVENT, "preparation");
  const s3 = s3With(() => ({}));
  expect(Object.keys(await recordVersion(s3, rest))).toEqual(
    VERSION_FILES.filter((file) => file !== "preparation"),
  );
  await expect(recordVersion(s3, { ...EVENT, preparation: "" })).rejects.toMatchObject({
    name: "InvalidS3Uri",
  });
});

test.each([undefined, "", "v1", "v1 sha256:abc", `a b sha256:${"0".repeat(64)}`])(
  "%p is no record",
  (text) => {
    expect(parseRecord(text)).toBeUndefined();
  },
);
