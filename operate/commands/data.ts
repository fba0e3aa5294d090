import { Command, Option } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { copyVerb, referenceOf, work, type Options } from "../../deploy/commands/command";
import type { Environment } from "../../environments/environment";
import { connectData } from "../aws/data-store";
import {
  DATA_USES,
  dataFolder,
  readFiles,
  shape,
  uploadsOf,
  type DataUse,
  type Upload,
} from "../data/upload";
import type { DataStore } from "../ports";
import { table } from "../../deploy/table";
import { commandFor } from "../../deploy/command-line";
import { moment } from "../when";

interface UploadOptions extends Options {
  readonly to: DataUse;
}

function upload(paths: readonly string[], options: UploadOptions): Promise<void> {
  return work("data upload", options, async ({ environment, progress, print }) => {
    const { to: use } = options;
    progress("reading the files");
    const files = await readFiles(paths, use);
    const store = await connected(environment, progress);
    const folder = dataFolder(environment, use);
    progress(`looking at s3://${environment.dataBucket}/${folder}`);
    const there = await store.list(folder);
    const uploads = uploadsOf(environment, { use, files, there });
    for (const [index, { key, file }] of uploads.entries()) {
      progress(`uploading ${file.name}, ${index + 1} of ${uploads.length}`);
      await store.put(key, file.content);
    }
    const others = there.map(({ key }) => key).filter((key) => uploads.every((one) => one.key !== key));
    const next = commandFor(`run ${use === "train" ? "train" : "inference"}`, referenceOf(options));
    const { name, dataBucket: bucket, kmsKey } = environment;
    print(
      {
        verb: "data upload",
        ok: true,
        environment: name,
        to: use,
        bucket,
        principal: store.principal,
        kmsKey,
        files: uploads.map(({ file, key, replaces }) => ({
          path: file.path,
          key,
          rows: file.rows,
          columns: file.columns,
          header: file.header ?? null,
          bytes: file.content.byteLength,
          replaces,
        })),
        ...(use === "train" ? { others } : {}),
        next,
      },
      `${uploadsText(uploads, environment)}${use === "train" ? othersText(others) : ""}` +
        `As ${store.principal}\nNext: ${next}\n`,
    );
    return EXIT.done;
  });
}

function connected(environment: Environment, progress: (text: string) => void): Promise<DataStore> {
  progress(
    environment.scientistRole === undefined
      ? "asking who is signed in"
      : `assuming ${environment.scientistRole}`,
  );
  return connectData(environment);
}

function uploadsText(uploads: readonly Upload[], { dataBucket }: Environment): string {
  const rows = uploads.flatMap(({ file, key, replaces }) => [
    [replaces ? "replaced" : "new", `s3://${dataBucket}/${key}`],
    ["", `${file.rows} rows, ${shape(file)}`],
  ]);
  return table(rows);
}

function othersText(others: readonly string[]): string {
  if (others.length === 0) return "";
  return `Training reads these as well, which were there before:\n${table(others.map((key) => [key]))}`;
}

function list(options: Options): Promise<void> {
  return work("data list", options, async ({ environment, progress, print }) => {
    const store = await connected(environment, progress);
    const found = await Promise.all(
      DATA_USES.map(async (use) => ({ use, objects: await store.list(dataFolder(environment, use)) })),
    );
    const files = found.flatMap(({ use, objects }) => objects.map((object) => ({ use, ...object })));
    const { name, dataBucket: bucket } = environment;
    const rows = files.map(({ use, key, bytes, changed }) => [
      use,
      `${bytes} bytes`,
      changed === undefined ? "" : moment(changed),
      key.slice(key.lastIndexOf("/") + 1),
    ]);
    print(
      { verb: "data list", ok: true, environment: name, bucket, files },
      files.length === 0 ? `There is no data in s3://${bucket}.\n` : table(rows),
    );
    return EXIT.done;
  });
}

const WHO = `
As the role of people who work with the pipelines (scientist_role_arn). Where the environment's file names none, as
prod's by default, as you are signed in: an administrator of the account, for instance.`;

/** `data`: brings data to where the pipelines read it, and lists it. */
export function dataCommand(): Command {
  return new Command("data")
    .addCommand(
      copyVerb("upload")
        .description("look through CSV files and put them where a pipeline reads them")
        .argument("<paths...>", "CSV files, or folders that hold some")
        .addOption(
          new Option("--to <use>", "train: to train on; batch: what the next inference predicts")
            .choices(DATA_USES)
            .makeOptionMandatory(),
        )
        .addHelpText(
          "after",
          `
Looks first: UTF-8, rows of one length, the same columns in all files; a batch is one file without a header. What lies
under the same name stays as an older version.
${WHO}

Examples:
  npm run deploy -- data upload data/part1.csv --env dev --to train
  npm run deploy -- data upload data/batch.csv --env dev --to batch`,
        )
        .action(upload),
    )
    .addCommand(
      copyVerb("list")
        .description("list the data that the pipelines read")
        .addHelpText("after", `${WHO}\n\nExamples:\n  npm run deploy -- data list --env dev`)
        .action(list),
    );
}
