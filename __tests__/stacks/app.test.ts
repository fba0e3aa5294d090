import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../../stacks/app";
import { ResourceWithPolicy } from "../../stacks/constructs/resource-with-policy";
import type { Statement } from "../../stacks/iam/policy-document";
import { blocksOf } from "../docs/markdown";
import { example, wholeApp } from "./fixture";

const scratch = mkdtempSync(join(tmpdir(), "app-test-"));
afterAll(() => rmSync(scratch, { recursive: true }));
const outdir = (name: string): string => {
  const path = join(scratch, name);
  mkdirSync(path);
  return path;
};

/** Takes a statement out of a stack's policy. */
function lose(app: ReturnType<typeof wholeApp>, path: string, sid: string): void {
  const resource = ResourceWithPolicy.below(app).find(({ node }) => node.path === path);
  for (const statements of Object.values(resource?.policies ?? {})) {
    const mutable = statements as Statement[];
    mutable.splice(
      mutable.findIndex(({ Sid }) => Sid === sid),
      1,
    );
  }
}

describe("synthesizing", () => {
  test("says of all stacks at once what is wrong with them, and writes none", () => {
    const out = outdir("faulty");
    const app = wholeApp(example(), out);
    lose(app, "dev-account/encryption-key", "VersionsReadBy222222222222");
    lose(app, "registry-account/mammo-severity-model-package", "RegisterVersions");
    app.node.findChild("delivery").node.addValidation({ validate: () => ["too bad"] });
    expect(() => synthesize(app)).toThrow(
      /^the stacks are not written, for \d reasons:[^]*prod reads the versions that dev trained: the key policy of arn:aws:kms:us-east-1:111111111111:alias\/mammography-severity-model \(dev-account\/encryption-key\) lacks kms:Decrypt by arn:aws:iam::222222222222:role\/service-role\/sagemaker-execution-role\. Add to it:\n {2}\{"Sid":"ProdReadsTheVersionsThatDevTrained","Effect":"Allow"[^]*the resource policy of [^]*registry-account\/mammo-severity-model-package\) lacks sagemaker:[^]*delivery: too bad/,
    );
    expect(readdirSync(out, { recursive: true })).toEqual(["stacks"]);
  });

  test("says of one that is wrong what docs/your-accounts.md shows", () => {
    const app = wholeApp(example(), outdir("shown"));
    lose(app, "dev-account/encryption-key", "VersionsReadBy222222222222");
    const [shown] = blocksOf("docs/your-accounts.md").filter(({ language }) => language === "text");
    const [, message] = /^error \[InvalidStacks\]: ([^]*)$/.exec(shown?.text ?? "") ?? [];
    expect(message).toMatch(/lacks kms:Decrypt/);
    expect(() => synthesize(app)).toThrow(new Error(message));
  });

  test("removes what an earlier run wrote for an environment that is gone, and nothing else", () => {
    const out = outdir("stale");
    for (const name of ["qa", "notes"]) mkdirSync(join(out, "stacks", name), { recursive: true });
    writeFileSync(join(out, "stacks", "qa", "cdk.tf.json"), "{}");
    mkdirSync(join(out, "stacks", "prod", ".terraform"), { recursive: true });
    expect(synthesize(wholeApp(example(), out)).split("\n")).toContain("prod");
    expect(readdirSync(join(out, "stacks")).sort()).toEqual([
      "delivery",
      "dev",
      "dev-account",
      "notes",
      "prod",
      "prod-account",
      "registry-account",
    ]);
    expect(existsSync(join(out, "stacks", "prod", ".terraform"))).toBe(true);
  });
});
