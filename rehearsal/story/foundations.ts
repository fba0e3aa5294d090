import { accountOf } from "../../environments/arn";
import { deliveryAccounts } from "../../stacks/delivery-account";
import { jenkinsAccounts } from "../../stacks/jenkins-account";
import { registryAccounts } from "../../stacks/registry-account";
import { workloadAccountStackName } from "../../stacks/stack-names";
import { present } from "./chapter";
import type { World } from "./world";

export interface Foundation {
  readonly stack: string;
  readonly account: string;
}

/**
 * The foundation stacks that the story stands on, named as the stacks name themselves; the first keeps the states of
 * the others, which know nothing of each other.
 */
export function foundations({ dev, prod, models }: World): [Foundation, ...Foundation[]] {
  const registries = models.filter(({ name }) => name === prod.modelName).flatMap(registryAccounts);
  const jenkins = [...new Set([prod.jenkinsRole, prod.jenkinsPlanRole].map(accountOf))];
  const inAccount = (
    accounts: readonly { readonly account: string; readonly stackName: string }[],
    account: string,
  ): Foundation[] =>
    accounts
      .filter((candidate) => candidate.account === account)
      .map(({ stackName }) => ({ stack: stackName, account }));
  const delivery = inAccount(deliveryAccounts(models), accountOf(prod.state.roleArn))[0];
  return [
    present(delivery, "a stack that keeps the states"),
    ...inAccount(registries, prod.modelPackageGroup.account),
    { stack: workloadAccountStackName(dev), account: dev.account },
    { stack: workloadAccountStackName(prod), account: prod.account },
    ...jenkins.flatMap((account) => inAccount(jenkinsAccounts(models), account)),
  ];
}

/** Every account of the story, once. */
export function accountsOf(world: World): string[] {
  return [...new Set(foundations(world).map(({ account }) => account))];
}
