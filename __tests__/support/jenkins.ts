import { spawnSync } from "node:child_process";
import { projectRoot } from "../../environments/project-root";
import { Jenkins } from "../../jenkins/jenkins";
import type { Trace } from "../../jenkins/trace";
import type { Scenario, World } from "../../jenkins/world";
import { describeUnless } from "./unless";

type Run = (jenkinsfile: string, scenario?: Partial<Scenario>, world?: Partial<World>) => Promise<Trace>;

/** Why no Jenkinsfile can be run on this machine. What is there but wrong, such as an altered jar, is for the tests to say. */
function findMissing(): string | undefined {
  const { stderr } = spawnSync(process.execPath, ["run.mjs", "jenkins/cli.ts", "prepare"], {
    cwd: projectRoot(),
    encoding: "utf8",
  });
  return /error \[(?:NoJava|GroovyUnreachable)\]: (.*)/.exec(stderr)?.[1];
}

const missing = findMissing();

/** One process for all builds of a test file. */
let jenkins: Promise<Jenkins> | undefined;
afterAll(async () => (await jenkins)?.stop());

/** `describe` where Java and Groovy are there; elsewhere a skip that says why. */
export function describeWithJenkins(name: string, tests: (run: Run) => void): void {
  describeUnless(missing, name, () =>
    tests(async (jenkinsfile, { build = {}, ...scenario } = {}, world) =>
      (await (jenkins ??= Jenkins.start())).run(jenkinsfile, { build, ...scenario }, world),
    ),
  );
}
