import type { Build } from "../../jenkins/build";
import { outline } from "../../jenkins/outline";
import { commandsOf, eventsOf, stagesOf } from "../../jenkins/trace";
import { describeWithJenkins } from "../support/jenkins";

/** A pipeline of these stages, which has no agent of its own. */
const pipeline = (stages: string, more = "") => `pipeline { agent none\n${more}\nstages {\n${stages}\n} }`;
const stage = (sections: string, name = "One") => `stage('${name}') {\n${sections}\n}`;
const NODE = "agent { label 'verify' }";
const EVERYTHING = `
  post { always { echo 'bye' } }
  steps { sh 'true' }
  environment { NAME = 'value' }
  agent { label 'verify' }
  input { message 'Go on?' }
  options { lock(resource: 'one'); timeout(time: 1, unit: 'HOURS') }`;

describeWithJenkins("a stage", (run) => {
  const played = async (jenkinsfile: string, build: Build = {}) => outline(await run(jenkinsfile, { build }));
  const approve = { inputs: { One: [{ by: "ann" }] } };

  test("goes through options, input, agent, when, environment, steps and post, whatever their order in the file", async () => {
    const trace = await run(pipeline(stage(`when { branch 'main' }\n${EVERYTHING}`)), approve);
    expect(outline(trace)).toEqual([
      "pipeline: job",
      "One: stage",
      "One: lock one",
      "One: timeout 60",
      "One: input One",
      "One: input approved One ann",
      "One: agent verify",
      "One: checkout",
      "One: when holds (insideAgent)",
      "One: sh true",
      "One: post always stage",
      "One: echo bye",
      "One: agent released verify",
      "One: lock released one",
      "SUCCESS",
    ]);
    expect(eventsOf(trace, "sh")[0]).toMatchObject({
      locks: ["one"],
      node: "verify",
      environment: { NAME: "value" },
    });
  });

  test.each([
    ["beforeOptions", []],
    ["beforeInput", ["lock one", "timeout 60", "lock released one"]],
    ["beforeAgent", ["lock one", "timeout 60", "input One", "input approved One ann", "lock released one"]],
  ])("is skipped by `when` with %s, and its post does not run", async (flag, before) => {
    const when = `when { ${flag} true; branch 'dev' }`;
    const lines = outline(await run(pipeline(stage(`${when}\n${EVERYTHING}`)), approve));
    expect(lines.filter((line) => !line.includes("when does not hold"))).toEqual([
      "pipeline: job",
      ...["stage", ...before, "skipped when"].map((line) => `One: ${line}`),
      "SUCCESS",
    ]);
  });

  test("that fails has its post run, ends the build, and later stages are skipped", async () => {
    const failing = stage(
      `${NODE}\nsteps { error 'no'; sh 'true' }\npost { success { echo 'good' }\n failure { echo 'bad' } }`,
    );
    const text = pipeline(
      `${failing}\n${stage("steps { echo 'two' }", "Two")}`,
      "post { unsuccessful { echo 'told' } }",
    );
    expect((await played(text)).slice(4)).toEqual([
      "One: post failure stage",
      "One: echo bad",
      "One: agent released verify",
      "One: stage failed FAILURE no",
      "Two: skipped an earlier stage failed",
      "Declarative: Post Actions: post unsuccessful pipeline",
      "Declarative: Post Actions: echo told",
      "FAILURE",
    ]);
  });

  test("with stages of its own holds its options around all of them, then runs its post", async () => {
    const inner = ["A", "B"].map((name) => stage(`steps { echo '${name}' }`, name)).join("\n");
    const outer = stage(`options { lock('one') }\nstages {\n${inner}\n}\npost { cleanup { echo 'bye' } }`);
    expect((await played(pipeline(outer))).slice(1)).toEqual([
      "One: stage",
      "One: lock one",
      "A: stage",
      "A: echo A",
      "B: stage",
      "B: echo B",
      "One: post cleanup stage",
      "One: echo bye",
      "One: lock released one",
      "SUCCESS",
    ]);
    const skipped = await run(pipeline(outer.replace("options", "when { branch 'dev' }\noptions")));
    expect(stagesOf(skipped)).toEqual([]);
  });

  test("takes the pipeline's agent where it has none, and a second one where it has", async () => {
    const text = `pipeline { agent any\nstages {\n${stage("steps { sh 'a' }")}\n${stage("agent { label 'deploy' }\nsteps { sh 'b' }", "Two")}\n} }`;
    const nodes = eventsOf(await run(text), "sh").map(({ node }) => node);
    expect(nodes).toEqual(["verify", "deploy"]);
    expect(eventsOf(await run(text), "agent").map(({ node }) => node)).toEqual(["verify", "deploy"]);
  });

  test("without an agent runs no shell", async () => {
    const trace = await run(pipeline(stage("steps { sh 'true' }")));
    expect(trace.result).toBe("FAILURE");
    expect(commandsOf(trace)).toEqual([]);
  });

  test.each([
    ["skipDefaultCheckout()", "", 0],
    ["skipDefaultCheckout()", "options { skipDefaultCheckout(false) }", 1],
    ["disableConcurrentBuilds()", "options { skipDefaultCheckout(true) }", 0],
    ["disableConcurrentBuilds()", "", 1],
  ])("checks out unless the pipeline (%s) or the stage (%s) says otherwise", async (top, own, times) => {
    const text = pipeline(stage(`${NODE}\n${own}\nsteps { sh 'true' }`), `options { ${top} }`);
    const trace = await run(text);
    expect(eventsOf(trace, "checkout")).toHaveLength(times);
    expect("GIT_COMMIT" in (eventsOf(trace, "sh")[0]?.environment ?? {})).toBe(times === 1);
  });
});

