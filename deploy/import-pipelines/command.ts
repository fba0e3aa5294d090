import { Command, Option } from "commander";
import { importFile, type ImportFlags } from "sagemaker-pipeline-definitions/cli";
import { EXIT } from "sagemaker-promotion-core/run-program";
import type { Environment } from "../../environments/environment";
import { loadEnvironment } from "../../environments/load";
import { ALL, selectEnvironments } from "../../environments/select";
import { importFiles, importLive } from "./import-pipelines";
import { livePipelines } from "./live-pipelines";

interface ImportOptions extends ImportFlags {
  readonly model?: string;
  readonly env?: string;
  readonly fromAws?: readonly string[];
}

/** A model has two pipelines. */
const MOST = 2;

/** `import`: turns definitions into TypeScript, or into a model's own pipelines. */
export function importPipelinesCommand(): Command {
  return new Command("import")
    .description("turn definitions into TypeScript: one of any pipeline, or the pipelines of a model")
    .argument(
      "[file...]",
      "definitions as JSON: one, or with --model that which trains and that which predicts",
    )
    .option("--out <file>", "write the code into a file instead of printing it")
    .option("--check", "compile the code and print the JSON that comes out")
    .addOption(
      new Option("--model <name>", "write the code into models/NAME/pipelines.ts").conflicts([
        "out",
        "check",
      ]),
    )
    .addOption(
      new Option(
        "--from-aws <pipeline...>",
        "read live pipelines and their scripts instead of files, into the model of --env, with the credentials at hand",
      ).conflicts(["out", "check", "model"]),
    )
    .option(
      "--env <name>",
      "with --from-aws: an environment of the model, in the account where the pipelines live",
    )
    .addHelpText(
      "after",
      `
Examples:
  npm run definitions -- import train.json --out train.ts
  npm run definitions -- import train.json inference.json --model fraud
  npm run definitions -- import --from-aws fraud-train fraud-score --env fraud/dev`,
    )
    .action(async (files: readonly string[], options: ImportOptions, command: Command) => {
      const { model, env, fromAws } = options;
      const given = fromAws ?? files;
      const most = fromAws === undefined && model === undefined ? 1 : MOST;
      const misuse =
        given.length === 0 || given.length > most
          ? `give ${most === 1 ? "one definition" : "one or two definitions"}`
          : fromAws !== undefined && files.length > 0
            ? "--from-aws takes the place of files"
            : (fromAws === undefined) !== (env === undefined)
              ? "--from-aws and --env go together"
              : undefined;
      if (misuse !== undefined) command.error(`error: ${misuse}`, { exitCode: EXIT.usage });
      if (fromAws !== undefined && env !== undefined) {
        const { environment } = loadEnvironment(env);
        process.stderr.write(await importLive(fromAws, environment, livePipelines(environment)));
      } else if (model !== undefined) {
        process.stderr.write(await importFiles(files, environmentOf(model)));
      } else {
        const { output, notes } = await importFile(files[0] ?? "", options);
        process.stderr.write(notes);
        process.stdout.write(output);
      }
    });
}

/** Any environment of the model: what is written is the same for each. */
function environmentOf(model: string): Environment {
  const [first] = selectEnvironments({ env: [ALL], model }).flatMap((selected) => {
    if ("error" in selected) throw selected.error;
    return [selected.environment];
  });
  if (first === undefined) throw new RangeError("a model that is found has an environment");
  return first;
}
