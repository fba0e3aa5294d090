import type { Environment, Model } from "../environments/environment";
import { accountOf } from "sagemaker-promotion-core/arn";

/** The account that deployments are run from and that keeps their state: prod's. */
export interface DeliveryAccount {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** The environments whose state lies here, sorted by name; never empty. */
  readonly environments: readonly [Environment, ...Environment[]];
  /** Every model; those whose environments keep their state here among them. */
  readonly models: readonly Model[];
  /** Name of its stack: `delivery`. */
  readonly stackName: string;
}

/** Every account that keeps state; one, unless models are promoted to several prod accounts. */
export function deliveryAccounts(models: readonly Model[]): DeliveryAccount[] {
  const byAccount = new Map<string, [Environment, ...Environment[]]>();
  for (const environment of models.flatMap((model) => model.environments)) {
    const account = accountOf(environment.state.roleArn);
    const others = byAccount.get(account);
    if (others === undefined) byAccount.set(account, [environment]);
    else others.push(environment);
  }
  return [...byAccount].map(([account, environments]) => ({
    account,
    partition: environments[0].partition,
    region: environments[0].state.region,
    environments,
    models,
    stackName: byAccount.size === 1 ? "delivery" : `delivery-${account}`,
  }));
}
