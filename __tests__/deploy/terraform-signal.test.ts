import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isProblem } from "sagemaker-promotion-core/problem";
import { terraformCli } from "../../deploy/bootstrap/terraform";

test("Ctrl-C is Terraform's while it runs, and Node's again when it has ended, or is not there", async () => {
  const empty = mkdtempSync(join(tmpdir(), "terraform-"));
  const before = process.listenerCount("SIGINT");
  const run = terraformCli.read(empty, "no-such-command").catch((error: unknown) => error);
  expect(process.listenerCount("SIGINT")).toBe(before + 1);
  process.emit("SIGINT", "SIGINT");
  expect(isProblem(await run)).toBe(true);
  expect(process.listenerCount("SIGINT")).toBe(before);
  rmSync(empty, { recursive: true });
});
