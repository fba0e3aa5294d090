import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeEnvironments } from "../../../tools/bench/environments";
import { outline } from "../../../tools/bench/outline";
import { loadEnvironments } from "../../../environments/load";

const folder = mkdtempSync(join(tmpdir(), "bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the environments that are counted are valid, and as many as asked for", () => {
  writeEnvironments(folder, 5);
  const { models, warnings } = loadEnvironments(folder);
  expect(warnings.filter(({ pointer }) => pointer !== "/volume_kms_key")).toEqual([]);
  expect(models.map(({ environments }) => environments.length)).toEqual([2, 2, 1]);
  const accounts = models.flatMap(({ environments }) => environments.map(({ account }) => account));
  expect(new Set(accounts).size).toBe(5);
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
