import { createHash } from "node:crypto";
import { parseDataFiles } from "../../lambdas/data-files";
import { parseRecord } from "../../lambdas/file-record";
import { recordData, type DataRecorder } from "../../lambdas/record-version/data-manifest";
import type { ObjectVersion } from "../../lambdas/record-version/versions-read";
import type { Source } from "../../lambdas/record-version/sources";
import { DATA_ENTRIES } from "../../pipeline-defs/version-files";
import { named } from "./fake-sagemaker";

const FOLDER = "s3://data/m/data/train-dataset/";
const EVENT = {
  preprocess_job: "pipelines-x-Preprocess-y",
  sources: "s3://artifacts/m/dev/x/provenance/sources.json",
  data_manifest: "s3://artifacts/m/dev/x/provenance/data-manifest.json",
  kms_key: "arn:aws:kms:us-east-1:111111111111:alias/m",
};
const at = (time: string): Date => new Date(`2026-07-01T${time}Z`);
const source = (name: string, bytes: number, rows = bytes / 10): Source => ({
  name,
  bytes,
  rows,
  sha256: createHash("sha256").update(name).digest("hex"),
});
const version = (name: string, versionId: string, bytes: number, time: string): ObjectVersion => ({
  key: `m/data/train-dataset/${name}`,
  versionId,
  bytes,
  modified: at(time),
});

interface World {
  readonly sources?: string | readonly Source[];
  readonly versions?: readonly ObjectVersion[];
  readonly folder?: string;
  readonly change?: Partial<DataRecorder>;
}

/** A job that ran from ten to a quarter past, and what it leaves. */
function world({ sources = [], versions = [], folder = FOLDER, change = {} }: World) {
  const written: { location: unknown; json: string; kmsKey: string }[] = [];
  const text = typeof sources === "string" ? sources : JSON.stringify(sources);
  const aws: DataRecorder = {
    get: () => Promise.resolve({ versionId: "s1", size: text.length, body: pieces(text) }),
    versions: () => Promise.resolve(versions),
    job: (name) =>
      Promise.resolve({
        ProcessingJobArn: `arn:aws:sagemaker:us-east-1:111111111111:processing-job/${name}`,
        CreationTime: at("10:00:00.400"),
        ProcessingEndTime: at("10:15:00"),
        ProcessingInputs: [
          {
            InputName: "code",
            S3Input: { S3Uri: "s3://data/m/code/x/preprocess.py", S3DataType: "S3Prefix" },
          },
          { InputName: "data", S3Input: { S3Uri: folder, S3DataType: "S3Prefix" } },
        ],
      }),
    put: (location, json, kmsKey) => {
      written.push({ location, json, kmsKey });
      return Promise.resolve("w1");
    },
    ...change,
  };
  return { aws, written };
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield Buffer.from(text.slice(0, 3));
  yield Buffer.from(text.slice(3));
}

/** The version that was found for the only file. */
async function versionIdOf(world_: World): Promise<unknown> {
  const { aws, written } = world(world_);
  await recordData(aws, EVENT);
  const { files } = JSON.parse(written[0]?.json ?? "") as { files: { versionId: unknown }[] };
  return files[0]?.versionId;
}

test("the manifest says of each file which version in S3 was read, and the metadata hold its record and totals", async () => {
  const sources = [source("july/b.csv", 40), source("a.csv", 60)];
  const versions = [
    version("a.csv", "a2", 60, "09:00:00"),
    version("a.csv", "a1", 50, "08:00:00"),
    version("july/b.csv", "b1", 40, "07:00:00"),
    version("unread.txt", "c1", 40, "07:00:00"),
  ];
  const { aws, written } = world({ sources, versions });
  const told = await recordData(aws, EVENT);
  expect(written).toEqual([
    {
      location: { Bucket: "artifacts", Key: "m/dev/x/provenance/data-manifest.json" },
      json: expect.any(String) as string,
      kmsKey: EVENT.kms_key,
    },
  ]);
  const json = written[0]?.json ?? "";
  expect(JSON.parse(json)).toEqual({
    data: FOLDER,
    readBy: `arn:aws:sagemaker:us-east-1:111111111111:processing-job/${EVENT.preprocess_job}`,
    objects: 2,
    rows: 10,
    bytes: 100,
    files: [
      { uri: `${FOLDER}july/b.csv`, versionId: "b1", sha256: sources[0]?.sha256, bytes: 40, rows: 4 },
      { uri: `${FOLDER}a.csv`, versionId: "a2", sha256: sources[1]?.sha256, bytes: 60, rows: 6 },
    ],
  });
  expect(Object.keys(told)).toEqual([...DATA_ENTRIES]);
  expect(parseRecord(told.recorded_data_manifest)).toEqual({
    versionId: "w1",
    sha256: createHash("sha256").update(json).digest("hex"),
  });
  expect([told.data_objects, told.data_rows, told.data_bytes]).toEqual(["2", "10", "100"]);
  expect(parseDataFiles(told.data_files)).toEqual(
    sources.map(({ name, rows, sha256 }) => ({ name, rows, sha256: sha256.slice(0, 12) })),
  );
});

