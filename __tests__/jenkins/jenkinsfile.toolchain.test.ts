import type { Build } from "../../jenkins/build";
import { commandsOf, eventsOf, stagesOf } from "../../jenkins/trace";
import { describeWithJenkins } from "../support/jenkins";
import { APPROVED, BUILDS } from "./builds";
import { cdktf, check, ofBranch, WRITES } from "./commands";
import { JENKINSFILE } from "./file";
import { brokenRules, LABELS } from "./rules";

const VERIFY = ["npm ci", "npm run check"];
const REHEARSE = ["npm ci", 'npm run rehearse -- --against "origin/$CHANGE_TARGET" --out rehearsed'];
const TARGET = "$CHANGE_TARGET";
const unlock = (branch: string) => `npm run deploy -- force-unlock ${ofBranch(branch)} --own`;

const plan = (branch: string, kept: "--store" | "--reviewed") => [
  "npm ci",
  check(branch),
  "npm run synth",
  `npm run deploy -- plan ${ofBranch(branch)} --terraform ${kept} --out plans`,
];

const REVIEW = [
  'git checkout --force --detach "origin/$CHANGE_TARGET"',
  "git clean -ffdx",
  "npm ci",
  `npm run deploy -- review ${ofBranch(TARGET)} --pr "$CHANGE_ID" --plans plans --rehearsed rehearsed --out review.md`,
];

const deploy = (branch: string, reviewed: string) => [
  "npm ci",
  check(branch),
  cdktf(branch),
  // A person who deploys meanwhile is waited for.
  `npm run deploy -- apply ${ofBranch(branch)} --reviewed${reviewed} --lock-timeout 900`,
  unlock(branch),
];

const status = (branch: string) => ["npm ci", check(branch), `npm run deploy -- status ${ofBranch(branch)}`];

const WRITTEN = {
  "push to main": {
    stages: [
      "Merge to main",
      "Compare main",
      "Approve main",
      "Deploy main",
      "Prepare main",
      "Apply main",
      "Status main",
    ],
    commands: [...plan("main", "--reviewed"), ...deploy("main", " plans"), ...status("main")],
  },
  "push to dev": {
    stages: ["Merge to dev", "Deploy dev", "Prepare dev", "Apply dev", "Status dev"],
    commands: [...deploy("dev", ""), ...status("dev")],
  },
  "push to another branch": { stages: [], commands: [] },
  "push to a branch called MAIN": { stages: [], commands: [] },
  "push to a branch called Dev": { stages: [], commands: [] },
  "push to a branch called PR-7": { stages: [], commands: [] },
  "pull request to main": {
    stages: ["Rehearse", "Plan", "Review"],
    commands: [...REHEARSE, ...plan(TARGET, "--store"), ...REVIEW],
  },
  "pull request to dev": {
    stages: ["Rehearse", "Plan", "Review"],
    commands: [...REHEARSE, ...plan(TARGET, "--store"), ...REVIEW],
  },
  "pull request to another branch": { stages: [], commands: [] },
  "fork's pull request to main": { stages: ["Rehearse"], commands: REHEARSE },
  "fork's pull request to dev": { stages: ["Rehearse"], commands: REHEARSE },
} satisfies Readonly<Record<keyof typeof BUILDS, { stages: readonly string[]; commands: readonly string[] }>>;

/** Stages that are seen to fail, and fail nothing else. */
const isEvidence = (stage: string | null) => stage === "Rehearse" || stage === "Review";

/** Commands about several environments that may fail for one of them: the build goes on with the others, and fails. */
const goesOn = (command: string) => / -- plan |npx cdktf deploy/.test(command);

