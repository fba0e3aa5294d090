import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEnvironment } from "../environments/load";
import { projectRoot } from "../environments/project-root";
import { promotionStackName } from "../stacks/stack-names";

const jenkinsfile = readFileSync(join(projectRoot(), "Jenkinsfile"), "utf8");
const { scripts } = JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};
const { environment: prod } = loadEnvironment("prod");

/** The text between a head (such as `when {`) and its closing brace; undefined without the head. */
function block(text: string, head: RegExp): string | undefined {
  const match = head.exec(text);
  if (!match) return undefined;
  const begin = match.index + match[0].length;
  let depth = 1;
  for (let i = begin; i < text.length; i++) {
    if (text[i] === "{") depth++;
    if (text[i] === "}" && --depth === 0) return text.slice(begin, i);
  }
  return undefined;
}

const commandsOf = (text: string) =>
  [...text.matchAll(/^\s*sh '([^'\n]*)'$/gm)].map(([, command]) => command ?? "");

interface Stage {
  readonly name: string;
  readonly text: string;
  readonly when: string | undefined;
  readonly options: string | undefined;
  readonly commands: readonly string[];
}

function stagesOf(text: string): readonly Stage[] {
  return [...text.matchAll(/stage\('([^']+)'\) \{/g)].map(({ 1: name = "", index }) => {
    const body = block(text.slice(index), /stage\('[^']+'\) \{/) ?? "";
    const own = (section: string) => block(body, new RegExp(`^\\s*${section} \\{`, "m"));
    return { name, text: body, when: own("when"), options: own("options"), commands: commandsOf(body) };
  });
}

/** What Jenkins was told, by the person at the build or once by its administrator; the shell fails where by nobody. */
const ACCOUNT = '"${prodAccount:-${PROD_ACCOUNT:?is not set in Jenkins, see README.md}}"';
const CHECK = `npm run deploy -- check --env prod --account ${ACCOUNT}`;

const FLAGS = ["beforeAgent true", "beforeInput true", "beforeOptions true"];
const OURS =
  /^(npm ci|npm test|npm run ([a-z:]+)( -- [a-z]+( --[a-z]+ [a-z]+)*)?|npx cdktf (diff|deploy) [a-z-]+( --auto-approve)?)$/;
const USES_AWS = /^npx cdktf|^npm run deploy -- (plan|apply)/;
const WRITES = /^npx cdktf deploy|^npm run deploy -- apply/;

