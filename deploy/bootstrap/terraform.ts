import { spawn } from "node:child_process";
import { Problem } from "../../environments/problem";

/** Runs one Terraform command to its end, in a folder that holds a configuration. */
export type RunTerraform = (folder: string, ...args: readonly string[]) => Promise<void>;

/** Terraform's own output, and its questions, are the user's: it gets this process's streams. */
export const terraform: RunTerraform = (folder, ...args) =>
  new Promise((resolve, reject) => {
    const colours = process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "";
    const child = spawn("terraform", [...args, ...(colours ? [] : ["-no-color"])], {
      cwd: folder,
      stdio: "inherit",
    });
    child.once("error", (cause) => {
      reject(
        new Problem({
          code: "NoTerraform",
          blame: "environment",
          message: `the Terraform CLI cannot be run: ${cause.message}`,
          next: "install Terraform 1.10 or newer, and see that it is on the PATH",
          cause,
        }),
      );
    });
    child.once("close", (code, signal) => {
      if (code === 0) return resolve();
      reject(
        new Problem({
          code: "TerraformFailed",
          blame: "environment",
          message: `terraform ${args[0] ?? ""} ended with ${signal ?? `exit code ${code}`}; it said why above`,
          where: folder,
          next: "mend what it says, then run the same command again: it goes on where it stopped",
        }),
      );
    });
  });
