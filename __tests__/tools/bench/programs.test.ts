import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeEnvironments, writeModels } from "../../../tools/bench/environments";
import { outline } from "../../../tools/bench/outline";
import { loadEnvironments } from "../../../environments/load";
import { modelsIn } from "../../../models/load";

const folder = mkdtempSync(join(tmpdir(), "bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the environments that are counted are valid, and as many as asked for", () => {
  const place = join(folder, "environments");
  const { ENVIRONMENTS, MODELS } = writeEnvironments(place, 5);
  const { models, warnings } = loadEnvironments(ENVIRONMENTS, modelsIn(MODELS));
  expect(warnings.filter(({ pointer }) => pointer !== "/volume_kms_key")).toEqual([]);
  expect(models.map(({ environments }) => environments.length)).toEqual([2, 2, 1]);
  const accounts = models.flatMap(({ environments }) => environments.map(({ account }) => account));
  expect(new Set(accounts).size).toBe(5);
});

test("models that are counted share the example's accounts, bucket and key, and nothing else", () => {
  const place = join(folder, "models");
  const role = (account: string) => `arn:aws:iam::${account}:role/bench`;
  const roles = {
    deploy_role_arn: role("222222222222"),
    plan_role_arn: role("222222222222"),
    registry_plan_role_arn: role("333333333333"),
  };
  const { ENVIRONMENTS, MODELS } = writeModels(place, 3, roles);
  const { models, warnings } = loadEnvironments(ENVIRONMENTS, modelsIn(MODELS));
  expect(warnings.filter(({ pointer }) => pointer !== "/volume_kms_key")).toEqual([]);
  const environments = models.flatMap((model) => model.environments);
  const different = (key: (one: (typeof environments)[number]) => string) =>
    new Set(environments.map(key)).size;
  expect(different(({ account, dataBucket, kmsKey }) => account + dataBucket + kmsKey)).toBe(1);
  expect(different(({ modelName }) => modelName)).toBe(3);
  expect(different(({ trainPipeline }) => trainPipeline.arn)).toBe(3);
  expect(different(({ inferencePipeline }) => inferencePipeline.arn)).toBe(3);
  expect(different(({ modelPackageGroup }) => modelPackageGroup.arn)).toBe(3);
});

test("an outline names parameters and steps with their branches, by the name that the author gave", () => {
  const condition = {
    Name: "Check",
    Type: "Condition",
    Arguments: {
      IfSteps: [{ Name: "Register-RegisterModel", Type: "RegisterModel", Arguments: {} }],
      ElseSteps: [{ Name: "Stop", Type: "Fail", Arguments: {} }],
    },
  };
  const train = { Parameters: [{ Name: "Threshold", Type: "Float" }], Steps: [condition] };
  expect(outline({ inference: { Parameters: [], Steps: [] }, train }).split("\n")).toEqual([
    "parameter Threshold: Float",
    "step Check: Condition",
    "step > if Register: RegisterModel",
    "step > else Stop: Fail",
  ]);
});
