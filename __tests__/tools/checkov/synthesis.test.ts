import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AS_IT_IS } from "../../../tools/checkov/scenarios";
import { synthesizeScenario } from "../../../tools/checkov/synthesis";
import { blogFile } from "../../support/environments";

const folder = mkdtempSync(join(tmpdir(), "scenario-synthesis-"));
const before = process.env["ENVIRONMENTS"];
afterAll(() => {
  process.env["ENVIRONMENTS"] = before;
  rmSync(folder, { recursive: true });
});

/** Makes a prod file of this text the environments of this project. */
function use(name: string, text: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "prod.tfvars.json"), text);
  process.env["ENVIRONMENTS"] = join(folder, name);
}

const synthesize = (scenario: string) =>
  synthesizeScenario(scenario, join(folder, "files"), join(folder, "out"));
const isThere = (scenario: string) =>
  existsSync(join(folder, "out", scenario, "stacks", "prod", "cdk.tf.json"));

test("a scenario that the files do not allow is left out, and why is said; the others are synthesized", async () => {
  const govCloud = JSON.stringify(blogFile())
    .replaceAll("us-east-1", "us-gov-west-1")
    .replaceAll("arn:aws:", "arn:aws-us-gov:");
  use("govcloud", govCloud);
  expect(await synthesize(AS_IT_IS)).toBeUndefined();
  expect(isThere(AS_IT_IS)).toBe(true);
  expect(await synthesize("model-monitor")).toMatch(/Model Monitor's analyzer is in no registry/);
  expect(isThere("model-monitor")).toBe(false);
  // The scenario names a role of the partition aws.
  expect(await synthesize("jenkins-elsewhere")).toMatch(/\/jenkins_role_arn +expected partition aws-us-gov/);
  expect(isThere("jenkins-elsewhere")).toBe(false);
});

test("files that have no stacks as they are, are a failure", async () => {
  use("wrong", "{}");
  await expect(synthesize(AS_IT_IS)).rejects.toThrow(/prod\.tfvars\.json/);
});
