import { within } from "../arns";
import { messageOf } from "../errors";
import { JobFailure } from "../failure";
import { at, text, textAt } from "../json";
import { columnFilter, csvColumns, csvRecord } from "./filter";
import type { JobRun } from "./runner";
import { gunzip } from "sagemaker-promotion-core/tar";
import { sources, transfer } from "./transfer";

/** An input object of a batch transform: what the model is asked of it, and where its answer goes. */
export interface Batch {
  /** `bucket/key`, as the job's log names it. */
  readonly object: string;
  readonly output: string;
  readonly content: Buffer;
}

/** Reads every input object. */
export async function readBatches({ job, storage }: JobRun): Promise<Batch[]> {
  const source = at(job.request, "TransformInput", "DataSource", "S3DataSource") ?? null;
  const zipped = textAt(job.request, "TransformInput", "CompressionType") === "Gzip";
  return Promise.all(
    (await sources(storage, source)).map(async ({ uri, name }) => {
      const content = await transfer("Data download", uri, () => storage.read(uri));
      return {
        object: uri.replace("s3://", ""),
        output: within(text(job.request, "TransformOutput", "S3OutputPath"), `${name}.out`),
        content: zipped ? unpacked(uri, () => gunzip(content)) : content,
      };
    }),
  );
}

/** An archive is its writer's: one that cannot be unpacked fails the job, not the rehearsal. */
export function unpacked<T>(uri: string, unpack: () => T): T {
  try {
    return unpack();
  } catch (error) {
    throw new JobFailure(`ClientError: ${uri} cannot be unpacked: ${messageOf(error)}`);
  }
}

/** DataProcessing of a job: what the model sees of a record, and what is kept beside its prediction. */
export interface Processing {
  readonly inputFilter: string;
  readonly outputFilter: string;
  readonly joins: boolean;
}

/** @throws JobFailure for what the local SageMaker cannot do to the job's types of content */
export function processingOf({ job }: JobRun): Processing {
  const type = textAt(job.request, "TransformInput", "ContentType") ?? "";
  const accept = textAt(job.request, "TransformOutput", "Accept") ?? "";
  const processing = {
    inputFilter: textAt(job.request, "DataProcessing", "InputFilter") ?? "$",
    outputFilter: textAt(job.request, "DataProcessing", "OutputFilter") ?? "$",
    joins: textAt(job.request, "DataProcessing", "JoinSource") === "Input",
  };
  const csv = /^text\/csv *(;.*)?$/u;
  if (changesNothing(processing) || (csv.test(type) && csv.test(accept))) return processing;
  throw new JobFailure(
    `ClientError: the rehearsal filters and joins text/csv, not ${type || "no ContentType"} and ${accept || "no Accept"}`,
  );
}

function changesNothing({ inputFilter, outputFilter, joins }: Processing): boolean {
  return inputFilter === "$" && outputFilter === "$" && !joins;
}

/** The body of the request for an object: its own bytes, or its records without what InputFilter leaves out. */
export function requestBody({ content }: Batch, { inputFilter }: Processing): Buffer {
  const filter = columnFilter(inputFilter);
  if (inputFilter === "$") return content;
  return Buffer.from(lines(recordsOf(content).map((record) => csvRecord(filter(csvColumns(record))))));
}

/**
 * The output object: the answer's own bytes, or where records are joined or filtered a line for each.
 *
 * @param byLine AssembleWith is Line: an answer ends with its line
 * @throws JobFailure where the lines of the answer are not as many as the records that they are joined to
 */
export function assemble(batch: Batch, answer: Buffer, processing: Processing, byLine: boolean): Buffer {
  const { outputFilter, joins } = processing;
  if (outputFilter === "$" && !joins) {
    const open = byLine && answer.length > 0 && answer.at(-1) !== LINE_FEED;
    return open ? Buffer.concat([answer, Buffer.from("\n")]) : answer;
  }
  const filter = columnFilter(outputFilter);
  const records = recordsOf(batch.content);
  const answers = recordsOf(answer);
  if (joins && answers.length !== records.length) {
    throw new JobFailure(
      `ClientError: the model answered the ${records.length} records of ${batch.object} with ${answers.length} predictions`,
    );
  }
  const results = answers.map((line, index) => {
    const own = csvColumns(line);
    return csvRecord(filter(joins ? [...csvColumns(records[index] ?? ""), ...own] : own));
  });
  return Buffer.from(lines(results));
}

const LINE_FEED = 0x0a;
/** What Python's bytes.strip takes off, with which the XGBoost container reads a request. */
const BLANK_ENDS = /^[ \t\n\r\v\f]+|[ \t\n\r\v\f]+$/gu;

/**
 * The records of a CSV body. They end at line feeds alone, so that a blank line within is a record: how the service
 * splits is not public, and this is how the XGBoost container reads what it is sent.
 */
function recordsOf(body: Buffer): string[] {
  const inside = body.toString().replaceAll(BLANK_ENDS, "");
  return inside === "" ? [] : inside.split("\n").map((line) => line.replace(/\r$/u, ""));
}

function lines(records: readonly string[]): string {
  return records.map((record) => `${record}\n`).join("");
}
