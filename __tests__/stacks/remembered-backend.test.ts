import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../../stacks/app";
import { PromotionStack } from "../../stacks/promotion-stack";
import { promotionApp } from "../../stacks/app";
import type { Acting } from "../../environments/environment";
import { example, functionBundles, type Case } from "./fixture";

const remembered = (outdir: string) => join(outdir, "stacks", "dev", ".terraform", "terraform.tfstate");

function synthesizeAs(acting: Acting, outdir: string, { environment }: Case = example("dev")): void {
  const app = promotionApp({ CDKTF_OUTDIR: outdir });
  new PromotionStack(app, environment, functionBundles(), acting);
  synthesize(app);
}

/** Dev's stack, synthesized to be planned, in a folder that Terraform was initialized in. */
function planned(): string {
  const outdir = mkdtempSync(join(tmpdir(), "remembered-"));
  synthesizeAs("plan", outdir);
  mkdirSync(join(outdir, "stacks", "dev", ".terraform"));
  writeFileSync(remembered(outdir), "{}");
  return outdir;
}

test("who planned may deploy from the same folder: Terraform forgets the role", () => {
  const outdir = planned();
  synthesizeAs("deploy", outdir);
  expect(existsSync(remembered(outdir))).toBe(false);
});

test("what is the same is remembered", () => {
  const outdir = planned();
  synthesizeAs("plan", outdir);
  expect(existsSync(remembered(outdir))).toBe(true);
});

test("a state that would move is not forgotten: Terraform is to ask", () => {
  const outdir = planned();
  synthesizeAs("deploy", outdir, example("dev", { env_group: "test" }));
  expect(existsSync(remembered(outdir))).toBe(true);
});

test("a stack that cannot be read is written anew, and nothing of it is forgotten", () => {
  const outdir = planned();
  writeFileSync(join(outdir, "stacks", "dev", "cdk.tf.json"), "{");
  synthesizeAs("deploy", outdir);
  expect(existsSync(remembered(outdir))).toBe(true);
});
