import { execFileSync } from "node:child_process";

/** Ends a child that leads its own process group, and everything it started. Nothing happens where it is gone. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Ends a process and everything below it. cdktf starts Terraform in a session of its own, where no signal to a
 * process group reaches it, and Terraform its providers: they are found by their parents. Nothing happens where all
 * are gone.
 */
export function killTree(root: number | undefined): void {
  if (root === undefined) return;
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = new Set([root]);
  // A parent may come after its child in the list.
  for (let size = 0; size < tree.size;) {
    size = tree.size;
    for (const [pid, parent] of processes) {
      if (pid !== undefined && parent !== undefined && tree.has(parent)) tree.add(pid);
    }
  }
  for (const pid of tree) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
