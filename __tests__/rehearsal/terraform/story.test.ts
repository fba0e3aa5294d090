import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CallRecord } from "../../../rehearsal/ports";
import { rehearseWith, storyOf } from "../../support/rehearsals";
import { describeWithTerraform } from "../../support/terraform";
import { expectWholeStory } from "../../support/whole-story";

// Most of it is the provider's: it watches each of four buckets for most of a minute.
jest.setTimeout(900_000);

describeWithTerraform("npm run rehearse -- --terraform", (mirror) => {
  test("tells the whole story, with every stack applied and destroyed by cdktf and Terraform", async () => {
    const rehearsed = await rehearseWith({ TERRAFORM_MIRROR: mirror }, "--json", "--terraform");
    expectWholeStory(storyOf(rehearsed));
    const calls = readFileSync(join(rehearsed.out, "calls.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as CallRecord);
    // Of the embedded apply there is no such state: the foundations' lie in files.
    const states = calls.filter(
      ({ action, resource }) => action === "s3:PutObject" && resource.endsWith("-account.tfstate"),
    );
    expect(new Set(states.map(({ resource }) => resource.split("/").at(-1)))).toEqual(
      new Set(["registry-account.tfstate", "dev-account.tfstate", "prod-account.tfstate"]),
    );
  });
});
