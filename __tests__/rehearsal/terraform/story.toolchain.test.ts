import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOSTILE_SETTINGS, HOSTILE_VARIABLES, hostileUser } from "../../support/hostile";
import { rehearseUnder } from "../../support/rehearsals";
import { addressesIn, straceInto, straceObstacle } from "../../support/strace";
import { describeWithTerraform } from "../../support/terraform";
import { callsOf, expectWholeStory } from "../../support/whole-story";

describeWithTerraform("npm run rehearse -- --terraform", (mirror) => {
  test("tells the whole story, with every stack applied and destroyed by cdktf and Terraform", async () => {
    const folder = mkdtempSync(join(tmpdir(), "terraform-story-"));
    const obstacle = straceObstacle();
    if (obstacle !== undefined)
      process.stderr.write(`Terraform's system calls are not counted: ${obstacle}\n`);
    const trace = join(folder, "trace");
    const rehearsed = await rehearseUnder(
      obstacle === undefined ? straceInto(trace) : [],
      { ...hostileUser(folder, HOSTILE_SETTINGS, HOSTILE_VARIABLES), TERRAFORM_MIRROR: mirror },
      "--json",
      "--terraform",
    );
    expectWholeStory(rehearsed);
    // Whatever the user is set up for, none of the processes, which Terraform's are, reaches AWS.
    if (obstacle === undefined) {
      const { outside, local } = addressesIn(trace);
      expect(outside).toEqual([]);
      expect(local).toBeGreaterThan(100);
    }
    // Of the embedded apply there is no such state: the foundations' lie in files.
    const states = callsOf(rehearsed).filter(
      ({ action, resource }) => action === "s3:PutObject" && resource.endsWith("-account.tfstate"),
    );
    expect(new Set(states.map(({ resource }) => resource.split("/").at(-1)))).toEqual(
      new Set(["registry-account.tfstate", "dev-account.tfstate", "prod-account.tfstate"]),
    );
  });
});
