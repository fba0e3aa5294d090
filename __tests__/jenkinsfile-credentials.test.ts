import { loadEnvironment } from "../environments/load";
import { JENKINSFILE, stagesOf, USES_AWS, withoutComments, WRITES } from "./support/jenkinsfile";

/** The three kinds of nodes. Each excludes the other two, so that no node is of two kinds. */
const NODES = {
  verify: "label 'verify && !plan && !deploy'",
  plan: "label 'plan && !verify && !deploy'",
  deploy: "label 'deploy && !verify && !plan'",
};
const FROM_HERE = "expression { env.CHANGE_FORK == null }";
const READS_ONLY = ["SYNTH_ROLE = 'plan'", "TF_CLI_ARGS_plan = '-lock=false'"];

const branches = ["dev", "prod"].map((name) => loadEnvironment(name).environment.branch ?? "");
const merges = branches.map((branch) => `branch '${branch}'`);
const pullRequests = branches.map((branch) => `changeRequest target: '${branch}'`);

/** The ways in which code from before the merge comes to credentials that it must not have. */
function leaks(file: string): string[] {
  const text = withoutComments(file);
  const stages = stagesOf(text);
  const found = new Set<string>();
  const rule = (name: string, holds: boolean) => holds || found.add(name);

  rule("no node but the stages'", /^pipeline \{\s*agent none$/m.test(text));
  const nodes = text.match(/\b(?:agent|node|parallel|matrix)\b/g) ?? [];
  rule("one agent a stage", nodes.length === stages.length + 1);
  const roles = text.match(/\b(?:SYNTH_ROLE|TF_CLI_\w+)\b/g) ?? [];
  const plans = stages.filter(({ agent }) => agent === NODES.plan);
  rule("who plans says so, and nobody else", roles.length === plans.length * READS_ONLY.length);

  for (const { agent, conditions, environment = "", commands } of stages) {
    const [condition = "", fromHere, ...more] = conditions;
    const merged = conditions.length === 1 && merges.includes(condition);
    const reaches = commands.some((command) => USES_AWS.test(command));
    const writes = commands.some((command) => WRITES.test(command));

    rule("a stage is for one kind of nodes", Object.values(NODES).includes(agent ?? ""));
    rule("code from before the merge never runs where one may deploy", merged || agent !== NODES.deploy);
    rule("code from before the merge writes nothing", merged || !writes);
    rule("only nodes that deploy write", agent === NODES.deploy || !writes);
    rule("nodes without a role do not reach AWS", agent !== NODES.verify || !reaches);
    if (agent === NODES.plan) {
      const ours = pullRequests.includes(condition) && fromHere === FROM_HERE && more.length === 0;
      rule("nodes that plan run pull requests, and none from a fork", ours);
      const lines = environment.split("\n").map((line) => line.trim());
      rule(
        "a plan is made with the role that reads",
        READS_ONLY.every((line) => lines.includes(line)),
      );
    }
  }
  return [...found];
}

test("code from before the merge comes to no credentials that write", () => {
  expect(leaks(JENKINSFILE)).toEqual([]);
});

test("each kind of nodes has its stages", () => {
  const kinds = stagesOf(withoutComments(JENKINSFILE)).map(({ name, agent }) => [name, agent]);
  expect(kinds).toEqual([
    ["Verify", NODES.verify],
    ["Plan dev", NODES.plan],
    ["Plan prod", NODES.plan],
    ["Deploy dev", NODES.deploy],
    ["Deploy prod", NODES.deploy],
  ]);
});

test("the Jenkinsfile that ran every stage on any node leaks", () => {
  const anywhere = JENKINSFILE.replace(/agent \{ label '[^']*' \}/g, "agent any").replace(
    /^\s*(SYNTH_ROLE|TF_CLI_ARGS_plan) = .*$/gm,
    "",
  );
  expect(leaks(anywhere)).toEqual(["a stage is for one kind of nodes", "only nodes that deploy write"]);
});

const onNodes = (kind: keyof typeof NODES) => `agent { ${NODES[kind]} }`;

test.each<[rule: string, was: string, is: string]>([
  ["no node but the stages'", "agent none", "agent any"],
  ["no node but the stages'", "agent none", onNodes("deploy")],
  ["one agent a stage", "sh 'npm ci'", "node('deploy') { sh 'npm ci' }"],
  ["one agent a stage", onNodes("verify"), ""],
  ["a stage is for one kind of nodes", onNodes("verify"), "agent any"],
  ["a stage is for one kind of nodes", onNodes("verify"), "agent { label 'verify' }"],
  ["a stage is for one kind of nodes", onNodes("plan"), "agent { label 'plan || deploy' }"],
  ["code from before the merge never runs where one may deploy", onNodes("verify"), onNodes("deploy")],
  ["code from before the merge never runs where one may deploy", onNodes("plan"), onNodes("deploy")],
  ["code from before the merge never runs where one may deploy", merges[0] ?? "", "branch 'feature'"],
  [
    "code from before the merge never runs where one may deploy",
    merges[1] ?? "",
    `anyOf {\n          ${merges[1]}\n          ${pullRequests[1]}\n        }`,
  ],
  ["code from before the merge writes nothing", "sh 'npx cdktf diff dev'", "sh 'npx cdktf deploy dev'"],
  [
    "code from before the merge writes nothing",
    "sh 'npm run deploy -- plan --env prod'",
    "sh 'npm run deploy -- destroy --env prod --yes'",
  ],
  ["only nodes that deploy write", onNodes("deploy"), onNodes("plan")],
  ["nodes without a role do not reach AWS", "sh 'npm run check'", "sh 'npx cdktf diff prod'"],
  ["nodes that plan run pull requests, and none from a fork", FROM_HERE, ""],
  ["nodes that plan run pull requests, and none from a fork", pullRequests[0] ?? "", "changeRequest()"],
  ["nodes that plan run pull requests, and none from a fork", onNodes("verify"), onNodes("plan")],
  ["a plan is made with the role that reads", "SYNTH_ROLE = 'plan'", ""],
  ["a plan is made with the role that reads", "SYNTH_ROLE = 'plan'", "SYNTH_ROLE = 'deploy'"],
  ["a plan is made with the role that reads", "TF_CLI_ARGS_plan = '-lock=false'", ""],
  ["who plans says so, and nobody else", "CI = '1'", "CI = '1'\n    SYNTH_ROLE = 'deploy'"],
])("«%s» refuses a Jenkinsfile that breaks it", (rule, was, is) => {
  expect(JENKINSFILE).toContain(was);
  expect(leaks(JENKINSFILE.replace(was, () => is))).toContain(rule);
});
