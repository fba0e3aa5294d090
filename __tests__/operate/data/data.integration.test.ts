import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kept } from "../../support/kept";

/** The accounts with their foundations, and nothing in them. */
let kept: Kept;
const folder = mkdtempSync(join(tmpdir(), "data-"));
beforeAll(async () => {
  kept = await Kept.after("1-1", process.env);
  writeFileSync(join(folder, "rows.csv"), "67,1\n43,0\n");
});
afterAll(() => kept.end("SIGKILL"));

const deploy = (profile: string, args: string) => kept.deploy(profile, args);

test("a person of dev brings data in the role for that, encrypted with dev's key, and sees it there", () => {
  const args = `data upload '${folder}/rows.csv' --env dev --to train`;
  const first = deploy("dev", args);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(
    /^ {2}new +s3:\/\/.*\/data\/train-dataset\/rows\.csv\n +2 rows, 2 columns, no header\n/,
  );
  expect(first.stdout).toMatch(/Next: npm run deploy -- run train --env dev\n$/);
  expect(JSON.parse(deploy("dev", `${args} --json`).stdout)).toMatchObject({
    verb: "data upload",
    ok: true,
    principal: expect.stringContaining("-dev-data-scientist") as string,
    files: [{ rows: 2, columns: 2, header: null, replaces: true }],
    others: [],
  });
  expect(JSON.parse(deploy("dev", "data list --env dev --json").stdout)).toMatchObject({
    files: [{ use: "train", bytes: 10 }],
  });
  expect(deploy("dev", "data list --env dev").stdout).toMatch(
    /^ {2}train {2}10 bytes .* UTC {2}rows\.csv\n$/,
  );
});

test("prod, which has no role for people, takes it from its administrator as they are", () => {
  const found = deploy("prod", `data upload '${folder}' --env prod --to batch --json`);
  expect(JSON.parse(found.stdout)).toMatchObject({
    ok: true,
    principal: "arn:aws:iam::222222222222:root",
    files: [{ key: expect.stringMatching(/\/batch-dataset\/mammo-batch-dataset\.csv$/) as string }],
  });
});

test.each([
  ["a person of another account", "prod", "dev", "AccessDenied"],
  ["a person of dev, for prod", "dev", "prod", "WrongAccount"],
  ["Jenkins, for prod", "jenkins", "prod", "AccessDenied"],
])("%s brings nothing", (_case, profile, env, code) => {
  const { code: exit, stderr } = deploy(profile, `data upload '${folder}' --env ${env} --to train`);
  expect(exit).toBe(1);
  expect(stderr).toContain(`error [${code}]`);
});

test.each([
  ["no file", "data upload --env dev --to train"],
  ["no use", "data upload x.csv --env dev"],
  ["another use", "data upload x.csv --env dev --to validate"],
  ["no verb", "data"],
])("%s is wrong usage", (_case, args) => {
  expect(deploy("dev", args).code).toBe(2);
});
