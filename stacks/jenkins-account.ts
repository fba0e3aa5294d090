import type { Environment, Model } from "../environments/environment";
import { accountOf } from "sagemaker-promotion-core/arn";

/** An account of Jenkins's own. */
export interface JenkinsAccount {
  readonly account: string;
  readonly partition: string;
  /** The environments that nodes of this account deploy or plan, sorted by name; never empty. */
  readonly environments: readonly [Environment, ...Environment[]];
  /** Name of its stack: `jenkins-account`. */
  readonly stackName: string;
}

/** Every account whose Jenkins nodes deploy or plan, but where they live beside the state: there the delivery stack has their roles. */
export function jenkinsAccounts(models: readonly Model[]): JenkinsAccount[] {
  const byAccount = new Map<string, [Environment, ...Environment[]]>();
  for (const environment of models.flatMap((model) => model.environments)) {
    for (const account of new Set([environment.jenkinsRole, environment.jenkinsPlanRole].map(accountOf))) {
      if (account === accountOf(environment.state.roleArn)) continue;
      const others = byAccount.get(account);
      if (others === undefined) byAccount.set(account, [environment]);
      else others.push(environment);
    }
  }
  return [...byAccount].map(([account, environments]) => ({
    account,
    partition: environments[0].partition,
    environments,
    stackName: `jenkins-account${byAccount.size === 1 ? "" : `-${account}`}`,
  }));
}
