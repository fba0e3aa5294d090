import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { castStory } from "../../../rehearsal/story/casting";
import { exampleFile } from "../../support/environments";
import { rehearseWith, STORY_MILLISECONDS, storyOf } from "../../support/rehearsals";

const KEY = "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** The example's files, prod's with other values. */
function filesWith(overrides: object): string {
  const folder = mkdtempSync(join(tmpdir(), "environments-"));
  for (const name of ["dev", "prod"]) {
    const content = { ...exampleFile(name), ...(name === "prod" ? overrides : {}) };
    writeFileSync(join(folder, `${name}.tfvars.json`), JSON.stringify(content));
  }
  return folder;
}

const newFolder = (): string => join(mkdtempSync(join(tmpdir(), "out-")), "out");

describe("who plays in a rehearsal", () => {
  it("are the files themselves, where local accounts have all that they name", () => {
    const [files, out] = [filesWith({}), newFolder()];
    expect(castStory(undefined, out, files)).toMatchObject({ folder: files, notes: [] });
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
    const { prod, notes } = castStory(undefined, newFolder(), filesWith(overrides));
    expect(notes).toEqual([expect.stringContaining(`prod, ${note}`)]);
    expect(prod).toMatchObject({ existing: [], iamMode: "least-privilege" });
    expect(prod.kmsKey).toContain(":alias/");
  });

  it("keeps every other key of the files", () => {
    const plain = castStory(undefined, newFolder(), filesWith({ retrain_on: "any-failure" }));
    const replaced = castStory(
      undefined,
      newFolder(),
      filesWith({ retrain_on: "any-failure", iam_mode: "blog" }),
    );
    expect(replaced.prod).toEqual(plain.prod);
    expect(replaced.prod.retrainOn).toBe("any-failure");
  });

  it(
    "lets accounts that are not empty be rehearsed on local ones that are",
    async () => {
      const files = filesWith({ existing_resources: ["lambda_role"], kms_key: KEY, iam_mode: "blog" });
      const rehearsed = await rehearseWith({ ENVIRONMENTS: files }, "--json", "--only", "1-3");
      expect(storyOf(rehearsed).ok).toBe(true);
      expect(rehearsed.stderr).toContain("note: prod, existing_resources: lambda_role: created here");
    },
    STORY_MILLISECONDS,
  );
});
