import type { Environment, Model } from "../environments/environment";
import { accountOf } from "./arns";

/** An account of Jenkins's own. */
export interface JenkinsAccount {
  readonly account: string;
  readonly partition: string;
  /** The environments that a server of this account deploys, sorted by name; never empty. */
  readonly environments: readonly [Environment, ...Environment[]];
  /** Name of its stack: `jenkins-account`. */
  readonly stackName: string;
}

/** Every account whose Jenkins server deploys, but where it lives beside the state: there the delivery stack has its role. */
export function jenkinsAccounts(models: readonly Model[]): JenkinsAccount[] {
  const byAccount = new Map<string, [Environment, ...Environment[]]>();
  for (const environment of models.flatMap((model) => model.environments)) {
    const account = accountOf(environment.jenkinsRole);
    if (account === accountOf(environment.state.roleArn)) continue;
    const others = byAccount.get(account);
    if (others === undefined) byAccount.set(account, [environment]);
    else others.push(environment);
  }
  return [...byAccount].map(([account, environments]) => ({
    account,
    partition: environments[0].partition,
    environments,
    stackName: `jenkins-account${byAccount.size === 1 ? "" : `-${account}`}`,
  }));
}
