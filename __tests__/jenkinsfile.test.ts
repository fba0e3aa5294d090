import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEnvironment } from "../environments/load";
import { projectRoot } from "../environments/project-root";
import { promotionStackName } from "../stacks/names";
import {
  block,
  commandsOf,
  JENKINSFILE,
  stagesOf,
  USES_AWS,
  WHEN_FLAGS,
  withoutComments,
  WRITES,
  type Stage,
} from "./support/jenkinsfile";

const { scripts } = JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};
const environments = ["dev", "prod"].map((name) => loadEnvironment(name).environment);

/** What Jenkins was told, by the person at the build or once by its administrator; the shell fails where by nobody. */
function accountOf(name: string): string {
  return `"\${${name}Account:-\${${name.toUpperCase()}_ACCOUNT:?is not set in Jenkins, see README.md}}"`;
}

const check = (name: string) => `npm run deploy -- check --env ${name} --account ${accountOf(name)}`;

const OURS =
  /^(npm ci|npm test|npm run ([a-z:]+)( -- [a-z]+( --[a-z-]+( [a-z0-9]+)?)*)?|npx cdktf (diff|deploy) [a-z-]+( --auto-approve)?)$/;
/** The rules of this file that a Jenkinsfile breaks, by name. */
function brokenRules(file: string): string[] {
  const text = withoutComments(file);
  const stages = stagesOf(text);
  const broken = new Set<string>();
  const rule = (name: string, holds: boolean) => holds || broken.add(name);

  rule("braces balance", text.split("{").length === text.split("}").length);
  // Groovy fills in "${…}" before the shell quotes it: secrets in the log, and a parameter that is a command.
  rule("single-quoted strings only", !/"""|'''/.test(text) && !/"/.test(text.replace(/'[^'\n]*'/g, "")));
  rule("a command is one sh", commandsOf(text).length === [...text.matchAll(/\bsh\b/g)].length);
  rule("no script block", !/\bscript\b/.test(text));
  // Which role, and with which external id, the environment's file says; our commands assume it by themselves.
  rule("roles are the environment file's", !/withAWS|withCredentials|\brole|AWS_/i.test(text));
  // Said here, the account would be a second place to edit, and no check of the first: both come by the same merge.
  rule("no account", !/\b[0-9]{12}\b/.test(text) && !/\b(?:\w+Account|\w+_ACCOUNT)\s*=/.test(text));
  const top = block(text, /^ {2}options \{/m) ?? "";
  for (const option of ["timeout(", "disableConcurrentBuilds(", "buildDiscarder("]) {
    rule("options at the top", top.includes(option));
  }
  for (const stage of stages) {
    for (const command of stage.commands) {
      const plain = command.replace(/ "\$\{\w+:-.*\}"$/, " account");
      const [, , script] = OURS.exec(plain) ?? [];
      rule("our commands only", OURS.test(plain) && (script === undefined || script in scripts));
    }
    rule("each stage has a time-out", stage.options?.includes("timeout(") ?? false);
    rule("each stage installs first", stage.commands[0] === "npm ci");
    if (stage.when !== undefined) {
      rule(
        "when comes before agent, input and options",
        WHEN_FLAGS.every((flag) => stage.when?.includes(flag)),
      );
    }
    if (!stage.commands.some((command) => USES_AWS.test(command))) continue;
    // One stage, one environment: its branch, its account, its lock.
    const environment = environments.find(({ name }) => stage.name.endsWith(` ${name}`));
    const { name = "", branch = "" } = environment ?? {};
    const others = environments.filter((other) => other !== environment).map((other) => other.name);
    rule(
      "a stage reaches its environment alone",
      name !== "" &&
        !stage.commands.some((command) => others.some((other) => command.split(" ").includes(other))),
    );
    rule(
      "the account is checked before AWS is used",
      precedes(stage, (command) => command === check(name), matches(USES_AWS)),
    );
    if (stage.commands.some((command) => WRITES.test(command))) {
      rule(
        "writes are under the environment's lock",
        stage.options?.includes(`lock(resource: 'sagemaker-promotion-${name}')`) ?? false,
      );
      rule("only the environment's branch writes", stage.conditions.join() === `branch '${branch}'`);
      rule(
        "infrastructure comes first",
        precedes(stage, matches(/^npx cdktf deploy/), matches(/^npm run deploy -- apply/)),
      );
    }
  }
  return [...broken];
}

type Test = (command: string) => boolean;

function matches(expression: RegExp): Test {
  return (command) => expression.test(command);
}

function precedes(stage: Stage, first: Test, second: Test): boolean {
  const index = stage.commands.findIndex(first);
  return index >= 0 && index < stage.commands.findIndex(second);
}

/** Nobody is there to ask; a person who deploys dev is waited for. */
const UNATTENDED = "--yes --lock-timeout 900";

test("keeps the rules", () => {
  expect(brokenRules(JENKINSFILE)).toEqual([]);
});

test("verifies everything, plans pull requests, deploys each environment from its branch", () => {
  const each = (
    kind: string,
    condition: (branch: string) => readonly string[],
    commands: (name: string, stack: string) => readonly string[],
  ) =>
    environments.map((environment) => ({
      name: `${kind} ${environment.name}`,
      conditions: condition(environment.branch ?? ""),
      commands: [
        "npm ci",
        check(environment.name),
        ...commands(environment.name, promotionStackName(environment)),
      ],
    }));
  const stages = stagesOf(withoutComments(JENKINSFILE));
  expect(stages.map(({ name, conditions, commands }) => ({ name, conditions, commands }))).toEqual([
    { name: "Verify", conditions: [], commands: ["npm ci", "npm run check"] },
    ...each(
      "Plan",
      (branch) => [`changeRequest target: '${branch}'`, "expression { env.CHANGE_FORK == null }"],
      (name, stack) => ["npm run synth", `npx cdktf diff ${stack}`, `npm run deploy -- plan --env ${name}`],
    ),
    ...each(
      "Deploy",
      (branch) => [`branch '${branch}'`],
      (name, stack) => [
        `npx cdktf deploy ${stack} --auto-approve`,
        `npm run deploy -- apply --env ${name} ${UNATTENDED}`,
      ],
    ),
  ]);
});

describe.each(["dev", "prod"])("the account of %s", (name) => {
  const variable = `${name.toUpperCase()}_ACCOUNT`;
  const parameter = `${name}Account`;

  /** Runs the check as Jenkins does, with an npm that prints what it was asked for. */
  function run(variables: Readonly<Record<string, string>>) {
    const folder = mkdtempSync(join(tmpdir(), "jenkins-"));
    writeFileSync(join(folder, "npm"), '#!/bin/sh\necho "npm $*"\n', { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env["PATH"]}`, ...variables };
    const { status, stdout, stderr } = spawnSync("sh", ["-xe", "-c", check(name)], { env, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    return { status, stdout, stderr };
  }

  test.each([
    ["the variable", { [variable]: "444455556666" }],
    ["the variable where the parameter is empty", { [variable]: "444455556666", [parameter]: "" }],
    ["the parameter", { [parameter]: "444455556666" }],
    ["the parameter, of both", { [variable]: "222222222222", [parameter]: "444455556666" }],
  ])("is %s", (_, variables) => {
    const { status, stdout } = run(variables);
    expect([status, stdout]).toEqual([0, `npm run deploy -- check --env ${name} --account 444455556666\n`]);
  });

  test("ends the build with what to do where nothing says it", () => {
    const { status, stdout, stderr } = run({});
    expect(status).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain(`${variable}: is not set in Jenkins, see README.md`);
    expect(readFileSync(join(projectRoot(), "README.md"), "utf8")).toContain(`\`${variable}\``);
  });

  test("is a parameter without a default", () => {
    expect(JENKINSFILE).toMatch(new RegExp(`name: '${parameter}',\\s+defaultValue: '',`));
  });
});

const AUTO_APPROVE = "sh 'npx cdktf deploy prod --auto-approve'";
const APPLY = `sh 'npm run deploy -- apply --env prod ${UNATTENDED}'`;

test.each<[rule: string, was: string, is: string]>([
  ["braces balance", "agent none", "agent none {"],
  ["single-quoted strings only", "sh 'npm run check'", 'sh "npm test ${params.prodAccount}"'],
  ["single-quoted strings only", "sh 'npm run check'", "sh '''npm test'''"],
  ["a command is one sh", "sh 'npm run check'", "sh(script: 'npm test', returnStdout: true)"],
  ["no script block", "sh 'npm run check'", "script { sh 'npm run check' }"],
  ["options at the top", "disableConcurrentBuilds()", ""],
  ["our commands only", "sh 'npm run check'", "sh 'npm test && aws s3 ls'"],
  ["our commands only", "sh 'npm run check'", "sh 'npm run tidy'"],
  ["each stage has a time-out", "timeout(time: 30, unit: 'MINUTES')", ""],
  ["each stage installs first", "sh 'npm ci'\n        sh 'npm run check'", "sh 'npm run check'"],
  ["when comes before agent, input and options", "beforeAgent true", ""],
  ["when comes before agent, input and options", "beforeInput true", "beforeInput false"],
  ["when comes before agent, input and options", "beforeOptions true", ""],
  ["writes are under the environment's lock", "lock(resource: 'sagemaker-promotion-prod')", ""],
  ["writes are under the environment's lock", "sagemaker-promotion-prod", "sagemaker-promotion-dev"],
  ["a stage reaches its environment alone", "sh 'npm run check'", "sh 'npx cdktf diff prod'"],
  ["a stage reaches its environment alone", "deploy -- plan --env prod", "deploy -- plan --env dev"],
  ["the account is checked before AWS is used", check("prod"), "npm run deploy -- check --env prod"],
  [
    "the account is checked before AWS is used",
    check("prod"),
    `npm run deploy -- check --env prod --account "$prodAccount"`,
  ],
  ["no account", "defaultValue: ''", "defaultValue: '222222222222'"],
  ["no account", "CI = '1'", "CI = '1'\n    PROD_ACCOUNT = credentials('prod')"],
  ["only the environment's branch writes", "branch 'main'", "branch 'release'"],
  ["only the environment's branch writes", "sh 'npx cdktf diff prod'", AUTO_APPROVE],
  ["infrastructure comes first", AUTO_APPROVE, `${APPLY}\n        ${AUTO_APPROVE}`],
  [
    "roles are the environment file's",
    APPLY,
    `withAWS(role: 'admin', roleAccount: params.prodAccount) { ${APPLY} }`,
  ],
  ["roles are the environment file's", "CI = '1'", "CI = '1'\n    AWS_PROFILE = 'admin'"],
])("the rule «%s» refuses a Jenkinsfile that breaks it", (rule, was, is) => {
  expect(JENKINSFILE).toContain(was);
  expect(brokenRules(JENKINSFILE.replace(was, () => is))).toContain(rule);
});
