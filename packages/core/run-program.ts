import { CommanderError, type Command } from "commander";
import { describeProblem } from "./problem";

/** Exit codes of every command. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/**
 * The tail of every command line: parses the arguments and runs the command that they name. Exit code 1 where it throws,
 * described on stderr as `describeProblem` does; 2 for wrong usage; 0 for `--help`.
 * @param argv default: the process's own
 */
export async function runProgram(program: Command, argv: readonly string[] = process.argv): Promise<void> {
  for (const command of withSubcommands(program)) command.exitOverride().showHelpAfterError();
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      return;
    }
    process.stderr.write(describeProblem(error));
    process.exitCode = EXIT.failed;
  }
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap((one) => withSubcommands(one))];
}
