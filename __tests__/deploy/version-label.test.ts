import { LONGEST_REASON } from "../../deploy/commands/reason";
import { labelTexts, readLabel, type VersionLabel } from "../../deploy/version-label";

const LABEL: VersionLabel = {
  commit: `${"0a1b2c3d".repeat(8)}-dirty`,
  definition: "d".repeat(64),
  plan: "e".repeat(64),
  by: `arn:aws-us-gov:sts::222222222222:assumed-role/${"r".repeat(64)}/${"s".repeat(64)}`,
  code: { "evaluate.py": "v".repeat(32) },
  rollback: { from: 12, to: 3, reason: 'calls "drifted"\nafter it' },
};

/** As the SageMaker API reference has them, UpdatePipelineVersion. */
const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,81}$/;
const DESCRIPTION = /^.{0,3072}$/;

test("a label is read as it was written, and its texts are such as SageMaker takes", () => {
  const { commit, definition, by, code } = LABEL;
  const applied = { commit, definition, by, code };
  for (const label of [LABEL, applied, { ...applied, commit: "unknown" }]) {
    const { displayName, description } = labelTexts(label);
    expect(displayName).toMatch(NAME);
    expect(description).toMatch(DESCRIPTION);
    expect(readLabel(description)).toEqual(label);
  }
  expect(labelTexts(LABEL).displayName).toBe("rollback-to-3");
  expect(labelTexts(applied).displayName).toBe(commit);
});

test("what does not fit are the scripts' versions", () => {
  const rollback = { from: 1, to: 2, reason: '"'.repeat(LONGEST_REASON) };
  const label = { ...LABEL, rollback, code: { "evaluate.py": "v".repeat(1_024) } };
  const { description } = labelTexts(label);
  expect(description).toMatch(DESCRIPTION);
  expect(readLabel(description)).toEqual({ ...label, code: {} });
});

test.each([undefined, "", "made by hand", "{}", "null", "[]", '{"commit": "1", "definition": 2, "by": "x"}'])(
  "%p is no label of ours",
  (description) => {
    expect(readLabel(description)).toBeUndefined();
  },
);
