import packageFile from "../package.json";
import { loadEnvironments } from "../environments/load";
import { JENKINSFILE } from "./jenkins/file";

// What a build does is tested where Java is: jenkins/jenkinsfile.toolchain.test.ts.

test("every script that the Jenkinsfile runs is there", () => {
  const scripts = [...JENKINSFILE.matchAll(/sh 'npm run (?:--silent )?([\w:]+)/g)].map(
    ([, name = ""]) => name,
  );
  expect(scripts.length).toBeGreaterThan(2);
  expect(scripts.filter((name) => !(name in packageFile.scripts))).toEqual([]);
});

test("the Jenkinsfile names no account, no model and no environment", () => {
  expect(JENKINSFILE).not.toMatch(/\b[0-9]{12}\b/);
  const { models } = loadEnvironments();
  const names = models.flatMap(({ name, environments }) => [
    name,
    ...environments.flatMap((one) => [`--env ${one.name}`, `plans/${one.name}`]),
  ]);
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => JENKINSFILE.includes(name))).toEqual([]);
});
