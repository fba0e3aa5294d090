import { loadEnvironment } from "../../environments/load";
import type { TraceEvent } from "../../jenkins/trace";

/** The environments that a branch deploys. */
export const ENVIRONMENTS = ["dev", "prod"].map((name) => {
  const { environment } = loadEnvironment(name);
  return { name, environment, branch: environment.branch ?? "" };
});

/** Commands that reach AWS, and those of them that change it. */
export const USES_AWS = /^npx cdktf|^npm run (deploy -- (plan|apply|status|destroy|force-unlock)|bootstrap)/;
export const WRITES = /^npx cdktf (?!diff\b)|^npm run (deploy -- (apply|destroy|force-unlock)|bootstrap)/;

export const writes = ({ command }: TraceEvent<"sh">) => WRITES.test(command);
export const usesAws = ({ command }: TraceEvent<"sh">) => USES_AWS.test(command);

/** The environments that a command names. */
export function environmentsIn(command: string): string[] {
  const words = command.split(" ");
  return ENVIRONMENTS.map(({ name }) => name).filter((name) => words.includes(name));
}

/** What Jenkins was told, by the person at the build or once by its administrator; the shell fails where by nobody. */
function accountOf(name: string): string {
  return `"\${${name}Account:-\${${name.toUpperCase()}_ACCOUNT:?is not set in Jenkins, see README.md}}"`;
}

/** The command that compares the account with the environment's file. */
export const check = (name: string) => `npm run deploy -- check --env ${name} --account ${accountOf(name)}`;
