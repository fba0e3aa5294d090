import { Command } from "commander";
import { importFile, type ImportFlags } from "./import-file";
import { validateFile, type ValidateFlags } from "./validate-file";

/** `validate FILE`: says everything that is wrong or doubtful in a definition, whoever wrote it. */
export function validateCommand(): Command {
  return new Command("validate")
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
}

/** `import FILE`: turns a definition into TypeScript that compiles back to it. */
export function importCommand(): Command {
  return new Command("import")
    .description("turn a definition into TypeScript that compiles back to it")
    .argument("<file>", "a definition as JSON")
    .option("--out <file>", "write the code into a file instead of printing it")
    .option("--check", "compile the code and print the JSON that comes out")
    .action(async (file: string, flags: ImportFlags) => {
      const { output, notes } = await importFile(file, flags);
      process.stderr.write(notes);
      process.stdout.write(output);
    });
}
