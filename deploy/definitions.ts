import { Command, Option } from "commander";
import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";
import { validateCommand } from "sagemaker-pipeline-definitions/cli";
import { EXIT, runProgram } from "sagemaker-promotion-core/run-program";
import { formatFindings } from "sagemaker-promotion-core/finding";
import { loadEnvironment } from "../environments/load";
import type { ParsedEnvironment } from "../environments/parse";
import { ALL, selectEnvironments } from "../environments/select";
import { definitionsOf, type PipelineKind } from "./desired";
import { importPipelinesCommand } from "./import-pipelines/command";
import { loadSources } from "./sources";

const INDENT = 2;

interface PrintOptions {
  readonly env?: string;
  readonly model?: string;
  readonly pipeline?: PipelineKind;
}

const print = new Command("print")
  .description("print the pipeline definitions of an environment, or of a model, as canonical JSON (default)")
  .option("--env <name>", "environment: a name in environments/ (prod) or the path of a file")
  .addOption(new Option("--model <name>", "every environment of a model").conflicts("env"))
  .addOption(
    new Option("--pipeline <kind>", "one of the two definitions alone").choices([
      "train",
      "inference",
    ] satisfies PipelineKind[]),
  )
  .addHelpText(
    "after",
    `
The document is {"inference": …, "train": …}, with --pipeline that definition as SageMaker takes it, and with --model an
object of these by the environments' names: the same bytes for the same checkout on every machine.

Examples:
  npm run -s definitions -- --env prod
  npm run -s definitions -- --model fraud
  npm run -s definitions -- --env prod --pipeline train > train.json
  npm run definitions -- validate train.json`,
  )
  .action(async ({ env, model, pipeline }: PrintOptions, command: Command) => {
    if (env === undefined && model === undefined)
      command.error("error: name an environment with --env <name>, or a model with --model <name>", {
        exitCode: EXIT.usage,
      });
    if (env !== undefined) return show(await documentOf(loadEnvironment(env), pipeline));
    const documents: Record<string, Json> = {};
    for (const selected of selectEnvironments({ env: [ALL], model })) {
      if ("error" in selected) throw selected.error;
      documents[selected.name] = await documentOf(selected, pipeline);
    }
    show(documents);
  });

async function documentOf(
  { environment, warnings }: Pick<ParsedEnvironment, "environment" | "warnings">,
  pipeline: PipelineKind | undefined,
): Promise<Json> {
  if (warnings.length > 0) process.stderr.write(`warnings:\n${formatFindings(warnings)}`);
  const definitions = definitionsOf(await loadSources(environment));
  return pipeline === undefined ? definitions : definitions[pipeline];
}

function show(document: Json): void {
  process.stdout.write(`${canonicalJson(document, INDENT)}\n`);
}

void runProgram(
  new Command("npm run definitions --")
    .description("Prints, judges and imports pipeline definitions.")
    .addCommand(print, { isDefault: true })
    .addCommand(validateCommand())
    .addCommand(importPipelinesCommand())
    .addHelpText("after", "\nExit codes: 0 done, 1 failed or refused, 2 wrong usage."),
);
