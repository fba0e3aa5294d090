import type { DescribeProcessingJobResponse } from "@aws-sdk/client-sagemaker";
import type { DataEntry } from "../../pipeline-defs/version-files";
import { formatDataFiles } from "../data-files";
import { unreadable } from "../file-record";
import { describeError, FunctionError } from "../function-error";
import { parseS3Uri, type ObjectLocation } from "../s3-uri";
import type { ObjectReader } from "./record";
import { parseSources } from "./sources";
import { versionsRead, type ObjectVersion, type Reading } from "./versions-read";
import { writeFile, type ObjectWriter } from "./written-file";

/** What this asks of AWS. */
export interface DataRecorder extends ObjectReader, ObjectWriter {
  /** Every version below a key prefix, of each object newest first. */
  versions(folder: ObjectLocation): Promise<readonly ObjectVersion[]>;
  job(name: string): Promise<Job>;
}

type Job = Pick<
  DescribeProcessingJobResponse,
  "CreationTime" | "ProcessingEndTime" | "ProcessingInputs" | "ProcessingJobArn"
>;

/** The input of the job Preprocess that is the training data (pipeline-defs/preprocess-job.ts). */
const DATA_INPUT = "data";

/**
 * Writes which objects a version was trained on: their S3 versions, digests and rows. What the version's metadata have room
 * for is returned, flat texts by the entries' names.
 * @param event `sources`, what the job says that it read; `data_manifest`, where to write; `preprocess_job`; `kms_key`
 * @throws FunctionError `InvalidS3Uri`, `UnreadableFile`, `InvalidSources`, `UnknownJob`, `UnlistedData`, `DataChanged`,
 * `AmbiguousData`, `UnwrittenFile`
 */
export async function recordData(
  aws: DataRecorder,
  event: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<DataEntry, string>>> {
  const { folder, uri, job, reading } = readingOf(await aws.job(String(event["preprocess_job"])));
  const sources = await sourcesAt(aws, event["sources"]);
  const versions = versionsRead(folder, sources, await listed(aws, folder), reading);
  const files = sources.map(({ bytes, sha256, rows }, index) => ({
    uri: `s3://${folder.Bucket}/${versions[index]?.key ?? ""}`,
    // None in a bucket without versions: there the digest alone says what was read.
    versionId: versions[index]?.versionId === "null" ? null : versions[index]?.versionId,
    sha256,
    bytes,
    rows,
  }));
  const total = (of: "bytes" | "rows"): number => sources.reduce((sum, source) => sum + source[of], 0);
  const totals = { objects: files.length, rows: total("rows"), bytes: total("bytes") };
  return {
    recorded_data_manifest: await writeFile(aws, event, "data_manifest", {
      data: uri,
      readBy: job,
      ...totals,
      files,
    }),
    data_objects: String(totals.objects),
    data_rows: String(totals.rows),
    data_bytes: String(totals.bytes),
    data_files: formatDataFiles(sources),
  };
}

/** What a job read, and when. */
function readingOf({ CreationTime, ProcessingEndTime, ProcessingInputs, ProcessingJobArn }: Job): {
  folder: ObjectLocation;
  uri: string;
  job: string;
  reading: Reading;
} {
  const uri = ProcessingInputs?.find(({ InputName }) => InputName === DATA_INPUT)?.S3Input?.S3Uri;
  if (uri === undefined || CreationTime === undefined || ProcessingEndTime === undefined) {
    throw new FunctionError(
      "UnknownJob",
      `SageMaker does not say what ${ProcessingJobArn ?? "the job Preprocess"} read, and when. Deploy the pipeline again, and train.`,
    );
  }
  const reading = { from: CreationTime, until: ProcessingEndTime };
  return { folder: parseS3Uri("data", uri), uri, job: ProcessingJobArn ?? "", reading };
}

async function sourcesAt(s3: ObjectReader, uri: unknown) {
  const location = parseS3Uri("sources", uri);
  const name = `s3://${location.Bucket}/${location.Key}`;
  const { body } = await s3.get(location).catch((error: unknown) => {
    throw unreadable(name, error);
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return parseSources(name, Buffer.concat(pieces).toString());
}

async function listed(aws: DataRecorder, folder: ObjectLocation): Promise<readonly ObjectVersion[]> {
  return aws.versions(folder).catch((error: unknown) => {
    throw new FunctionError(
      "UnlistedData",
      `The versions of s3://${folder.Bucket}/${folder.Key} cannot be listed: ${describeError(error)}. The role of this ` +
        "function is to have s3:ListBucketVersions there: apply the foundations again, or train on data in the model's folder.",
      error,
    );
  });
}