/** The rules of this file that a Jenkinsfile breaks, by name. */
function brokenRules(file: string): string[] {
  const text = file.replace(/^\s*\/\/.*$/gm, "");
  const stages = stagesOf(text);
  const broken = new Set<string>();
  const rule = (name: string, holds: boolean) => holds || broken.add(name);

  rule("braces balance", text.split("{").length === text.split("}").length);
  rule("no agent at the top", /^pipeline \{\s*agent none$/m.test(text));
  // Groovy fills in "${…}" before the shell quotes it: secrets in the log, and a parameter that is a command.
  rule("single-quoted strings only", !/"""|'''/.test(text) && !/"/.test(text.replace(/'[^'\n]*'/g, "")));
  rule("a command is one sh", commandsOf(text).length === [...text.matchAll(/\bsh\b/g)].length);
  rule("no script block", !/\bscript\b/.test(text));
  // Which role, and with which external id, the environment's file says; our commands assume it by themselves.
  rule("roles are the environment file's", !/withAWS|withCredentials|\brole|AWS_/i.test(text));
  // Said here, the account would be a second place to edit, and no check of the first: both come by the same merge.
  rule("no account", !/\b[0-9]{12}\b/.test(text) && !/\b(?:prodAccount|PROD_ACCOUNT)\s*=/.test(text));
  const top = block(text, /^ {2}options \{/m) ?? "";
  for (const option of ["timeout(", "disableConcurrentBuilds(", "buildDiscarder("]) {
    rule("options at the top", top.includes(option));
  }
  for (const stage of stages) {
    for (const command of stage.commands) {
      const plain = command.replace(ACCOUNT, "account");
      const [, , script] = OURS.exec(plain) ?? [];
      rule("our commands only", OURS.test(plain) && (script === undefined || script in scripts));
    }
    rule("each stage has a time-out", stage.options?.includes("timeout(") ?? false);
    rule("each stage installs first", stage.commands[0] === "npm ci");
    if (stage.when !== undefined) {
      rule(
        "when comes before agent, input and options",
        FLAGS.every((flag) => stage.when?.includes(flag)),
      );
    }
    if (stage.commands.some((command) => USES_AWS.test(command))) {
      rule(
        "AWS is used on condition and under the lock",
        /\block\(/.test(stage.options ?? "") && stage.when !== undefined,
      );
      rule(
        "the account is checked before AWS is used",
        precedes(stage, (command) => command === CHECK, matches(USES_AWS)),
      );
    }
    if (stage.commands.some((command) => WRITES.test(command))) {
      rule("only the environment's branch writes", stage.when?.includes(`branch '${prod.branch}'`) ?? false);
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

test("keeps the rules", () => {
  expect(brokenRules(jenkinsfile)).toEqual([]);
});

test("verifies every branch, plans on pull requests, deploys prod from its branch", () => {
  const stack = promotionStackName(prod);
  expect(
    stagesOf(jenkinsfile).map(({ name, when, commands }) => ({ name, when: when !== undefined, commands })),
  ).toEqual([
    {
      name: "Verify",
      when: false,
      commands: ["npm ci", "npm run typecheck", "npm run lint", "npm run lint:iac", "npm test"],
    },
    {
      name: "Plan prod",
      when: true,
      commands: [
        "npm ci",
        CHECK,
        "npm run synth",
        `npx cdktf diff ${stack}`,
        "npm run deploy -- plan --env prod",
      ],
    },
    {
      name: "Deploy prod",
      when: true,
      commands: [
        "npm ci",
        CHECK,
        `npx cdktf deploy ${stack} --auto-approve`,
        "npm run deploy -- apply --env prod",
      ],
    },
  ]);
});

test("plans pull requests to the environment's branch, but gives no credentials to those from a fork", () => {
  const plan = stagesOf(jenkinsfile).find(({ name }) => name === "Plan prod");
  expect(plan?.when).toContain(`changeRequest target: '${prod.branch}'`);
  expect(plan?.when).toContain("expression { env.CHANGE_FORK == null }");
});

describe("the account of prod", () => {
  /** Runs the check as Jenkins does, with an npm that prints what it was asked for. */
  function run(variables: Readonly<Record<string, string>>) {
    const folder = mkdtempSync(join(tmpdir(), "jenkins-"));
    writeFileSync(join(folder, "npm"), '#!/bin/sh\necho "npm $*"\n', { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env["PATH"]}`, ...variables };
    const { status, stdout, stderr } = spawnSync("sh", ["-xe", "-c", CHECK], { env, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    return { status, stdout, stderr };
  }

  test.each([
    ["PROD_ACCOUNT", { PROD_ACCOUNT: "444455556666" }],
    ["PROD_ACCOUNT where the parameter is empty", { PROD_ACCOUNT: "444455556666", prodAccount: "" }],
    ["the parameter", { prodAccount: "444455556666" }],
    ["the parameter, of both", { PROD_ACCOUNT: "222222222222", prodAccount: "444455556666" }],
  ])("is %s", (_, variables) => {
    const { status, stdout } = run(variables);
    expect([status, stdout]).toEqual([0, "npm run deploy -- check --env prod --account 444455556666\n"]);
  });

  test("ends the build with what to do where nothing says it", () => {
    const { status, stdout, stderr } = run({});
    expect(status).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/PROD_ACCOUNT: is not set in Jenkins, see README\.md/);
    expect(readFileSync(join(projectRoot(), "README.md"), "utf8")).toContain("`PROD_ACCOUNT`");
  });

  test("is a parameter without a default", () => {
    expect(jenkinsfile).toMatch(/name: 'prodAccount',\s+defaultValue: '',/);
  });
});

const AUTO_APPROVE = "sh 'npx cdktf deploy prod --auto-approve'";
const APPLY = "sh 'npm run deploy -- apply --env prod'";

test.each<[rule: string, was: string, is: string]>([
  ["braces balance", "agent any", "agent any {"],
  ["no agent at the top", "agent none", "agent any"],
  ["single-quoted strings only", "sh 'npm test'", 'sh "npm test ${params.prodAccount}"'],
  ["single-quoted strings only", "sh 'npm test'", "sh '''npm test'''"],
  ["a command is one sh", "sh 'npm test'", "sh(script: 'npm test', returnStdout: true)"],
  ["no script block", "sh 'npm test'", "script { sh 'npm test' }"],
  ["options at the top", "disableConcurrentBuilds()", ""],
  ["our commands only", "sh 'npm test'", "sh 'npm test && aws s3 ls'"],
  ["our commands only", "sh 'npm run lint'", "sh 'npm run tidy'"],
  ["each stage has a time-out", "timeout(time: 30, unit: 'MINUTES')", ""],
  ["each stage installs first", "sh 'npm ci'\n        sh 'npm run typecheck'", "sh 'npm run typecheck'"],
  ["when comes before agent, input and options", "beforeAgent true", ""],
  ["when comes before agent, input and options", "beforeInput true", "beforeInput false"],
  ["when comes before agent, input and options", "beforeOptions true", ""],
  ["AWS is used on condition and under the lock", "lock(resource: 'sagemaker-promotion-prod')", ""],
  ["AWS is used on condition and under the lock", "sh 'npm test'", "sh 'npx cdktf diff prod'"],
  ["the account is checked before AWS is used", CHECK, "npm run deploy -- check --env prod"],
  [
    "the account is checked before AWS is used",
    CHECK,
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
  expect(jenkinsfile).toContain(was);
  expect(brokenRules(jenkinsfile.replace(was, () => is))).toContain(rule);
});
