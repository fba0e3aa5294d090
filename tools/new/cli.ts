import { relative } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { describeProblem, Problem } from "sagemaker-promotion-core/problem";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { processTerminal, type Terminal } from "../../deploy/terminal";
import { environmentsFolder, loadEnvironments, projectModels } from "../../environments/load";
import { mainModel } from "../../environments/main-model";
import { projectRoot } from "../../environments/project-root";
import { modelsFolder } from "../../models/load";
import type { ColumnType, FrameworkName, Task } from "../../models/model";
import { changed, TASKS, typeOption } from "./changes";
import { describeProposal } from "./describe";
import { environmentFilesOf } from "./environment-files";
import { checkName, makeModel } from "./make";
import { profileData, type DataProfile } from "./profile";
import { FRAMEWORKS, propose } from "./propose";
import type { Proposal, Said } from "./proposal";
import { sampleRows, type Sample } from "./sample";
import { UnusableData } from "./table";

interface Options {
  readonly from: string;
  readonly target: string;
  readonly title?: string;
  readonly task?: Task;
  readonly framework?: FrameworkName;
  readonly positive?: string;
  readonly type: ReadonlyMap<string, ColumnType>;
  readonly yes?: true;
}

/** Makes a model of a file of data: its description, rows to rehearse on, and its environments' files. */
async function newModel(name: string, { from, type, yes, ...options }: Options): Promise<void> {
  const terminal = processTerminal();
  const places = { models: modelsFolder(projectRoot()), environments: environmentsFolder() };
  const existing = loadEnvironments();
  const source = mainModel(existing.models);
  if (source === undefined) throw new RangeError("environments without a model");
  checkName(name, places, existing);
  const data = profileData(from, options.target);
  const decided = await decide(terminal, from, data, { name, types: type, ...options }, yes === true);
  if (decided === undefined) {
    terminal.err("Nothing has been written.\n");
    return;
  }
  const environments = environmentFilesOf(name, source);
  const files = makeModel(
    { name, proposal: decided.proposal, data: decided.sample.text, environments },
    places,
    projectModels(),
  );
  terminal.out(`\nwritten\n${files.map((file) => `  ${relative(process.cwd(), file)}\n`).join("")}`);
  terminal.out(nextSteps(name, environments[0]?.path ?? "", source.name));
}

/** What is to be written, once somebody has agreed to it; undefined where they did not. */
async function decide(
  terminal: Terminal,
  from: string,
  data: DataProfile,
  asked: Said,
  yes: boolean,
): Promise<{ readonly proposal: Proposal; readonly sample: Sample } | undefined> {
  let said = asked;
  for (let first = true; ; first = false) {
    const proposal = propose(data, said);
    const sample = sampleRows(from, data, said.target, proposal.model.task !== "regression");
    terminal.out(describeProposal(proposal, sample));
    if (yes) return { proposal, sample };
    const answer = await ask(terminal, said, data, first);
    if (answer === "yes") return { proposal, sample };
    if (answer === "no") return undefined;
    said = answer;
  }
}

/** Asks until the answer is one that the data allow. */
async function ask(
  terminal: Terminal,
  said: Said,
  data: DataProfile,
  first: boolean,
): Promise<Said | "yes" | "no"> {
  if (first) terminal.err("\nTo have it otherwise, type COLUMN=TYPE, task=…, framework=… or title=…\n");
  for (;;) {
    const answer = (await terminal.ask("Write it? [y/N] "))?.trim();
    if (answer === undefined) throw notAgreed();
    if (/^y(?:es)?$/i.test(answer)) return "yes";
    if (!answer.includes("=")) return "no";
    try {
      const next = changed(said, answer);
      propose(data, next);
      return next;
    } catch (error) {
      if (!(error instanceof UnusableData || error instanceof InvalidArgumentError)) throw error;
      terminal.err(error instanceof UnusableData ? describeProblem(error) : `${error.message}\n`);
    }
  }
}

function notAgreed(): Problem {
  return new Problem({
    code: "NotConfirmed",
    blame: "user",
    message: "nobody can be asked here whether this is to be written, and --yes is not given",
    next: "look at what is above, then run the same command with --yes",
  });
}

function nextSteps(name: string, file: string, source: string): string {
  const environment = file.replace(/\.tfvars\.json$/, "");
  return `
models/${name}/data.csv holds rows of your data, and git will want to keep it. Commit nothing that may not leave this machine.
The accounts, the Region and the addresses are those of ${source}: look through environments/${name}/.

next
  npm run rehearse -- --model ${name}
  npm run definitions -- --env ${environment}
  npm run synth
`;
}

const model = new Command("model")
  .description("make a model of a CSV file: models/NAME/ and environments/NAME/")
  .argument("<name>", "its name: at most 39 letters, digits and hyphens")
  .requiredOption("--from <file>", "a CSV file with a header")
  .requiredOption("--target <column>", "the column that is to be predicted")
  .option("--title <words>", "what the model predicts, for people")
  .addOption(
    new Option("--task <task>", "what kind of value is predicted; default: as the target looks").choices(
      TASKS,
    ),
  )
  .addOption(
    new Option("--framework <framework>", "what trains and serves")
      .choices(FRAMEWORKS)
      .default(FRAMEWORKS[0]),
  )
  .option("--positive <class>", "of two classes the one whose probability is predicted")
  .option("--type <column=type>", "how a column is read, may be repeated", typeOption, new Map())
  .option("--yes", "write it without asking")
  .addHelpText(
    "after",
    `
Types are number, category, date, boolean and text, which is left out of training. What is there is never overwritten.

Example:
  npm run new -- model flat-prices --from flats.csv --target price --type floor=category`,
  )
  .action(newModel);

void runProgram(
  new Command("npm run new --")
    .description("Makes what the project promotes one more of.")
    .addCommand(model)
    .addHelpText("after", "\nExit codes: 0 done, 1 failed or refused, 2 wrong usage."),
);
