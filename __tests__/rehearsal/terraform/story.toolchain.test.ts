import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findTerraform } from "../../../rehearsal/terraform/tools";
import { HOSTILE_SETTINGS, HOSTILE_VARIABLES, hostileUser, REAL } from "../../support/hostile";
import { ClosedProxy } from "../../support/proxy";
import { rehearseWith } from "../../support/rehearsals";
import { describeWithTerraform } from "../../support/terraform";
import { callsOf, expectWholeStory } from "../../support/whole-story";

describeWithTerraform("npm run rehearse -- --terraform", (mirror) => {
  let folder: string;
  let proxy: ClosedProxy;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "terraform-story-"));
    proxy = await ClosedProxy.start();
  });
  afterEach(() => proxy.close());

  test("would be seen on its way to AWS", async () => {
    const { configuration = "", variables } = await findTerraform(() => undefined, {
      ...process.env,
      TERRAFORM_MIRROR: mirror,
    });
    writeFileSync(join(folder, "terraform.rc"), configuration);
    const document = {
      terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
      provider: { aws: { region: "us-east-1", max_retries: 1 } },
      data: { aws_caller_identity: { me: {} } },
    };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(document));
    const env = {
      ...process.env,
      ...variables,
      ...proxy.variables,
      TF_CLI_CONFIG_FILE: join(folder, "terraform.rc"),
      AWS_ACCESS_KEY_ID: REAL.id,
      AWS_SECRET_ACCESS_KEY: REAL.secret,
    };
    const terraform = promisify(execFile);
    await terraform("terraform", ["init"], { cwd: folder, env });
    expect(proxy.tried).toBe(0);
    await expect(terraform("terraform", ["plan"], { cwd: folder, env })).rejects.toThrow();
    expect(proxy.tried).toBeGreaterThan(0);
  });

  test("tells the whole story, with every stack applied and destroyed by cdktf and Terraform", async () => {
    const user = hostileUser(folder, HOSTILE_SETTINGS, HOSTILE_VARIABLES);
    const rehearsed = await rehearseWith(
      { ...user, ...proxy.variables, TERRAFORM_MIRROR: mirror },
      "--json",
      "--terraform",
    );
    expectWholeStory(rehearsed);
    expect(proxy.tried).toBe(0);
    // Of the embedded apply there is no such state: the foundations' lie in files.
    const states = callsOf(rehearsed).filter(
      ({ action, resource }) => action === "s3:PutObject" && resource.endsWith("-account.tfstate"),
    );
    expect(new Set(states.map(({ resource }) => resource.split("/").at(-1)))).toEqual(
      new Set(["registry-account.tfstate", "dev-account.tfstate", "prod-account.tfstate"]),
    );
  });
});
