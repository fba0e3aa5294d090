import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Command, InvalidArgumentError, Option } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { formatFindings } from "sagemaker-promotion-core/finding";
import { loadEnvironments } from "../../environments/load";
import { projectRoot } from "../../environments/project-root";
import { render } from "./render";
import { parseRepository } from "./repository";

interface Options {
  readonly repository: string;
  readonly githubApp: number;
  readonly out: string;
}

/** Writes the files and names them. */
function write({ repository, githubApp, out }: Options): void {
  const { models, warnings } = loadEnvironments();
  if (warnings.length > 0) process.stderr.write(`warnings:\n${formatFindings(warnings)}`);
  const files = render(
    models.flatMap(({ environments }) => environments),
    { repository: parseRepository(repository), app: githubApp },
  );
  for (const [name, content] of Object.entries(files)) {
    writeWhole(join(out, name), content);
    process.stdout.write(`${join(out, name)}\n`);
  }
}

function appId(text: string): number {
  const id = Number(text);
  if (/^[1-9][0-9]*$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new InvalidArgumentError("It is the number that GitHub shows as App ID.");
}

const program = new Command("npm run jenkins --")
  .description(
    "Writes what sets up Jenkins and GitHub, from the environment files: jenkins.yaml, plugins.txt and ruleset.json.",
  )
  .requiredOption("--repository <owner/name>", "this repository on GitHub")
  .requiredOption("--github-app <id>", "the App ID of the GitHub App that Jenkins works as", appId)
  .addOption(
    new Option("--out <folder>", "where to write them").default(
      join(projectRoot(), "dist", "jenkins"),
      "dist/jenkins",
    ),
  )
  .addHelpText(
    "after",
    `
Examples:
  npm run jenkins -- --repository your-org/your-repository --github-app 123456
  ENVIRONMENTS=../fraud npm run jenkins -- --repository o/r --github-app 1 --out /tmp/jenkins

No file holds a secret. docs/jenkins.md says how to apply them.`,
  )
  .action(write);

void runProgram(program);