describeWithJenkins("the Jenkinsfile", (runs) => {
  /** Whoever is asked approves. */
  const run: typeof runs = (jenkinsfile, scenario, world) =>
    runs(jenkinsfile, { ...APPROVED, ...scenario }, world);
  const cases = Object.entries<Build>(BUILDS);

  test.each(Object.entries(WRITTEN))("%s is verified, and then goes its way", async (name, expected) => {
    const trace = await run(JENKINSFILE, { build: BUILDS[name as keyof typeof BUILDS] });
    expect(trace.result).toBe("SUCCESS");
    expect(stagesOf(trace)).toEqual(["Verify", ...expected.stages]);
    expect(commandsOf(trace)).toEqual([...VERIFY, ...expected.commands]);
  });

  test.each(cases)("%s keeps every rule", async (_, build) => {
    expect(brokenRules(await run(JENKINSFILE, { build }), build)).toEqual([]);
    expect(brokenRules(await run(JENKINSFILE, { build: { ...build, firstBuild: true } }), build)).toEqual([]);
  });

  test.each(cases)(
    "%s keeps every rule wherever it fails or is stopped, and does no more of what depends on it but free its lock",
    async (_, build) => {
      const commands = eventsOf(await run(JENKINSFILE, { build }), "sh");
      for (const [last, { stage, command: failing }] of commands.entries()) {
        for (const end of [{ exit: 1 }, { hangs: true }] as const) {
          let count = 0;
          const trace = await run(
            JENKINSFILE,
            { build },
            { sh: () => (count++ === last ? end : { exit: 0 }) },
          );
          const failed = isEvidence(stage) ? "UNSTABLE" : "FAILURE";
          expect(trace.result).toBe("exit" in end ? failed : "ABORTED");
          const after = commands.slice(last + 1).filter((one) => {
            if ("exit" in end && goesOn(failing)) return true;
            return isEvidence(stage)
              ? one.stage !== stage
              : one.stage === stage && / --own$/.test(one.command);
          });
          expect(commandsOf(trace).slice(last + 1)).toEqual(after.map(({ command }) => command));
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
    "%s waits for its branch's lock, at most as long as the build may",
    async (name) => {
      const build = BUILDS[name];
      const lock = `sagemaker-promotion-${build.branch}`;
      const trace = await run(JENKINSFILE, { build, locks: { [lock]: { hangs: true } } });
      expect(eventsOf(trace, "timed out")).toMatchObject([{ waiting: `the lock ${lock}`, minutes: 30 * 60 }]);
      const before = name === "push to main" ? plan("main", "--reviewed") : [];
      expect([trace.result, commandsOf(trace)]).toEqual(["ABORTED", [...VERIFY, ...before]]);
    },
  );

  test.each(cases)("%s gets no node of two kinds", async (_, build) => {
    const nodes = { both: ["verify", "plan"], others: ["plan", "deploy"], all: ["verify", "plan", "deploy"] };
    const trace = await run(JENKINSFILE, { build: { ...build, nodes } });
    expect([trace.result, eventsOf(trace, "agent")]).toEqual(["ABORTED", []]);
  });

  const AUTO_APPROVE = `sh '${cdktf("main")}'`;
  const APPLY = "sh 'npm run deploy -- apply --env all --branch main --reviewed plans --lock-timeout 900'";
  const PLAN = `sh '${plan(TARGET, "--store").at(-1)}'`;
  const UNLOCK = `sh '${unlock("main")}'`;
  const COMMENT = `sh '${REVIEW.at(-1)}'`;
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
    ["code from before the merge writes nothing", PLAN, "sh 'npx cdktf deploy prod'"],
    ["code from before the merge writes nothing", PLAN, "sh 'npm run deploy -- destroy --env prod --yes'"],
    ["code from before the merge writes nothing", PLAN, UNLOCK],
    ["only nodes that deploy write", agent("deploy"), agent("plan")],
    ["nodes without a role do not reach AWS", "sh 'npm run check'", "sh 'npx cdktf diff prod'"],
    ["a fork gets neither a role nor a credential", FROM_HERE, ""],
    ["a fork gets neither a role nor a credential", agent("verify"), agent("plan")],
    ["a plan is made with the role that reads, and by nobody else", "SYNTH_ROLE = 'plan'", "A = '1'"],
    [
      "a plan is made with the role that reads, and by nobody else",
      "SYNTH_ROLE = 'plan'",
      "SYNTH_ROLE = 'deploy'",
    ],
    [
      "a plan is made with the role that reads, and by nobody else",
      "CI = '1'",
      "CI = '1'\nSYNTH_ROLE = 'deploy'",
    ],
    ["plans are stored for pull requests alone", "--terraform --store", "--terraform"],
    ["plans are stored for pull requests alone", "--terraform --reviewed", "--terraform --store"],
    ["roles are the environment file's", "CI = '1'", "CI = '1'\nAWS_PROFILE = 'admin'"],
    [
      "roles are the environment file's",
      APPLY,
      `withCredentials([usernamePassword(credentialsId: 'aws', usernameVariable: 'ID', passwordVariable: 'KEY')]) { ${APPLY} }`,
    ],
    [
      "the token is for the command that comments",
      PLAN,
      `withCredentials([string(credentialsId: 'github-review-token', variable: 'GITHUB_TOKEN')]) { ${PLAN} }`,
    ],
    ["the token is for the command that comments", COMMENT, `sh 'npm run check'\n${COMMENT}`],
    [
      "Terraform runs behind the guard",
      'TERRAFORM_BINARY_NAME = "${env.WORKSPACE}/deploy/terraform-guard"',
      "A = '1'",
    ],
    ["Terraform runs behind the guard", "${env.WORKSPACE}/deploy/terraform-guard", "terraform"],
    ["what is applied was reviewed", APPLY, "sh 'npm run deploy -- apply --env all --branch main --yes'"],
    ["what is applied was reviewed", "--branch dev --reviewed --lock", "--branch dev --yes --lock"],
    ["a deployment frees its lock, however it ends", UNLOCK, "echo 'done'"],
    ["a deployment frees its lock, however it ends", unlock("dev"), unlock("main")],
    ["nothing in the clear leaves a node", "includes: 'plans/*.plan.json'", "includes: '**'"],
    ["nothing in the clear leaves a node", ", includes: 'plans/*.plan.json'", ""],
    ["nothing in the clear leaves a node", "artifacts: 'review.md'", "artifacts: 'cdktf.out/**'"],
    ["parameters are trimmed", "trim: true", "trim: false"],
    ["accounts are Jenkins's", "defaultValue: ''", "defaultValue: '222222222222'"],
    ["accounts are Jenkins's", "CI = '1'", "CI = '1'\nPROD_ACCOUNT = '333333333333'"],
    ["Groovy fills in no command", "sh 'npm run check'", 'sh "npm run check ${params.account}"'],
    ["our commands only", "sh 'npm run check'", "sh 'npm run check && aws s3 ls'"],
    ["our commands only", '--pr "$CHANGE_ID"', "--pr $CHANGE_ID"],
    ["one build at a time, never cut off by the next", "disableConcurrentBuilds()", ""],
    [
      "one build at a time, never cut off by the next",
      "disableConcurrentBuilds()",
      "disableConcurrentBuilds(abortPrevious: true)",
    ],
    ["builds end, and old ones are forgotten", "timeout(time: 30, unit: 'HOURS')", ""],
    ["builds end, and old ones are forgotten", "buildDiscarder(logRotator(numToKeepStr: '50'))", ""],
    [
      "each stage has a time-out of its own",
      "lock(resource: 'sagemaker-promotion-main')\n            timeout(time: 1, unit: 'HOURS')",
      "lock(resource: 'sagemaker-promotion-main')",
    ],
    ["each workspace is installed first", "sh 'npm ci'\n        sh 'npm run check'", "sh 'npm run check'"],
    ["a stage that is not for this build takes nothing", "beforeOptions true", ""],
    ["no environment is named", "deploy -- plan --env all --branch main", "deploy -- plan --env prod"],
    [
      "a workspace reaches the environments of one branch alone",
      "status --env all --branch main",
      "status --env all --branch dev",
    ],
    ["the account is checked before AWS is used", `sh '${check("main")}'`, ""],
    ["the account is checked before AWS is used", check("main"), check("dev")],
    ["the account is checked before AWS is used", check(TARGET), check("main")],
    ["the account is checked before AWS is used", check("main"), "npm run deploy -- check --env prod"],
    ["writes are under the branch's lock", "lock(resource: 'sagemaker-promotion-main')", ""],
    ["writes are under the branch's lock", "sagemaker-promotion-main", "sagemaker-promotion-dev"],
    ["a branch writes to its environments alone", "branch pattern: 'dev'", "branch pattern: 'main'"],
    ["infrastructure comes first", AUTO_APPROVE, `${APPLY}\n${AUTO_APPROVE}`],
    ["nothing is left on a node", "deleteDir()", "echo 'kept'"],
  ])("the rule «%s» finds what breaks it: in place of «%s» «%s»", async (rule, was, is) => {
    expect(JENKINSFILE).toContain(was);
    const broken = JENKINSFILE.replace(was, () => is);
    const aws = { aws: { username: "id", password: "secret" } };
    const found = new Set<string>();
    for (const [, build] of cases) {
      for (const name of brokenRules(
        await run(broken, { build: { ...build, credentials: { ...build.credentials, ...aws } } }),
        build,
      ))
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
