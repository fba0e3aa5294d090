import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { Problem } from "sagemaker-promotion-core/problem";
import { variable } from "sagemaker-promotion-core/variable";

/** The Terraform CLI. Each method runs one command to its end, in a folder that holds a configuration. */
export interface Terraform {
  /** Its output, and its questions, are the user's. */
  run(folder: string, ...args: readonly string[]): Promise<void>;
  /** What it prints. */
  read(folder: string, ...args: readonly string[]): Promise<string>;
}

/** Terraform as it is found on the PATH, with this process's streams. */
export const terraformCli: Terraform = {
  async run(folder, ...args) {
    await start(folder, args, "inherit");
  },
  read: (folder, ...args) => start(folder, args, "pipe"),
};

async function start(folder: string, args: readonly string[], stdout: "inherit" | "pipe"): Promise<string> {
  const colours = process.stdout.isTTY && variable("NO_COLOR") === undefined;
  const child = spawn("terraform", [...args, ...(colours ? [] : ["-no-color"])], {
    cwd: folder,
    stdio: ["inherit", stdout, "inherit"],
  });
  const ended = new Promise<void>((resolve, reject) => {
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
          next: "fix what it says, then run the same command again: it goes on where it stopped",
        }),
      );
    });
  });
  // A terminal's Ctrl-C reaches Terraform too, which finishes what it is at and then says so: we wait for that.
  const wait = (): void => undefined;
  process.on("SIGINT", wait);
  try {
    const [said] = await Promise.all([child.stdout === null ? "" : text(child.stdout), ended]);
    return said;
  } finally {
    process.removeListener("SIGINT", wait);
  }
}
