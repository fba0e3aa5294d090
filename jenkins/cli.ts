import { join } from "node:path";
import { Command } from "commander";
import { Problem } from "sagemaker-promotion-core/problem";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import { projectRoot } from "../environments/project-root";
import type { Build } from "./build";
import { groovyJar } from "./groovy-jar";
import { findJava } from "./java";
import { Jenkins } from "./jenkins";
import { outline } from "./outline";
import type { Scenario } from "./world";

interface Options {
  readonly file?: string;
  readonly branch: string;
  readonly pullRequest?: string;
  readonly fork?: string;
  readonly scenario?: string;
  readonly json?: boolean;
}

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

async function trace(options: Options): Promise<void> {
  const file = options.file ?? join(projectRoot(), "Jenkinsfile");
  const jenkinsfile = text(file, "the Jenkinsfile");
  const jenkins = await Jenkins.start({ progress });
  try {
    const played = await jenkins.run(jenkinsfile, scenarioOf(options));
    const lines = options.json
      ? [...played.events, { result: played.result }].map((one) => JSON.stringify(one))
      : outline(played);
    process.stdout.write(`${lines.join("\n")}\n`);
  } finally {
    await jenkins.stop();
  }
}

function scenarioOf({ branch, pullRequest, fork, scenario }: Options): Scenario {
  if (scenario !== undefined) return read(scenario);
  const build: Build =
    pullRequest === undefined
      ? { branch }
      : {
          changeRequest: {
            id: 1,
            target: pullRequest,
            branch: "change",
            ...(fork === undefined ? {} : { fork }),
          },
        };
  return { build };
}

const text = (path: string, what: string): string =>
  readUserFile(path, { what, limit: MEBIBYTE, next: "name a file that can be read" }).toString("utf8");

function read(path: string): Scenario {
  const content = text(path, "the scenario");
  try {
    return JSON.parse(content) as Scenario;
  } catch (cause) {
    throw new Problem({
      code: "NoScenario",
      blame: "user",
      message: `this is no scenario: ${(cause as Error).message}`,
      where: path,
      next: "jenkins/world.ts says what a scenario is",
      cause,
    });
  }
}

const program = new Command("npm run jenkinsfile --")
  .description(
    "Shows what a build of the Jenkinsfile would do, one line each, without Jenkins. None of its commands run.",
  )
  .option("--file <path>", "another Jenkinsfile than the project's")
  .option("--branch <name>", "the branch that is built", "main")
  .option("--pull-request <target>", "a pull request to this branch instead")
  .option("--fork <owner>", "whose branch lies in a fork of this owner")
  .option("--scenario <file>", "JSON: the build, and how commands, inputs and locks answer")
  .option("--json", "one event a line, as JSON")
  .addHelpText(
    "after",
    `
Examples:
  npm run jenkinsfile                                  # a push to main
  npm run jenkinsfile -- --pull-request main --fork me
`,
  )
  .action(trace);
program
  .command("prepare")
  .description("finds Java and downloads Groovy, and says where they are")
  .action(async () => {
    process.stdout.write(`${findJava()}\n${await groovyJar({ progress })}\n`);
  });

void runProgram(program);
