import { accountOf } from "sagemaker-promotion-core/arn";
import { deliveryAccounts, jenkinsAccounts, registryAccounts } from "../../stacks/accounts";
import { workloadAccountStackName } from "../../stacks/names";
import { assertDefined } from "./assert";
import type { Scenario } from "./scenario";

/** The two environments of the story, and every model of the files. */
type Story = Pick<Scenario, "dev" | "prod" | "models">;

export interface Foundation {
  readonly stack: string;
  readonly account: string;
}

/**
 * The foundation stacks that the story needs, by the names that they give themselves. The first holds the states of
 * the others, which do not depend on each other.
 */
export function foundations({ dev, prod, models }: Story): [Foundation, ...Foundation[]] {
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
    assertDefined(delivery, "a stack that keeps the states"),
    ...inAccount(registries, prod.modelPackageGroup.account),
    { stack: workloadAccountStackName(dev), account: dev.account },
    { stack: workloadAccountStackName(prod), account: prod.account },
    ...jenkins.flatMap((account) => inAccount(jenkinsAccounts(models), account)),
  ];
}

/** Every account of the story, once. */
export function accountsOf(story: Story): string[] {
  return [...new Set(foundations(story).map(({ account }) => account))];
}
