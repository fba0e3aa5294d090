import { Command, CommanderError } from "commander";
import { formatFindings } from "../environments/finding";
import { loadEnvironment } from "../environments/load";
import { describeProblem } from "../environments/problem";
import { canonicalJson } from "../pipeline-defs/sagemaker";
import { importFile, type ImportFlags } from "./definition-import";
import { validateFile, type ValidateFlags } from "./definition-validate";
import { definitionsOf } from "./desired";
import { loadSources } from "./sources";

const INDENT = 2;

const program = new Command("npm run definitions --")
  .description("Prints, judges and imports pipeline definitions.")
  .exitOverride()
  .showHelpAfterError()
  .addHelpText("after", "\nExit codes: 0 done, 1 failed or refused, 2 wrong usage.");

program
  .command("print", { isDefault: true })
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

program
  .command("validate")
  .description("say everything that is wrong or doubtful in a definition, whoever wrote it")
  .argument("<file>", "a definition as JSON")
  .option("--json", "print the findings as JSON")
  .option("--strict", "let warnings fail, too")
  .option("--region <region>", "where the pipeline will run; default: what the definition itself tells")
  .action((file: string, flags: ValidateFlags) => {
    const { output, accepted } = validateFile(file, flags);
    process.stdout.write(output);
    if (!accepted) process.exitCode = 1;
  });

program
  .command("import")
  .description("turn a definition into TypeScript that compiles back to it")
  .argument("<file>", "a definition as JSON")
  .option("--out <file>", "write the code into a file instead of printing it")
  .option("--check", "compile the code and print the JSON that comes out")
  .action(async (file: string, flags: ImportFlags) => {
    const { output, notes } = await importFile(file, flags);
    process.stderr.write(notes);
    process.stdout.write(output);
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
