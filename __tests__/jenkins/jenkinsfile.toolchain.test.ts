import { promotionStackName } from "../../stacks/names";
import type { Build } from "../../jenkins/build";
import { commandsOf, eventsOf, stagesOf } from "../../jenkins/trace";
import { describeWithJenkins } from "../support/jenkins";
import { BUILDS } from "./builds";
import { check, ENVIRONMENTS, WRITES } from "./commands";
import { JENKINSFILE } from "./file";
import { brokenRules, LABELS } from "./rules";

/** Nobody is there to ask; a person who deploys dev is waited for. */
const UNATTENDED = "--yes --lock-timeout 900";
const VERIFY = ["npm ci", "npm run check"];

function plan(name: string): string[] {
  const { environment } = ENVIRONMENTS.find((one) => one.name === name) ?? ENVIRONMENTS[0]!;
  const diff = `npx cdktf diff ${promotionStackName(environment)}`;
  return ["npm ci", check(name), "npm run synth", diff, `npm run deploy -- plan --env ${name}`];
}

function deploy(name: string): string[] {
  const { environment } = ENVIRONMENTS.find((one) => one.name === name) ?? ENVIRONMENTS[0]!;
  const infrastructure = `npx cdktf deploy ${promotionStackName(environment)} --auto-approve`;
  return ["npm ci", check(name), infrastructure, `npm run deploy -- apply --env ${name} ${UNATTENDED}`];
}