test.each<[string, readonly ObjectVersion[], string | null]>([
  ["was stored before the job", [version("a.csv", "v1", 60, "09:00:00")], "v1"],
  [
    "was current then, though another of that size came since",
    [version("a.csv", "v2", 60, "10:15:01"), version("a.csv", "v1", 60, "09:00:00")],
    "v1",
  ],
  [
    "has as many bytes, where others came while the job read",
    [
      version("a.csv", "v3", 70, "10:00:05"),
      version("a.csv", "v2", 60, "10:00:03"),
      version("a.csv", "v1", 50, "09:00:00"),
    ],
    "v2",
  ],
  [
    "is the newest of those before",
    [version("a.csv", "v2", 60, "09:59:59"), version("a.csv", "v1", 60, "09:00:00")],
    "v2",
  ],
  ["has no name, in a bucket without versions", [version("a.csv", "null", 60, "09:00:00")], null],
])("the version of a file is the one that %s", async (_, versions, expected) => {
  expect(await versionIdOf({ sources: [source("a.csv", 60)], versions })).toBe(expected);
});

test.each([
  ["a folder", FOLDER],
  ["a folder without its slash", FOLDER.slice(0, -1)],
  ["the beginning of names", `${FOLDER}a`],
  ["one file", `${FOLDER}a.csv`],
])("what was read may be %s", async (_, folder) => {
  const versions = [version("a.csv", "v1", 60, "09:00:00")];
  expect(await versionIdOf({ folder, sources: [source("a.csv", 60)], versions })).toBe("v1");
});

test.each<[string, readonly ObjectVersion[], string, string]>([
  ["that S3 no longer has", [], "DataChanged", "60 bytes"],
  [
    "that was overwritten where no versions are kept",
    [version("a.csv", "null", 60, "10:20:00")],
    "DataChanged",
    "versioning",
  ],
  ["of another size", [version("a.csv", "v1", 61, "09:00:00")], "DataChanged", "60 bytes"],
  [
    "that was overwritten with as many bytes while the job read",
    [version("a.csv", "v2", 60, "10:00:10"), version("a.csv", "v1", 60, "09:00:00")],
    "AmbiguousData",
    "v2 or v1",
  ],
  [
    "that was overwritten so within the second in which the job began: S3 dates by seconds",
    [version("a.csv", "v2", 60, "10:00:00"), version("a.csv", "v1", 60, "09:00:00")],
    "AmbiguousData",
    "v2 or v1",
  ],
])("a file %s is refused by its address", async (_, versions, name, told) => {
  const { aws, written } = world({ sources: [source("a.csv", 60)], versions });
  await expect(recordData(aws, EVENT)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(new RegExp(`^${FOLDER}a\\.csv .*${told}`)) as string,
  });
  expect(written).toEqual([]);
});

test.each<[string, World, string, string]>([
  ["no list", { sources: "{}" }, "InvalidSources", EVENT.sources],
  ["an empty list", { sources: "[]" }, "InvalidSources", EVENT.sources],
  ["no JSON", { sources: "name,bytes" }, "InvalidSources", EVENT.sources],
  [
    "a file without digest",
    { sources: '[{"name":"a","bytes":1,"rows":1}]' },
    "InvalidSources",
    "preprocess.py",
  ],
  [
    "versions that may not be listed",
    {
      sources: [source("a.csv", 60)],
      change: { versions: () => Promise.reject(named("AccessDenied", "no")) },
    },
    "UnlistedData",
    "s3:ListBucketVersions",
  ],
  [
    "a manifest that may not be written",
    {
      sources: [source("a.csv", 60)],
      versions: [version("a.csv", "v1", 60, "09:00:00")],
      change: { put: () => Promise.reject(named("AccessDenied", "no")) },
    },
    "UnwrittenFile",
    "s3:PutObject",
  ],
  [
    "a job that tells nothing",
    { change: { job: () => Promise.resolve({}) as never } },
    "UnknownJob",
    "Preprocess",
  ],
])("%s is refused in words", async (_, of, name, told) => {
  await expect(recordData(world(of).aws, EVENT)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(told) as string,
  });
});
