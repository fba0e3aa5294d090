import { CommanderError, type Command } from "commander";
import { describeProblem, machineProblem } from "./problem";
import { didYouMean } from "./suggestion";
import { variable } from "./variable";

/** Exit codes of every command. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/**
 * The tail of every command line: parses the arguments and runs the command that they name. Exit code 1 where it throws,
 * described on stderr as `describeProblem` does; 2 for wrong usage; 0 for `--help`.
 * @param argv default: the process's own
 */
export async function runProgram(program: Command, argv: readonly string[] = process.argv): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => unlessGone(error, "standard output"));
  process.stderr.on("error", (error: NodeJS.ErrnoException) => unlessGone(error, "standard error"));
  for (const command of withSubcommands(program)) {
    command.exitOverride().showHelpAfterError();
    // Commander takes what a variable holds for a flag's value, even nothing.
    for (const { envVar } of command.options) {
      if (envVar !== undefined && variable(envVar) === undefined) delete process.env[envVar];
    }
  }
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0 && error.code !== "commander.unknownCommand") suggestVerb(program, argv);
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      return;
    }
    process.stderr.write(describeProblem(error));
    process.exitCode = EXIT.failed;
  }
}

/** Streams that took no more. */
const full = new Set<string>();

/**
 * What a stream cannot take. Whoever read may have gone, as `head` does when it has its lines: the work is done to its end
 * all the same. A full disk behind it is told, once, where that can be read.
 */
function unlessGone(error: NodeJS.ErrnoException, stream: string): void {
  if (error.code === "EPIPE" || full.has(stream)) return;
  full.add(stream);
  // Whatever the command itself takes for done.
  process.once("exit", () => (process.exitCode = EXIT.failed));
  process.stderr.write(describeProblem(machineProblem(error, stream) ?? error));
}

/** A program that does something without a verb takes a mistyped one for an argument, of which it has none. */
function suggestVerb(program: Command, argv: readonly string[]): void {
  const [word = ""] = argv.slice(2).filter((argument) => !argument.startsWith("-"));
  const verbs = program.commands.map((command) => command.name());
  const near = verbs.includes(word) ? undefined : didYouMean(word, verbs);
  if (near !== undefined) process.stderr.write(`(Did you mean ${near}?)\n`);
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap((one) => withSubcommands(one))];
}
