import { Command, CommanderError } from "commander";
import { formatFindings } from "../environments/finding";
import { loadEnvironment } from "../environments/load";
import { describeProblem } from "../environments/problem";
import { canonicalJson } from "../pipeline-defs/sagemaker/json";
import { definitionsOf } from "./desired";
import { loadSources } from "./sources";

const INDENT = 2;

const program = new Command("npm run definitions --")
  .description("Prints an environment's two pipeline definitions as one canonical JSON document.")
  .requiredOption("--env <name>", "environment: a name in environments/ (prod) or the path of a file")
  .addHelpText(
    "after",
    `
The document is {"inference": …, "train": …}: the same bytes for the same checkout on every machine.
Exit codes: 0 done, 1 failed, 2 wrong usage.`,
  )
  .exitOverride()
  .showHelpAfterError()
  .action(async ({ env }: { readonly env: string }) => {
    const { environment, warnings } = loadEnvironment(env);
    if (warnings.length > 0) process.stderr.write(`warnings:\n${formatFindings(warnings)}`);
    const definitions = definitionsOf(await loadSources(environment));
    process.stdout.write(`${canonicalJson(definitions, INDENT)}\n`);
  });

program.parseAsync().catch((error: unknown) => {
  // Commander has written its message already; --help ends with 0.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  process.stderr.write(describeProblem(error));
  process.exitCode = 1;
});
