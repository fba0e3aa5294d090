import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isProblem } from "sagemaker-promotion-core/problem";
import { accountVariables } from "../../environments/account-variables";
import type { Environment } from "../../environments/environment";
import { projectRoot } from "../../environments/project-root";
import { Jenkins } from "../../jenkins/jenkins";
import type { Trace } from "../../jenkins/trace";
import { APPROVER } from "./actors";
import { assert } from "./assert";
import { BRANCH, BuildCommands, deployingCommands, type BuildFacts, type BuildWorld } from "./build-commands";
import type { Log } from "./log";

/** A build that deployed an environment. */
export interface Built extends BuildFacts {
  /** What the Jenkinsfile did; undefined where its commands ran without it. */
  readonly trace: Trace | undefined;
}

/**
 * A push to main as the Jenkinsfile answers it: its path is carried out by the harness, its commands run for real, and the
 * story's approver answers its question. Without Java, or Groovy, the same commands run one after the other.
 */
export async function pushToMain(environment: Environment, world: BuildWorld): Promise<Built> {
  const commands = new BuildCommands(world);
  const jenkins = await start(environment, world.log);
  if (jenkins === undefined) {
    const variables = { BUILD_TAG: "jenkins-promotion-main-7" };
    for (const { node, command } of deployingCommands(environment)) {
      if (command.includes(" apply ")) handOver(commands);
      await commands.run({ node, command, environment: variables });
    }
    return { ...commands.found, trace: undefined };
  }
  try {
    const jenkinsfile = readFileSync(join(projectRoot(), "Jenkinsfile"), "utf8");
    const [variable] = accountVariables(environment.name);
    const globals = { [variable]: environment.account };
    const trace = await jenkins.run(
      jenkinsfile,
      { build: { branch: BRANCH, globals } },
      {
        sh: async (call) => {
          await commands.run(call);
          return { exit: 0 };
        },
        input: ({ message, submitter }) => {
          world.log(`${APPROVER}, of ${submitter}, is asked: ${message} Yes.`);
          return { by: APPROVER, groups: submitter === null ? [] : [submitter] };
        },
        happened: (event) => commands.happened(event),
      },
    );
    assert(trace.result === "SUCCESS", "the build to succeed", trace.result);
    return { ...commands.found, trace };
  } finally {
    await jenkins.stop();
  }
}

/** As `stash` and `unstash` do. */
function handOver(commands: BuildCommands): void {
  const of = { stage: null, locks: [], credentials: [] };
  commands.happened({
    event: "stash",
    name: "plans",
    includes: "plans/*.plan.json",
    excludes: "",
    node: "plan",
    ...of,
  });
  commands.happened({ event: "unstash", name: "plans", node: "deploy", ...of });
}

/** Undefined, and a line that says why, where the Jenkinsfile is not carried out. */
async function start(
  { name, branch, deployers, planners }: Environment,
  log: Log,
): Promise<Jenkins | undefined> {
  const directly = (why: string): undefined => {
    log(`${why}: its commands run directly`);
    return undefined;
  };
  if (branch !== BRANCH) return directly(`${BRANCH} deploys other environments than ${name}`);
  if (deployers === "account" || planners === "account") return directly(`people plan or deploy ${name}`);
  try {
    // A rehearsal downloads nothing.
    return await Jenkins.start({ fetch: () => Promise.reject(new Error("it is not downloaded")) });
  } catch (error) {
    const code = isProblem(error) ? error.code : "";
    if (code === "NoJava") return directly("the Jenkinsfile cannot be carried out without Java");
    if (code !== "GroovyUnreachable") throw error;
    return directly("the Jenkinsfile cannot be carried out before npm run jenkinsfile -- prepare got Groovy");
  }
}
