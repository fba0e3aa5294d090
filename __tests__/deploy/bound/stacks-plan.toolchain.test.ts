import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyStacks, planStacks, requireSameStacks } from "../../../deploy/bound/stacks-plan";
import { terraformCli } from "../../../deploy/bootstrap/terraform";
import { testUnless } from "../../support/unless";
import { prodSources } from "../support/sources";

/** A stack of Terraform's own resource, which needs no provider and no account. */
const STACK = {
  variable: { secret: { default: "hidden", sensitive: true } },
  resource: { terraform_data: { one: { input: { secret: "${var.secret}", plain: "seen" } } } },
};
const missing = spawnSync("terraform", ["version"]).status === 0 ? undefined : "no Terraform on the PATH";

testUnless(
  missing,
  "Terraform's own plan is applied once, and is stale where its state has moved",
  async () => {
    const out = mkdtempSync(join(tmpdir(), "stacks-plan-"));
    const work = join(out, "stacks", "prod");
    mkdirSync(work, { recursive: true });
    writeFileSync(join(work, "cdk.tf.json"), JSON.stringify(STACK));
    const { environment } = prodSources();
    const first = await planStacks(terraformCli, environment, out, "deploy");
    expect(first).toMatchObject({ lineage: null, serial: null });
    expect(first.changes).toMatchObject([{ address: "terraform_data.one", actions: ["create"] }]);
    expect(JSON.stringify(first.changes)).toContain("seen");
    expect(JSON.stringify(first.changes)).not.toContain("hidden");
    await requireSameStacks(terraformCli, first);
    await applyStacks(terraformCli, first);
    await expect(requireSameStacks(terraformCli, first)).rejects.toMatchObject({ code: "PlanStale" });

    const second = await planStacks(terraformCli, environment, out, "deploy");
    expect(second.changes).toEqual([]);
    expect(second.lineage).toMatch(/./);
    rmSync(out, { recursive: true });
  },
);
