import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const WATCH = ["-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg"];

/** The beginning of a command line that writes to `file` where the rest of it, and all that it starts, sends anything. */
export function straceInto(file: string): string[] {
  return ["strace", ...WATCH, "-o", file];
}

/** Why strace cannot watch here; undefined where it can. */
export function straceObstacle(): string | undefined {
  const [program = "", ...args] = straceInto("/dev/null");
  const { error, status, stderr } = spawnSync(program, [...args, "true"], { encoding: "utf8" });
  if (error !== undefined) return "strace is not installed";
  return status === 0 ? undefined : `strace cannot watch here: ${stderr.trim()}`;
}

/** The system calls that named an address other than 127.0.0.1, or asked a name server; and how many named 127.0.0.1. */
export function addressesIn(file: string): { readonly outside: string[]; readonly local: number } {
  const calls = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => /sa_family=AF_INET6?\b/.test(line));
  const isLocal = (call: string): boolean =>
    call.includes('inet_addr("127.0.0.1")') && !call.includes("htons(53)");
  return { outside: calls.filter((call) => !isLocal(call)), local: calls.filter(isLocal).length };
}
