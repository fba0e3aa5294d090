import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scenarioFor } from "../../../rehearsal/story/scenario";
import { exampleFile } from "../../support/environments";
import { rehearseWith, storyOf } from "../../support/rehearsals";

const KEY = "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** The example's files, prod's with other values, after a change of their text. */
function filesWith(overrides: object, change = (text: string): string => text, folder = ""): string {
  const files = mkdtempSync(join(tmpdir(), "environments-"));
  mkdirSync(join(files, folder), { recursive: true });
  for (const name of ["dev", "prod"]) {
    const content = { ...exampleFile(name), ...(name === "prod" ? overrides : {}) };
    writeFileSync(join(files, folder, `${name}.tfvars.json`), change(JSON.stringify(content)));
  }
  return files;
}

const inChina = (text: string): string =>
  text.replaceAll("arn:aws:", "arn:aws-cn:").replaceAll("us-east-1", "cn-north-1");

const newFolder = (): string => join(mkdtempSync(join(tmpdir(), "out-")), "out");

describe("who plays in a rehearsal", () => {
  it("are the files themselves, where local accounts have all that they name", () => {
    const [files, out] = [filesWith({}), newFolder()];
    expect(scenarioFor(undefined, out, files)).toMatchObject({ folder: files, notes: [] });
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    [
      { existing_resources: ["default_bucket", "lambda_role"] },
      "existing_resources: default_bucket,lambda_role",
    ],
    [{ kms_key: KEY }, "kms_key: a key of its own"],
    [{ iam_mode: "blog" }, "iam_mode: least privilege"],
  ])("is said where it is not what the files name: %j", (overrides, note) => {
    const { prod, notes } = scenarioFor(undefined, newFolder(), filesWith(overrides));
    expect(notes).toEqual([expect.stringContaining(`prod, ${note}`)]);
    expect(prod).toMatchObject({ existing: [], iamMode: "least-privilege" });
    expect(prod.kmsKey).toContain(":alias/");
  });

  it("is said where the files lie in another partition, which local accounts do not know", () => {
    const { dev, prod, notes } = scenarioFor(undefined, newFolder(), filesWith({}, inChina));
    expect(notes).toEqual([
      expect.stringContaining("dev, cn-north-1: rehearsed in us-east-1"),
      expect.stringContaining("prod, cn-north-1: rehearsed in us-east-1"),
    ]);
    const plain = scenarioFor(undefined, newFolder(), filesWith({}));
    expect([dev, prod]).toEqual([plain.dev, plain.prod]);
  });

  it("keeps every other key of the files", () => {
    const plain = scenarioFor(undefined, newFolder(), filesWith({ retrain_on: "any-failure" }));
    const replaced = scenarioFor(
      undefined,
      newFolder(),
      filesWith({ retrain_on: "any-failure", iam_mode: "blog" }),
    );
    expect(replaced.prod).toEqual(plain.prod);
    expect(replaced.prod.retrainOn).toBe("any-failure");
  });

  it.each([
    [
      "what exists already, and the blog's policies",
      filesWith({
        existing_resources: ["lambda_role", "deploy_role_arn"],
        kms_key: KEY,
        iam_mode: "blog",
      }),
    ],
    ["another partition, in a folder of its model's own", filesWith({}, inChina, "fraud")],
  ])("lets be rehearsed what local accounts do not have: %s", async (_, files) => {
    const story = storyOf(await rehearseWith({ ENVIRONMENTS: files }, "--json", "--only", "1-3"));
    expect(story.chapters.map(({ ok }) => ok)).toEqual([true, true, true]);
  });
});