describeWithJenkins("the Jenkinsfile", (run) => {
  const cases = Object.entries<Build>(BUILDS);

  test.each<[name: keyof typeof BUILDS, stage: string | undefined, commands: readonly string[]]>([
    ["push to main", "Deploy prod", deploy("prod")],
    ["push to dev", "Deploy dev", deploy("dev")],
    ["push to another branch", undefined, []],
    ["push to a branch called MAIN", undefined, []],
    ["push to a branch called Dev", undefined, []],
    ["push to a branch called PR-7", undefined, []],
    ["pull request to main", "Plan prod", plan("prod")],
    ["pull request to dev", "Plan dev", plan("dev")],
    ["pull request to another branch", undefined, []],
    ["fork's pull request to main", undefined, []],
    ["fork's pull request to dev", undefined, []],
  ])("%s is verified, and then: %s", async (name, stage, commands) => {
    const trace = await run(JENKINSFILE, { build: BUILDS[name] });
    expect(trace.result).toBe("SUCCESS");
    expect(stagesOf(trace)).toEqual(["Verify", ...(stage === undefined ? [] : [stage])]);
    expect(commandsOf(trace)).toEqual([...VERIFY, ...commands]);
  });

  test.each(cases)("%s keeps every rule", async (_, build) => {
    expect(brokenRules(await run(JENKINSFILE, { build }), build)).toEqual([]);
    expect(brokenRules(await run(JENKINSFILE, { build: { ...build, firstBuild: true } }), build)).toEqual([]);
  });

  test.each(cases)(
    "%s keeps every rule wherever it fails or is stopped, and does nothing more",
    async (_, build) => {
      const { length } = commandsOf(await run(JENKINSFILE, { build }));
      for (let last = 0; last < length; last++) {
        for (const end of [{ exit: 1 }, { hangs: true }] as const) {
          let count = 0;
          const trace = await run(
            JENKINSFILE,
            { build },
            { sh: () => (count++ === last ? end : { exit: 0 }) },
          );
          expect(trace.result).toBe("exit" in end ? "FAILURE" : "ABORTED");
          expect(commandsOf(trace)).toHaveLength(last + 1);
          // What does not come to its check was not verified either.
          const broken = brokenRules(trace, build).filter(
            (rule) => last > 0 || !rule.startsWith("everything is verified"),
          );
          expect(broken).toEqual([]);
        }
      }
    },
  );

  test.each(["push to main", "push to dev"] as const)(
    "%s waits for its environment's lock, at most as long as the build may",
    async (name) => {
      const build = BUILDS[name];
      const lock = `sagemaker-promotion-${ENVIRONMENTS.find(({ branch }) => branch === build.branch)?.name}`;
      const trace = await run(JENKINSFILE, { build, locks: { [lock]: { hangs: true } } });
      expect(eventsOf(trace, "timed out")).toMatchObject([{ waiting: `the lock ${lock}`, minutes: 120 }]);
      expect([trace.result, commandsOf(trace)]).toEqual(["ABORTED", VERIFY]);
    },
  );

  test.each(cases)("%s gets no node of two kinds", async (_, build) => {
    const nodes = { both: ["verify", "plan"], others: ["plan", "deploy"], all: ["verify", "plan", "deploy"] };
    const trace = await run(JENKINSFILE, { build: { ...build, nodes } });
    expect([trace.result, eventsOf(trace, "agent")]).toEqual(["ABORTED", []]);
  });

  const AUTO_APPROVE = "sh 'npx cdktf deploy prod --auto-approve'";
  const APPLY = `sh 'npm run deploy -- apply --env prod ${UNATTENDED}'`;
  const agent = (kind: keyof typeof LABELS) => `agent { label '${LABELS[kind]}' }`;
  const FROM_HERE = "expression { env.CHANGE_FORK == null }";

  test.each<[rule: string, was: string, is: string]>([
    ["no node but the stages'", "agent none", "agent any"],
    ["no node but the stages'", "agent none", agent("deploy")],
    ["a stage is for one kind of nodes", agent("verify"), "agent any"],
    ["a stage is for one kind of nodes", agent("verify"), "agent { label 'verify' }"],
    ["a stage is for one kind of nodes", agent("plan"), "agent { label 'plan || deploy' }"],
    [
      "everything is verified first, on a node without a role",
      "sh 'npm run check'",
      "sh 'npm run typecheck'",
    ],
    ["code from before the merge never runs where one may deploy", agent("verify"), agent("deploy")],
    ["code from before the merge never runs where one may deploy", agent("plan"), agent("deploy")],
    // Which is equal to MAIN, where no comparator is named.
    [
      "code from before the merge never runs where one may deploy",
      "branch pattern: 'main', comparator: 'EQUALS'",
      "branch 'main'",
    ],
    [
      "code from before the merge never runs where one may deploy",
      "branch pattern: 'dev'",
      "branch pattern: 'feature/x'",
    ],
    [
      "code from before the merge never runs where one may deploy",
      "branch pattern: 'main', comparator: 'EQUALS'",
      "anyOf {\nbranch pattern: 'main', comparator: 'EQUALS'\nchangeRequest target: 'main'\n}",
    ],
    ["code from before the merge writes nothing", "sh 'npx cdktf diff dev'", "sh 'npx cdktf deploy dev'"],
    [
      "code from before the merge writes nothing",
      "sh 'npm run deploy -- plan --env prod'",
      "sh 'npm run deploy -- destroy --env prod --yes'",
    ],
    ["only nodes that deploy write", agent("deploy"), agent("plan")],
    ["nodes without a role do not reach AWS", "sh 'npm run check'", "sh 'npx cdktf diff prod'"],
    ["a fork gets neither a role nor a credential", FROM_HERE, ""],
    ["a fork gets neither a role nor a credential", agent("verify"), agent("plan")],
    ["a plan is made with the role that reads, and by nobody else", "SYNTH_ROLE = 'plan'", ""],
    [
      "a plan is made with the role that reads, and by nobody else",
      "SYNTH_ROLE = 'plan'",
      "SYNTH_ROLE = 'deploy'",
    ],
    ["a plan is made with the role that reads, and by nobody else", "TF_CLI_ARGS_plan = '-lock=false'", ""],
    [
      "a plan is made with the role that reads, and by nobody else",
      "CI = '1'",
      "CI = '1'\nSYNTH_ROLE = 'deploy'",
    ],
    ["roles are the environment file's", "CI = '1'", "CI = '1'\nAWS_PROFILE = 'admin'"],
    [
      "roles are the environment file's",
      APPLY,
      `withCredentials([usernamePassword(credentialsId: 'aws', usernameVariable: 'ID', passwordVariable: 'KEY')]) { ${APPLY} }`,
    ],
    ["accounts are Jenkins's", "defaultValue: ''", "defaultValue: '222222222222'"],
    ["accounts are Jenkins's", "CI = '1'", "CI = '1'\nPROD_ACCOUNT = '333333333333'"],
    ["Groovy fills in no command", "sh 'npm run check'", 'sh "npm run check ${params.prodAccount}"'],
    ["our commands only", "sh 'npm run check'", "sh 'npm run check && aws s3 ls'"],
    ["one build at a time, never cut off by the next", "disableConcurrentBuilds()", ""],
    [
      "one build at a time, never cut off by the next",
      "disableConcurrentBuilds()",
      "disableConcurrentBuilds(abortPrevious: true)",
    ],
    ["builds end, and old ones are forgotten", "timeout(time: 2, unit: 'HOURS')", ""],
    ["builds end, and old ones are forgotten", "buildDiscarder(logRotator(numToKeepStr: '50'))", ""],
    [
      "each stage has a time-out of its own",
      "lock(resource: 'sagemaker-promotion-prod')\n        timeout(time: 45, unit: 'MINUTES')",
      "lock(resource: 'sagemaker-promotion-prod')",
    ],
    ["each stage installs first", "sh 'npm ci'\n        sh 'npm run check'", "sh 'npm run check'"],
    ["a stage that is not for this build takes nothing", "beforeOptions true", ""],
    ["a stage reaches its environment alone", "sh 'npm run synth'", "sh 'npx cdktf diff prod'"],
    ["the account is checked before AWS is used", `sh '${check("prod")}'`, ""],
    [
      "the account is checked before AWS is used",
      check("prod"),
      'npm run deploy -- check --env prod --account "$prodAccount"',
    ],
    ["writes are under the environment's lock", "lock(resource: 'sagemaker-promotion-prod')", ""],
    ["writes are under the environment's lock", "sagemaker-promotion-prod", "sagemaker-promotion-dev"],
    ["only the environment's branch writes", "branch pattern: 'main'", "branch pattern: 'dev'"],
    ["infrastructure comes first", AUTO_APPROVE, `${APPLY}\n${AUTO_APPROVE}`],
    ["nothing is left on a node", "deleteDir()", "echo 'kept'"],
  ])("the rule «%s» finds what breaks it: in place of «%s» «%s»", async (rule, was, is) => {
    expect(JENKINSFILE).toContain(was);
    const broken = JENKINSFILE.replace(was, () => is);
    const credentials = { aws: { username: "id", password: "secret" } };
    const found = new Set<string>();
    for (const [, build] of cases) {
      for (const name of brokenRules(await run(broken, { build: { ...build, credentials } }), build))
        found.add(name);
    }
    expect([...found]).toContain(rule);
  });

  test("the Jenkinsfile that ran every stage on any node breaks the rules of nodes", async () => {
    const anywhere = JENKINSFILE.replace(/agent \{ label '[^']*' \}/g, "agent any");
    const build = BUILDS["push to main"];
    const broken = brokenRules(await run(anywhere, { build }), build);
    expect(broken).toEqual(
      expect.arrayContaining(["a stage is for one kind of nodes", "only nodes that deploy write"]),
    );
    expect(commandsOf(await run(anywhere, { build })).some((command) => WRITES.test(command))).toBe(true);
  });
});
