import { at, text, textAt } from "../json";
import { messageOf } from "../errors";
import { within } from "../arns";
import { JobFailure } from "../failure";
import { columnFilter, csvColumns, csvRecord } from "./filter";
import { runContainers, unlessStopped, withWorkspaces } from "./runner";
import type { JobRun } from "./runner";
import { sources, transfer } from "./transfer";
import { gunzip, unpackTar } from "sagemaker-promotion-core/tar";
import type { Workspace } from "./workspace";

const REQUESTS = "/opt/ml/rehearsal/requests";
const ANSWERS = "/opt/ml/rehearsal/answers";

/** An input object: its records, and where its results go. */
interface Batch {
  readonly output: string;
  readonly records: readonly string[];
}

/**
 * Runs a batch transform of CSV. Splitting, filters, joining and assembling are the service's work and done here;
 * the container gets every record at once (BatchStrategy and payload limits change no result) and answers line by line.
 */
export async function runTransform(run: JobRun): Promise<void> {
  const { job, services, storage } = run;
  requireCsv(run);
  const model = run.store.model(text(job.request, "ModelName"));
  const batches = await readBatches(run);
  const filter = columnFilter(textAt(job.request, "DataProcessing", "InputFilter") ?? "$");
  await withWorkspaces(run, 1, async ([workspace]) => {
    if (workspace === undefined) return;
    await unpackModel(run, workspace, model.container.modelData);
    const requests = batches.flatMap(({ records }) =>
      records.map((record) => csvRecord(filter(csvColumns(record)))),
    );
    await workspace.writeFile(REQUESTS, Buffer.from(lines(requests)));
    unlessStopped(run);
    await runContainers(run, [workspace], {
      image: model.container.image,
      purpose: "serve",
      arguments: ["--input", workspace.path(REQUESTS), "--output", workspace.path(ANSWERS)],
      environment: { SAGEMAKER_BATCH: "true", ...modelEnvironment(model.container.environment) },
      messageFile: "/opt/ml/output/message",
    });
    const answers = splitLines((await workspace.readFile(ANSWERS))?.toString() ?? "");
    if (answers.length !== requests.length) {
      throw new JobFailure(
        `ClientError: the model answered ${requests.length} records with ${answers.length} predictions`,
      );
    }
    for (const batch of batches) {
      const own = answers.splice(0, batch.records.length);
      const body = Buffer.from(assemble(run, batch.records, own));
      const kmsKey = textAt(job.request, "TransformOutput", "KmsKeyId");
      await transfer("Artifact upload", batch.output, () => storage.write(batch.output, body, kmsKey));
    }
  });
  services.log(`${job.name}: ${batches.length} object(s) transformed`);
}

function requireCsv({ job }: JobRun): void {
  const type = textAt(job.request, "TransformInput", "ContentType") ?? "text/csv";
  const accept = textAt(job.request, "TransformOutput", "Accept") ?? "text/csv";
  const csv = /^text\/csv(;.*)?$/u;
  if (!csv.test(type) || !csv.test(accept)) {
    throw new JobFailure(`ClientError: the rehearsal transforms text/csv, not ${type} to ${accept}`);
  }
  const split = textAt(job.request, "TransformInput", "SplitType") ?? "None";
  if (split !== "Line" && split !== "None") {
    throw new JobFailure(`ClientError: the rehearsal splits by Line or not at all, not by ${split}`);
  }
}

async function readBatches({ job, storage }: JobRun): Promise<Batch[]> {
  const source = at(job.request, "TransformInput", "DataSource", "S3DataSource") ?? null;
  const zipped = textAt(job.request, "TransformInput", "CompressionType") === "Gzip";
  return Promise.all(
    (await sources(storage, source)).map(async ({ uri, name }) => {
      const body = await transfer("Data download", uri, () => storage.read(uri));
      return {
        output: within(text(job.request, "TransformOutput", "S3OutputPath"), `${name}.out`),
        records: splitLines((zipped ? unpacked(uri, () => gunzip(body)) : body).toString()),
      };
    }),
  );
}

async function unpackModel({ storage }: JobRun, workspace: Workspace, uri: string): Promise<void> {
  const archive = await transfer("Data download", uri, () => storage.read(uri));
  for (const { name, body } of unpacked(uri, () => unpackTar(gunzip(archive)))) {
    await workspace.writeFile(`/opt/ml/model/${name}`, body);
  }
}

/** An archive is its writer's: one that cannot be unpacked fails the job, not the rehearsal. */
function unpacked<T>(uri: string, unpack: () => T): T {
  try {
    return unpack();
  } catch (error) {
    throw new JobFailure(`ClientError: ${uri} cannot be unpacked: ${messageOf(error)}`);
  }
}

function modelEnvironment(environment: object): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
}

/** One output object of an input object's records: joined, filtered, and with line ends where asked for. */
function assemble({ job }: JobRun, records: readonly string[], answers: readonly string[]): string {
  const joins = textAt(job.request, "DataProcessing", "JoinSource") === "Input";
  const filter = columnFilter(textAt(job.request, "DataProcessing", "OutputFilter") ?? "$");
  const results = answers.map((answer, index) => {
    const own = csvColumns(answer);
    return csvRecord(filter(joins ? [...csvColumns(records[index] ?? ""), ...own] : own));
  });
  const byLine = textAt(job.request, "TransformOutput", "AssembleWith") === "Line";
  // An input that is not split is one request, whose answer has the model's own line ends.
  const unsplit = (textAt(job.request, "TransformInput", "SplitType") ?? "None") === "None";
  return byLine || unsplit ? lines(results) : results.join("");
}

function lines(records: readonly string[]): string {
  return records.map((record) => `${record}\n`).join("");
}

function splitLines(body: string): string[] {
  return body.split(/\r?\n/u).filter((line) => line !== "");
}