describeWithJenkins("post", (run) => {
  const CONDITIONS = [
    "cleanup",
    "failure",
    "unstable",
    "unsuccessful",
    "success",
    "aborted",
    "changed",
    "always",
  ];
  const post = `post { ${CONDITIONS.map((name) => `${name} { echo '${name}' }`).join("\n")} }`;

  test.each([
    ["success", "echo 'fine'", "SUCCESS", ["always", "success", "cleanup"]],
    ["failure", "error 'no'", "SUCCESS", ["always", "changed", "unsuccessful", "failure", "cleanup"]],
    [
      "something unstable",
      "catchError(buildResult: 'UNSTABLE') { error 'no' }",
      "UNSTABLE",
      ["always", "unsuccessful", "unstable", "cleanup"],
    ],
  ] as const)(
    "after %s runs in Jenkins's order, not the file's",
    async (_, step, previousResult, expected) => {
      const text = pipeline(stage(`steps { ${step} }\n${post}`), post);
      const trace = await run(text, { build: { previousResult } });
      const ran = (of: string) =>
        eventsOf(trace, "post").flatMap((one) => (one.of === of ? [one.condition] : []));
      expect(ran("stage")).toEqual(expected);
      expect(ran("pipeline")).toEqual(expected);
    },
  );

  test("that fails makes the build fail, and holds up no other condition", async () => {
    const trace = await run(
      pipeline(stage("steps { echo 'fine' }\npost { always { error 'no' }\n cleanup { echo 'bye' } }")),
    );
    expect(trace.result).toBe("FAILURE");
    expect(eventsOf(trace, "echo").map(({ message }) => message)).toEqual(["fine", "bye"]);
  });

  test("of a stage sees what a step said of the stage alone", async () => {
    const step = "catchError(buildResult: 'SUCCESS', stageResult: 'UNSTABLE') { error 'no' }";
    const trace = await run(pipeline(stage(`steps { ${step} }\npost { unstable { echo 'seen' } }`)));
    expect([trace.result, eventsOf(trace, "echo").map(({ message }) => message)]).toEqual([
      "SUCCESS",
      ["seen"],
    ]);
  });
});

