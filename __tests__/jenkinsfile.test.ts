import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../environments/project-root";
import packageFile from "../package.json";
import { check } from "./jenkins/commands";
import { JENKINSFILE } from "./jenkins/file";

// What a build does is tested where Java is: jenkins/jenkinsfile.toolchain.test.ts.

test("every script that the Jenkinsfile runs is there", () => {
  const scripts = [...JENKINSFILE.matchAll(/sh 'npm run ([\w:]+)/g)].map(([, name = ""]) => name);
  expect(scripts.length).toBeGreaterThan(2);
  expect(scripts.filter((name) => !(name in packageFile.scripts))).toEqual([]);
});

test("the Jenkinsfile names no account, and README.md the variables that do", () => {
  expect(JENKINSFILE).not.toMatch(/\b[0-9]{12}\b/);
  const readme = readFileSync(join(projectRoot(), "README.md"), "utf8");
  const variables = [...JENKINSFILE.matchAll(/\$\{(\w+):\?is not set in Jenkins, see README\.md\}/g)];
  expect(variables.length).toBeGreaterThan(1);
  for (const [, name] of variables) expect(readme).toContain(`\`${name}\``);
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
});
