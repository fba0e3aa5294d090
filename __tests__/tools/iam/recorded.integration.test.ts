import { AS_IT_IS, SCENARIOS } from "../../../tools/checkov/scenarios";
import type { Environment } from "../../../environments/environment";
import { readUsage } from "../../../tools/iam/usage";
import { differencesFromReference } from "../../../rehearsal/story/record";
import { exampleModel } from "../../support/environments";
import { rehearse, storyOf } from "../../support/rehearsals";

const environments = (overrides = {}): readonly Environment[] =>
  exampleModel("prod", overrides).model.environments;

describe("nothing differs from the rehearsals that reasons are given for", () => {
  test("in the example, whichever way it monitors, and whatever it is called", () => {
    expect(differencesFromReference(environments(), false)).toEqual([]);
    expect(differencesFromReference(environments({ monitoring: "model-monitor" }), false)).toEqual([]);
    expect(differencesFromReference(environments({ jenkins_log_group: "builds" }), false)).toEqual([]);
  });
});

describe("differences is", () => {
  test("what Terraform applies", () => {
    expect(differencesFromReference(environments(), true)).toEqual([
      "applied with Terraform, which reads back what it made",
    ]);
  });

  const others = Object.entries(SCENARIOS).filter(([name]) => name !== AS_IT_IS && name !== "model-monitor");
  test.each(others)("every scenario that gives other stacks: %s", (_name, scenario) => {
    const [first = "", ...rest] = Object.keys(scenario);
    const said = differencesFromReference(environments(scenario), false);
    expect(said).toEqual(expect.arrayContaining([first, ...rest].map((key) => `${key} of prod`)));
  });

  test("another number of environments, or of accounts", () => {
    const [dev, prod] = environments();
    if (dev === undefined || prod === undefined) throw new Error("the example has two environments");
    expect(differencesFromReference([dev, prod, prod], false)).toEqual(["3 environments"]);
    expect(differencesFromReference([dev, { ...prod, account: dev.account }], false)).toContain(
      "2 accounts of environments and registries",
    );
  });
});

test("a rehearsal that stops early says that it did", async () => {
  const rehearsed = await rehearse("--json", "--only", "1");
  expect(storyOf(rehearsed).chapters).toHaveLength(1);
  expect(() => readUsage(rehearsed.out)).toThrow("ended before the story did");
});