describeWithJenkins("when", (run) => {
  const request = { id: 7, target: "main", branch: "change" };
  const here: Build = { changeRequest: request };
  const forked: Build = { changeRequest: { ...request, fork: "someone" } };

  test.each<[condition: string, build: Build, holds: boolean]>([
    ["branch 'main'", { branch: "main" }, true],
    ["branch 'main'", { branch: "main2" }, false],
    // A glob, which Jenkins compares without regard to case.
    ["branch 'main'", { branch: "MAIN" }, true],
    ["branch pattern: 'main', comparator: 'EQUALS'", { branch: "MAIN" }, false],
    ["branch pattern: 'main', comparator: 'EQUALS'", { branch: "main" }, true],
    ["branch 'main'", here, false],
    ["changeRequest()", here, true],
    ["changeRequest()", { branch: "main" }, false],
    ["changeRequest target: 'main'", here, true],
    ["changeRequest target: 'MAIN'", here, false],
    ["changeRequest target: 'dev'", here, false],
    ["changeRequest target: 'main', branch: 'change'", here, true],
    ["expression { env.CHANGE_FORK == null }", here, true],
    ["expression { env.CHANGE_FORK == null }", forked, false],
    ["expression { params.sure }", { parameters: { sure: "yes" } }, true],
    ["expression { params.sure }", {}, false],
    ["environment name: 'BRANCH_NAME', value: 'main'", { branch: "main" }, true],
    ["not { branch 'main' }", { branch: "main" }, false],
    ["anyOf { branch 'dev'; branch 'main' }", { branch: "main" }, true],
    ["anyOf { branch 'dev'; branch 'main' }", { branch: "other" }, false],
    ["allOf { branch 'main'; not { changeRequest() } }", { branch: "main" }, true],
    ["branch 'main'; expression { params.sure }", { branch: "main" }, false],
  ])("%s, of %j: %s", async (condition, build, holds) => {
    const text = pipeline(
      stage(`when { ${condition} }\nsteps { echo 'here' }`),
      "parameters { string(name: 'sure', defaultValue: '', trim: true) }",
    );
    expect(stagesOf(await run(text, { build }))).toEqual(holds ? ["One"] : []);
  });

  test("that throws fails the build", async () => {
    const text = pipeline(stage("when { expression { env.NOWHERE.length() > 1 } }\nsteps { echo 'here' }"));
    expect((await run(text)).result).toBe("FAILURE");
  });
});

describeWithJenkins("the environment", (run) => {
  test("is Jenkins's, then the parameters', the pipeline's and the stage's, each over the one before", async () => {
    const top = `environment { B = 'pipeline'; C = 'pipeline'; D = "\${env.A}, \${params.P}" }
      parameters { string(name: 'P', defaultValue: ' given ', trim: true)\nbooleanParam(name: 'Q')\nchoice(name: 'R', choices: ['x', 'y']) }`;
    const own = `environment { C = 'stage'; E = "\${env.WORKSPACE}/\${env.C}" }`;
    const text = pipeline(stage(`${NODE}\n${own}\nsteps { sh 'true' }`), top);
    const build: Build = { branch: "feature/x", globals: { A: "jenkins", B: "jenkins" } };
    const [shell] = eventsOf(await run(text, { build }), "sh");
    expect(shell?.environment).toMatchObject({
      A: "jenkins",
      B: "pipeline",
      C: "stage",
      D: "jenkins, given",
      E: "/workspace/verify/stage",
      P: "given",
      Q: "false",
      R: "x",
      NODE_NAME: "verify",
      BUILD_TAG: "jenkins-promotion-feature%2Fx-7",
    });
  });

  test("of a branch's first build has no parameters, of which Jenkins has not read yet", async () => {
    const text = pipeline(stage(`${NODE}\nsteps { sh 'true' }`), "parameters { string(name: 'P') }");
    const [shell] = eventsOf(await run(text, { build: { firstBuild: true } }), "sh");
    expect(shell?.environment).not.toHaveProperty("P");
  });
});
