import {
  changesIn,
  deletedKeysIn,
  errorsIn,
  lockHolderIn,
  plannedIn,
} from "../../../rehearsal/terraform/output";

/** What cdktf prints of `terraform apply`: a line of a stack begins with its name, or is indented by as much. */
const APPLY = `
prod  Terraform used the selected providers to generate the following execution plan.
      Resource actions are indicated with the following symbols:
        # aws_sns_topic.alerts_topic_3313844B (alerts/topic) will be created
        + resource "aws_sns_topic" "alerts_topic_3313844B" {
        # aws_kms_key.alerts_key_553AF43B (alerts/key/key) will be updated in-place
        ~ resource "aws_kms_key" "alerts_key_553AF43B" {
        # aws_lambda_function.f (f/function) must be replaced
+/- resource "aws_lambda_function" "f" {
        # aws_sns_topic_subscription.old will be destroyed
      Plan: 2 to add, 1 to change, 2 to destroy.
prod  Apply complete! Resources: 2 added, 1 changed, 2 destroyed.
`;

describe("what Terraform did", () => {
  test("is read from its plan, and every other resource of the stack is unchanged", () => {
    const changes = changesIn(APPLY, ["aws_sns_topic.alerts_topic_3313844B", "aws_iam_role.r"]);
    expect(changes.map(({ address, action }) => [address, action])).toEqual([
      ["aws_sns_topic.alerts_topic_3313844B", "create"],
      ["aws_iam_role.r", "none"],
      ["aws_kms_key.alerts_key_553AF43B", "update"],
      ["aws_lambda_function.f", "replace"],
      ["aws_sns_topic_subscription.old", "delete"],
    ]);
  });

  test("is nothing where nothing differs", () => {
    const said =
      "prod  No changes. Your infrastructure matches the configuration.\n      Apply complete! Resources: 0 added, 0 changed, 0 destroyed.";
    expect(changesIn(said, ["aws_iam_role.r"])).toEqual([
      { address: "aws_iam_role.r", action: "none", changed: [] },
    ]);
  });

  test("is read of a destroy", () => {
    const said = "  # aws_iam_role.r (role) will be destroyed\nDestroy complete! Resources: 1 destroyed.";
    expect(changesIn(said, ["aws_iam_role.r"])).toEqual([
      { address: "aws_iam_role.r", action: "delete", changed: [] },
    ]);
  });

  test("is refused where plan and summary disagree, and where there is no summary", () => {
    expect(() => changesIn(APPLY.replace("1 changed", "2 changed"), [])).toThrow(/names 4 changes/);
    expect(() => changesIn("", [])).toThrow(/its summary says: nothing/);
  });

  test("leaves keys that wait for their deletion", () => {
    const said = `prod  aws_kms_key.alerts_key_553AF43B (alerts/key/key): Destroying... [id=5f2c1771]
      aws_kms_alias.alias (alerts/key/alias): Destroying... [id=alias/alerts]`;
    expect(deletedKeysIn(said)).toEqual(["5f2c1771"]);
  });
});

describe("what Terraform plans", () => {
  test("is as many changes as it adds up, or none", () => {
    expect(plannedIn(APPLY)).toBe(5);
    expect(plannedIn("prod  No changes. Your infrastructure matches the configuration.")).toBe(0);
  });

  test("is not guessed where it does not say", () => {
    expect(() => plannedIn("prod  refreshing")).toThrow(/no summary/);
  });
});

describe("why Terraform gave up", () => {
  const LOCKED = `prod  Error: Error acquiring the state lock

      Error message: operation error S3: PutObject, https response error
      Lock Info:
        ID:        5e0f
        Path:      states/prod.tfstate
        Operation: OperationTypeApply
        Who:       jenkins@build-7
        Version:   1.11.4
        Created:   2026-11-22 16:00:00 UTC
        Info:
`;

  test("is said with the holder's name where another run holds the state", () => {
    expect(lockHolderIn(LOCKED)).toBe("jenkins@build-7, since 2026-11-22 16:00:00 UTC (OperationTypeApply)");
    expect(lockHolderIn(APPLY)).toBeUndefined();
  });

  test("names no holder where the lock could not be written", () => {
    const denied = LOCKED.slice(0, LOCKED.indexOf("Lock Info:"));
    expect(lockHolderIn(denied)).toBeUndefined();
  });

  test("begins at its first error", () => {
    expect(errorsIn(`prod  refreshing\n${LOCKED}`)).toMatch(/^Error: Error acquiring/);
    expect(errorsIn("killed")).toBe("killed");
  });
});
