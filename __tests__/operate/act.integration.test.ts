import type { JudgementReport } from "../../operate/judgement";
import { Kept } from "../support/kept";

/** The world as it is before anybody approved the version that dev trained. */
let kept: Kept;
beforeAll(async () => {
  kept = await Kept.after("1-4", process.env);
});
afterAll(() => kept.end("SIGKILL"));

const deploy = (profile: string, args: string) => kept.deploy(profile, args);
const report = (profile: string, args: string) =>
  JSON.parse(deploy(profile, `${args} --json`).stdout) as JudgementReport;

test("a version is approved, shown as such, rejected and taken back, each under a name and with a reason", () => {
  const approved = report("registry", "approve 1 --env prod --as ada --reason 'reports reviewed' --yes");
  expect(approved).toMatchObject({
    verb: "approve",
    ok: true,
    judged: [{ version: 1, approval: "Approved", reason: "reports reviewed" }],
  });
  expect(approved.judged[0]?.judgedBy).toMatch(
    /^ada as arn:aws:sts::333333333333:assumed-role\/model-approver-role\/ada$/,
  );
  expect(approved.effects).toMatchObject([
    { environment: "dev", before: null, after: 1 },
    { environment: "prod", before: null, after: 1 },
  ]);

  const again = deploy("registry", "approve 1 --env prod --as ada --reason again --yes");
  expect([again.code, again.stdout]).toEqual([0, "Nothing was changed: version 1 is Approved already.\n"]);

  const rejected = deploy("registry", "reject 1 --env prod --as bob --reason 'a bad batch' --yes");
  expect(rejected.stdout).toMatch(/prod +version 1 → no version, from \d{4}-\d\d-\d\d 23:00 UTC on/);
  expect(rejected.stdout).toContain("Version 1 is Rejected, by bob as ");
  expect(rejected.stdout.split("\n").filter((line) => line.length > 80 && !line.includes("arn:"))).toEqual(
    [],
  );
});

test.each([
  ["nobody's name", "registry", "approve 1 --env prod --reason x --yes", "NameNeeded"],
  ["no confirmation", "registry", "approve 1 --env prod --as ada --reason x", "NotConfirmed"],
  ["no such version", "registry", "approve 7 --env prod --as ada --reason x --yes", "NoVersion"],
  ["an administrator of prod", "prod", "approve 1 --env prod --as ada --reason x --yes", "AccessDenied"],
  [
    "nothing to go back to",
    "registry",
    "rollback model --env prod --as ada --reason x --yes",
    "NothingToGoBackTo",
  ],
])("with %s, nothing is judged", (_case, profile, args, code) => {
  const { code: exit, stderr, stdout } = deploy(profile, `${args} --json`);
  expect(exit).toBe(1);
  expect(stderr).toContain(`error [${code}]`);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code } });
});

test.each([
  ["no reason", "approve 1 --env prod"],
  ["an empty reason", "approve 1 --env prod --reason ' '"],
  ["a reason that is too long", `approve 1 --env prod --reason '${"x".repeat(1025)}'`],
])("%s is wrong usage", (_case, args) => {
  expect(deploy("registry", args).code).toBe(2);
});
