import { Command, InvalidArgumentError, Option } from "commander";
import type { Monitoring } from "../../environments/environment";

/** What the user asked for on the command line. */
export interface StoryOptions {
  /** One JSON document on standard output and nothing else there. */
  readonly json: boolean;
  /** The user's own data file; undefined for the packaged one. */
  readonly data: string | undefined;
  /** Leaves the accounts running afterwards, as they are before *Clean up*. */
  readonly keep: boolean;
  /** Applies the stacks with cdktf and Terraform instead of the embedded apply. */
  readonly terraform: boolean;
  /** A branch, tag or commit: rehearses that version too, and compares. */
  readonly against: string | undefined;
  /** `model_name` of the model to rehearse, or `all`; undefined for the first. */
  readonly model: string | undefined;
  /** The last chapter to run. */
  readonly last: number;
  /** Undefined: as the environment files say. */
  readonly monitoring: Monitoring | undefined;
  /** Folder for what the story leaves; undefined for `rehearsal-out`. */
  readonly out: string | undefined;
}

/** Every chapter builds on those before it, so a range always begins at the first. */
function lastChapter(chapters: number): (text: string) => number {
  return (text) => {
    const match = /^(?:(\d+)-)?(\d+)$/.exec(text);
    const first = Number(match?.[1] ?? match?.[2]);
    const last = Number(match?.[2]);
    if (match === null || last < 1 || last > chapters) {
      throw new InvalidArgumentError(`expected a range of chapters from 1 to ${chapters}, such as 1-5.`);
    }
    if (first !== 1) {
      throw new InvalidArgumentError(
        `every chapter builds on those before it: begin at 1, such as 1-${last}.`,
      );
    }
    return last;
  };
}

const EXAMPLES = `
Examples:
  npm run rehearse                        the whole story
  npm run rehearse -- --only 1-5          its beginning
  npm run rehearse -- --model all         the story of every model, one after the other
  npm run rehearse -- --against main      the same for main, and what differs
`;

/** Reads the command line. Usage errors and `--help` end the process, as commander does it (exit code 2 and 0). */
export function parseOptions(argv: readonly string[], chapters: number): StoryOptions {
  const command = new Command("rehearse")
    .description(
      "Carries a model through the whole promotion across three local AWS accounts: no AWS account, no Docker, no Terraform.",
    )
    .option("--json", "print one JSON document on standard output and nothing else")
    .option(
      "--model <name>",
      "which model to rehearse, by the name of its folder in models/, or all of them (default: the one whose files lie in environments/ itself)",
    )
    .option("--data <file>", "rehearse on another CSV file of the model's columns")
    .addOption(
      new Option(
        "--keep",
        "leave the accounts running as they are before the last chapter, and print how to reach them",
      )
        .default(false)
        // The document is complete only when the accounts are gone.
        .conflicts("json"),
    )
    .addOption(
      new Option(
        "--against <ref>",
        "rehearse another version too, such as main, and compare: metrics, predictions, drift verdicts, alerts, permissions used, definitions, resources; the working tree, changes that no commit holds included, is the other side; against.md says what differs",
      )
        // Two sets of accounts, one of them of a version that is gone.
        .conflicts("keep"),
    )
    .option("--only <chapters>", "stop early, such as 1-5", lastChapter(chapters), chapters)
    .addOption(
      new Option("--monitoring <mode>", "how drift is found (default: as the environment files say)").choices(
        ["processing", "model-monitor"],
      ),
    )
    .option(
      "--terraform",
      "apply the stacks with the real thing: cdktf, the Terraform CLI (1.10 or newer) and hashicorp/aws; TERRAFORM_MIRROR names a provider mirror",
      false,
    )
    .option("--out <folder>", "where definitions, reports, predictions and the call record go")
    .addHelpText("after", EXAMPLES)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    });
  const options = command.parse([...argv], { from: "user" }).opts<{
    json?: boolean;
    model?: string;
    data?: string;
    keep: boolean;
    against?: string;
    terraform: boolean;
    only: number;
    monitoring?: Monitoring;
    out?: string;
  }>();
  if (all(command))
    command.error("error: option '--model all' cannot be used with option '--keep' or '--against'");
  const { json = false, model, data, keep, against, terraform, only, monitoring, out } = options;
  return { json, model, data, keep, against, terraform, last: only, monitoring, out };
}

/** Accounts that keep running, and a comparison, are of one model. */
function all(command: Command): boolean {
  const { model, keep, against } = command.opts<{ model?: string; keep: boolean; against?: string }>();
  return model === "all" && (keep || against !== undefined);
}
