import { MODES } from "../../../tools/checkov/modes";
import type { Environment } from "../../../environments/environment";
import { readEvidence } from "../../../tools/iam/record";
import { otherwiseThanKept } from "../../../rehearsal/story/record";
import { exampleModel } from "../../support/environments";
import { rehearse, storyOf } from "../../support/rehearsals";

const environments = (overrides = {}): readonly Environment[] =>
  exampleModel("prod", overrides).model.environments;

describe("nothing is otherwise than in the rehearsals that reasons are kept for", () => {
  test("in the example, whichever way it monitors, and whatever it is called", () => {
    expect(otherwiseThanKept(environments(), false)).toEqual([]);
    expect(otherwiseThanKept(environments({ monitoring: "model-monitor" }), false)).toEqual([]);
    expect(otherwiseThanKept(environments({ jenkins_log_group: "builds" }), false)).toEqual([]);
  });
});

describe("otherwise is", () => {
  test("what Terraform applies", () => {
    expect(otherwiseThanKept(environments(), true)).toEqual([
      "applied with Terraform, which reads back what it made",
    ]);
  });

  const others = Object.entries(MODES).filter(([name]) => name !== "as-it-is" && name !== "model-monitor");
  test.each(others)("every mode that gives other stacks: %s", (_name, mode) => {
    const [first = "", ...rest] = Object.keys(mode);
    const said = otherwiseThanKept(environments(mode), false);
    expect(said).toEqual(expect.arrayContaining([first, ...rest].map((key) => `${key} of prod`)));
  });

  test("another number of environments, or of accounts", () => {
    const [dev, prod] = environments();
    if (dev === undefined || prod === undefined) throw new Error("the example has two environments");
    expect(otherwiseThanKept([dev, prod, prod], false)).toEqual(["3 environments"]);
    expect(otherwiseThanKept([dev, { ...prod, account: dev.account }], false)).toContain(
      "2 accounts of environments and registries",
    );
  });
});

test("a rehearsal that stops early says that it did", async () => {
  const rehearsed = await rehearse("--json", "--only", "1");
  expect(storyOf(rehearsed).chapters).toHaveLength(1);
  expect(() => readEvidence(rehearsed.out)).toThrow("ended before the story did");
});
