import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Scenario } from "../../jenkins/world";
import { Jenkins } from "../../jenkins/jenkins";
import { commandsOf, eventsOf } from "../../jenkins/trace";
import { describeWithJenkins } from "../support/jenkins";

/** A pipeline of one stage on a node, with these steps. */
const withSteps = (steps: string) =>
  `pipeline { agent none\nstages { stage('One') {\nagent { label 'verify' }\nsteps {\n${steps}\n} } } }`;

describeWithJenkins("a shell command", (run) => {
  test("that fails ends its stage", async () => {
    const trace = await run(withSteps("sh 'one'\nsh 'two'\nsh 'three'"), {
      commands: [{ of: "two", exit: 3 }],
    });
    expect(trace.result).toBe("FAILURE");
    expect(eventsOf(trace, "sh").map(({ command, exit }) => [command, exit])).toEqual([
      ["one", 0],
      ["two", 3],
    ]);
    expect(eventsOf(trace, "stage failed")[0]?.message).toBe("script returned exit code 3");
  });

  test("shows whether Groovy filled in a part of it", async () => {
    const text = withSteps(`sh 'echo "$BRANCH_NAME"'\nsh "echo \${env.BRANCH_NAME}"\nsh script: "plain"`);
    const build = { branch: "it's" };
    expect(
      eventsOf(await run(text, { build }), "sh").map(({ command, interpolated }) => [command, interpolated]),
    ).toEqual([
      ['echo "$BRANCH_NAME"', false],
      ["echo it's", true],
      ["plain", false],
    ]);
  });

  test("runs for real where the world does so, with the variables of its place", async () => {
    const said: string[] = [];
    const trace = await run(
      withSteps(`sh 'echo "$BRANCH_NAME on $NODE_NAME"'\nsh 'exit 4'\nsh 'echo never'`),
      { build: { branch: "main" } },
      {
        sh: async ({ command, environment }) => {
          try {
            const env = { PATH: process.env["PATH"], ...environment };
            said.push((await promisify(execFile)("sh", ["-e", "-c", command], { env })).stdout.trim());
            return { exit: 0 };
          } catch (error) {
            return { exit: (error as { code: number }).code };
          }
        },
      },
    );
    expect(said).toEqual(["main on verify"]);
    expect(eventsOf(trace, "sh").map(({ exit }) => exit)).toEqual([0, 4]);
  });
});

describeWithJenkins("a world that throws", () => {
  test("ends the build and its process with what it threw", async () => {
    const jenkins = await Jenkins.start();
    const build = { branch: "main" };
    const running = jenkins.run(
      withSteps("sh 'one'\nsh 'two'"),
      { build },
      { sh: () => Promise.reject(new Error("no")) },
    );
    await expect(running).rejects.toThrow("no");
    await jenkins.stop();
    await expect(jenkins.run(withSteps("sh 'one'"), { build })).rejects.toMatchObject({
      code: "HarnessBroken",
    });
  });
});

describeWithJenkins("credentials", (run) => {
  const build: Scenario["build"] = {
    credentials: { token: "geheim", app: { username: "app", password: "sehr-geheim" } },
  };

  test("are bound inside their block alone, and masked in the trace", async () => {
    const given: (string | undefined)[] = [];
    const text = withSteps(`
      sh 'before'
      withCredentials([string(credentialsId: 'token', variable: 'TOKEN'), usernamePassword(credentialsId: 'app', usernameVariable: 'WHO', passwordVariable: 'PASSWORD')]) {
        sh 'inside'
        sh "echo \${env.TOKEN}"
      }
      sh 'after'`);
    const trace = await run(
      text,
      { build },
      {
        sh: ({ environment }) => {
          given.push(environment["TOKEN"]);
          return { exit: 0 };
        },
      },
    );
    expect(given).toEqual([undefined, "geheim", "geheim", undefined]);
    expect(eventsOf(trace, "sh").map(({ command, credentials }) => [command, credentials])).toEqual([
      ["before", []],
      ["inside", ["token", "app"]],
      ["echo ****", ["token", "app"]],
      ["after", []],
    ]);
    expect(eventsOf(trace, "sh")[1]?.environment).toMatchObject({
      TOKEN: "****",
      WHO: "app",
      PASSWORD: "****",
    });
    expect(JSON.stringify(trace)).not.toContain("geheim");
  });

  test.each([
    ["are not there", "string(credentialsId: 'other', variable: 'TOKEN')"],
    ["are of another kind", "string(credentialsId: 'app', variable: 'TOKEN')"],
  ])("that %s fail the build", async (_, binding) => {
    const trace = await run(withSteps(`withCredentials([${binding}]) { sh 'never' }`), { build });
    expect([trace.result, commandsOf(trace)]).toEqual(["FAILURE", []]);
  });

  test("are released where their block fails", async () => {
    const text = withSteps(
      "withCredentials([string(credentialsId: 'token', variable: 'TOKEN')]) { error 'no' }",
    );
    const trace = await run(text, { build });
    expect([trace.result, eventsOf(trace, "credentials released")]).toMatchObject([
      "FAILURE",
      [{ ids: ["token"] }],
    ]);
  });
});

