import type { TraceEvent } from "../../jenkins/trace";

/** The branches that deploy. */
export const BRANCHES = ["dev", "main"];

/** Commands that reach AWS, and those of them that change it. */
export const USES_AWS = /\bnpx cdktf|^npm run (deploy -- (plan|apply|status|destroy|force-unlock)|bootstrap)/;
export const WRITES = /\bnpx cdktf (?!diff\b)|^npm run (deploy -- (apply|destroy|force-unlock)|bootstrap)/;

export const writes = ({ command }: Pick<TraceEvent<"sh">, "command">) => WRITES.test(command);
export const usesAws = ({ command }: TraceEvent<"sh">) => USES_AWS.test(command);

/** The environments of a branch, as the commands say it; of a pull request's target the shell fills the name in. */
export const ofBranch = (branch: string) =>
  `--env all --branch ${branch === "$CHANGE_TARGET" ? '"$CHANGE_TARGET"' : branch}`;

/** The branch whose environments a command is about: as it is written, and by its name. */
export function branchOf({
  command,
  environment,
}: Pick<TraceEvent<"sh">, "command" | "environment">): { word: string; name: string } | undefined {
  const [, word] = / --branch "?([\w$/.-]+)"?(?: |$)/.exec(command) ?? [];
  if (word === undefined) return undefined;
  return { word, name: word.startsWith("$") ? (environment[word.slice(1)] ?? "") : word };
}

/** The command that compares accounts with the files: with what the person at the build, or the administrator, has said. */
export const check = (branch: string) => `npm run deploy -- check ${ofBranch(branch)} --account "$account"`;

/** The command that gives Terraform's half of a branch to cdktf, stack by stack. */
export const cdktf = (branch: string) =>
  `npm run --silent deploy -- stacks ${ofBranch(branch)} | xargs -n 1 npx cdktf deploy --auto-approve`;
