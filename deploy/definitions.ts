import { Command } from "commander";
import { canonicalJson } from "sagemaker-pipeline-definitions";
import { importCommand, validateCommand } from "sagemaker-pipeline-definitions/cli";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { formatFindings } from "sagemaker-promotion-core/finding";
import { loadEnvironment } from "../environments/load";
import { definitionsOf } from "./desired";
import { loadSources } from "./sources";

const INDENT = 2;

const print = new Command("print")
  .description("print an environment's two pipeline definitions as one canonical JSON document (default)")
  .requiredOption("--env <name>", "environment: a name in environments/ (prod) or the path of a file")
  .addHelpText(
    "after",
    `
The document is {"inference": …, "train": …}: the same bytes for the same checkout on every machine.`,
  )
  .action(async ({ env }: { readonly env: string }) => {
    const { environment, warnings } = loadEnvironment(env);
    if (warnings.length > 0) process.stderr.write(`warnings:\n${formatFindings(warnings)}`);
    const definitions = definitionsOf(await loadSources(environment));
    process.stdout.write(`${canonicalJson(definitions, INDENT)}\n`);
  });

void runProgram(
  new Command("npm run definitions --")
    .description("Prints, judges and imports pipeline definitions.")
    .addCommand(print, { isDefault: true })
    .addCommand(validateCommand())
    .addCommand(importCommand())
    .addHelpText("after", "\nExit codes: 0 done, 1 failed or refused, 2 wrong usage."),
);
