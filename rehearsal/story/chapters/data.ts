import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { descriptionFile } from "../../../deploy/code-files";
import type { Environment } from "../../../environments/environment";
import { modelFolder } from "../../../environments/load";
import { projectRoot } from "../../../environments/project-root";
import type { ModelDescription } from "../../../models/model";
import { batchDatasetUri, trainDatasetUri } from "../../../pipeline-defs/layout";
import { makeFolder } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";
import { assert } from "../assert";
import type { Chapter } from "../chapter";
import type { Dataset } from "../context";
import type { Log } from "../log";
import { run } from "../commands";
import type { StoryContext } from "../context";
import { bucketAndKey } from "../data-manifest";

const PART_1 = "train-part1.csv";
const PART_2 = "train-part2.csv";
export const LABELS = "labels.csv";
export const BROKEN = "broken.csv";

/** Name of the outlier twin of an environment's batch file. */
function outliersFile(environment: Environment): string {
  return `${environment.batchDatasetFilename}-outliers.csv`;
}

/** Address of the outlier twin of an environment's batch. */
export function outliersUri(environment: Environment): string {
  return `${batchDatasetUri(environment).slice(0, -".csv".length)}-outliers.csv`;
}

/** Prints where a package lies, without importing what it imports. */
const LOCATE =
  "import importlib.util as u, sys; print(u.find_spec(sys.argv[1]).submodule_search_locations[0])";

/** The model's own data: those of its folder, or of a package of the rehearsal's Python. */
export async function ownDataFile(python: string, { name, rehearsal }: ModelDescription): Promise<string> {
  if (rehearsal === undefined) {
    throw new Problem({
      code: "NoDataFile",
      blame: "user",
      message: `the model ${name} names no data to rehearse on`,
      where: `models/${name}/model.json`,
      next: 'pass --data FILE, or add "rehearsal": { "data": "data.csv" } and the file',
    });
  }
  const folder =
    rehearsal.package === undefined
      ? modelFolder(name)
      : (await run(python, ["-c", LOCATE, rehearsal.package])).trim();
  return join(folder, rehearsal.data);
}

async function upload(
  context: StoryContext,
  environment: Environment,
  files: ReadonlyMap<string, string>,
  log: Log,
): Promise<void> {
  const { clients } = await context.actors.scientist(environment);
  for (const [file, uri] of files) {
    await clients.s3.send(
      new PutObjectCommand({
        ...bucketAndKey(uri),
        Body: readFileSync(join(dataFolder(context), file)),
        ContentType: "text/csv",
      }),
    );
    log(uri);
  }
}

/** The folder of what `make_data.py` has made. */
export function dataFolder({ out }: Pick<StoryContext, "out">): string {
  return join(out, "data");
}

/** What `rehearsal/data/make_data.py` prints. */
interface Made {
  readonly rows: number;
  /** Rows by class; none of a regression. */
  readonly classes: Readonly<Record<string, number>>;
  readonly part1: number;
  readonly part2: number;
  readonly batch: number;
  /** Columns of the outlier twin: those with values like none, and those with values lost. */
  readonly outliers: { readonly changed: readonly string[]; readonly lost: readonly string[] };
  readonly broken: Dataset["broken"];
}

async function make(context: StoryContext): Promise<Made> {
  const { description, batchDatasetFilename } = context.dev;
  const folder = dataFolder(context);
  const source = context.dataFile ?? (await ownDataFile(context.python, description));
  context.saveFile("data/description.json", Buffer.from(descriptionFile(context.dev).content).toString());
  const script = join(projectRoot(), "rehearsal", "data", "make_data.py");
  const described = ["--description", join(folder, "description.json")];
  const said = await run(
    context.python,
    [
      script,
      ...["--data", source, ...described, "--output", folder, "--batch-name", batchDatasetFilename],
      // Amazon's analyzer takes any missing value above the baseline's share for a violation.
      ...(context.prod.monitoring === "model-monitor" ? ["--complete"] : []),
    ],
    {
      failure: {
        code: "UnreadableData",
        blame: "user",
        next: "fix the file as its last line says, or what model.json says of its columns",
      },
    },
  );
  return JSON.parse(said) as Made;
}

export const data: Chapter = {
  id: 2,
  title: "Data",
  shows:
    "the model's data, in two parts to train on, a day's batch and one that drifts, in dev's and prod's buckets",
  async run(context, log) {
    makeFolder(dataFolder(context));
    const made = await make(context);
    const { target } = context.dev.description;
    const classes = Object.entries(made.classes).map(([name, rows]) => `${rows} with ${target} ${name}`);
    log(`${made.rows} rows${classes.length === 0 ? "" : `: ${classes.join(", ")}`}`);
    const { dev, prod } = context;
    const batch = `${prod.batchDatasetFilename}.csv`;
    const expected = [PART_1, PART_2, batch, outliersFile(prod), LABELS, BROKEN].sort();
    const files = readdirSync(dataFolder(context))
      .filter((file) => file.endsWith(".csv"))
      .sort();
    assert(JSON.stringify(files) === JSON.stringify(expected), `the files ${expected.join(", ")}`, files);
    const filesOf = (environment: Environment, parts: readonly string[]): Map<string, string> =>
      new Map([
        ...parts.map((part) => [part, `${trainDatasetUri(environment)}${part}`] as const),
        [batch, batchDatasetUri(environment)],
        [outliersFile(environment), outliersUri(environment)],
      ]);
    // As in the blog, dev trains on part 1 alone; prod has part 2 as well when it retrains.
    await upload(context, dev, filesOf(dev, [PART_1]), log);
    await upload(context, prod, filesOf(prod, [PART_1, PART_2]), log);
    context.dataset = {
      part1Rows: made.part1,
      part2Rows: made.part2,
      batchRows: made.batch,
      broken: made.broken,
    };
    return { ...made, outliers: [...made.outliers.changed], broken: made.broken.value };
  },
};