describeWithJenkins("what is archived", (run) => {
  test.each([
    ["archiveArtifacts 'review.md'"],
    ["archiveArtifacts artifacts: 'review.md', allowEmptyArchive: true"],
  ])("is told: %s", async (step) => {
    expect(eventsOf(await run(withSteps(step)), "archived")).toMatchObject([
      { node: "verify", artifacts: "review.md" },
    ]);
  });

  test("lies on a node", async () => {
    const text = "pipeline { agent none\nstages { stage('One') { steps { archiveArtifacts 'x' } } } }";
    const trace = await run(text);
    expect([trace.result, eventsOf(trace, "archived")]).toEqual(["FAILURE", []]);
  });
});

describeWithJenkins("a stash", (run) => {
  test("is there for later stages of the same build, and no other", async () => {
    const stages = `pipeline { agent none\nstages {
      stage('One') { agent { label 'plan' }\nsteps { stash name: 'plan', includes: 'out/**' } }
      stage('Two') { agent { label 'deploy' }\nsteps { unstash 'plan' } } } }`;
    const trace = await run(stages);
    expect(eventsOf(trace, "stash")).toMatchObject([{ node: "plan", name: "plan", includes: "out/**" }]);
    expect(eventsOf(trace, "unstash")).toMatchObject([{ node: "deploy", name: "plan" }]);
    expect((await run(withSteps("unstash 'plan'"))).result).toBe("FAILURE");
  });

  test.each([
    ["stash 'plan'", "FAILURE", []],
    ["stash name: 'plan', allowEmpty: true", "SUCCESS", ["on"]],
  ])("without files fails, unless it may be empty: %s", async (step, result, commands) => {
    const trace = await run(withSteps(`${step}\nsh 'on'`), { stashes: { plan: { empty: true } } });
    expect([trace.result, commandsOf(trace)]).toEqual([result, commands]);
  });
});

describeWithJenkins("an error that is caught", (run) => {
  test.each([
    ["catchError { sh 'no' }", "FAILURE"],
    ["catchError(buildResult: 'UNSTABLE', stageResult: 'UNSTABLE') { sh 'no' }", "UNSTABLE"],
    ["catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') { sh 'no' }", "SUCCESS"],
  ])("lets the stage go on: %s", async (step, result) => {
    const trace = await run(withSteps(`${step}\nsh 'on'`), { commands: [{ of: "no", exit: 1 }] });
    expect([trace.result, commandsOf(trace)]).toEqual([result, ["no", "on"]]);
  });

  test.each([
    ["", ["no", "on"]],
    ["catchInterruptions: false, ", ["no"]],
  ])("is an interruption as well, unless it says «%s»", async (option, commands) => {
    const step = `timeout(5) { catchError(${option}buildResult: 'SUCCESS') { sh 'no' } }\nsh 'on'`;
    const text = withSteps(step.replace("timeout(5)", "timeout(time: 5)"));
    const trace = await run(text, { commands: [{ of: "no", hangs: true }] });
    expect([trace.result, commandsOf(trace)]).toEqual(["ABORTED", commands]);
  });
});
