import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { terraformCli } from "../../deploy/bootstrap/terraform";

let bin: string;
const path = process.env["PATH"];
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), "terraform-"));
  process.env["PATH"] = [bin, path].join(delimiter);
});
afterEach(() => {
  process.env["PATH"] = path;
  rmSync(bin, { recursive: true });
});

test.each([0, 1])(
  "Ctrl-C is Terraform's while it runs, and Node's again when it ended with %s",
  async (code) => {
    writeFileSync(join(bin, "terraform"), `#!/bin/sh\necho said\nexit ${code}\n`);
    chmodSync(join(bin, "terraform"), 0o755);
    const before = process.listenerCount("SIGINT");
    const run = terraformCli.read(bin, "apply").catch((error: unknown) => error);
    expect(process.listenerCount("SIGINT")).toBe(before + 1);
    process.emit("SIGINT", "SIGINT");
    expect(await run).toEqual(
      code === 0 ? "said\n" : (expect.objectContaining({ code: "TerraformFailed" }) as Error),
    );
    expect(process.listenerCount("SIGINT")).toBe(before);
  },
);
