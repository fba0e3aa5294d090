import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { Problem } from "sagemaker-promotion-core/problem";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { projectRoot } from "../environments/project-root";
import type { Build } from "./build";
import { groovyJar } from "./groovy-jar";
import { findJava } from "./java";
import { Jenkins } from "./jenkins";
import { outline } from "./outline";
import type { Scenario } from "./world";

interface Options {
  readonly file: string;
  readonly branch: string;
  readonly pullRequest?: string;
  readonly fork?: string;
  readonly scenario?: string;
  readonly json?: boolean;
}

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

async function trace(options: Options): Promise<void> {
  const jenkinsfile = readFileSync(options.file, "utf8");
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

function read(path: string): Scenario {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Scenario;
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

const program = new Command("npm run jenkinsfile --").description(
  "Runs the Jenkinsfile without Jenkins: shows what a build would do, and runs none of its commands.",
);
program
  .command("trace", { isDefault: true })
  .description("Shows what a build would do, one line each")
  .option("--file <path>", "another Jenkinsfile", join(projectRoot(), "Jenkinsfile"))
  .option("--branch <name>", "the branch that is built", "main")
  .option("--pull-request <target>", "a pull request to this branch instead")
  .option("--fork <owner>", "whose branch lies in a fork of this owner")
  .option("--scenario <file>", "JSON: the build, and how commands, inputs and locks answer")
  .option("--json", "one event a line, as JSON")
  .action(trace);
program
  .command("prepare")
  .description("Finds Java and downloads Groovy, and says where they are")
  .action(async () => {
    process.stdout.write(`${findJava()}\n${await groovyJar({ progress })}\n`);
  });

void runProgram(program);
