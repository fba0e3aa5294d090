import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AS_IT_IS, SCENARIOS, writeScenario } from "../../../tools/checkov/scenarios";
import { environmentsFolder, loadEnvironments } from "../../../environments/load";
import schema from "../../../environments/environment.schema.json";
import { everyStack } from "../../stacks/fixture";

const folder = mkdtempSync(join(tmpdir(), "scenarios-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a scenario's stacks say, all in one text. */
function stacksOf(name: string): string {
  writeScenario(join(folder, name), SCENARIOS[name] ?? {});
  const { models } = loadEnvironments(join(folder, name));
  return models
    .flatMap((model) => model.environments.flatMap((environment) => everyStack({ environment, model })))
    .map(([, { text }]) => text)
    .join("\n");
}

const others = Object.keys(SCENARIOS).filter((name) => name !== AS_IT_IS);

test("the files are scanned as they are, and not only otherwise", () => {
  writeScenario(join(folder, "as-they-are"), SCENARIOS[AS_IT_IS] ?? {});
  const content = (from: string, name: string): unknown => JSON.parse(readFileSync(join(from, name), "utf8"));
  for (const name of ["dev.tfvars.json", "prod.tfvars.json"]) {
    expect(content(join(folder, "as-they-are"), name)).toEqual(content(environmentsFolder(), name));
  }
});

test.each(others)("the scenario %s has stacks of its own", (name) => {
  expect(stacksOf(name)).not.toBe(stacksOf(AS_IT_IS));
});

/** Only the pipelines' definitions read it. */
const NOT_IN_STACKS = ["training_data_distribution"];

test("a key that gives a choice is scanned in every choice", () => {
  const choices = Object.entries(schema.properties).flatMap(([key, property]) =>
    "enum" in property
      ? property.enum
          .filter((value) => !("default" in property) || value !== property.default)
          .map((value) => [key, value])
      : [],
  );
  const scanned = Object.values(SCENARIOS).flatMap((scenario) => Object.entries(scenario));
  const missing = choices.filter(([key, value]) => !scanned.some(([k, v]) => k === key && v === value));
  expect(choices.length).toBeGreaterThan(NOT_IN_STACKS.length);
  expect([...new Set(missing.map(([key]) => key))]).toEqual(NOT_IN_STACKS);
});
