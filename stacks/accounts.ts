import { accountOf } from "sagemaker-promotion-core/arn";
import type { Environment, Model } from "../environments/environment";
import { groupLocation } from "./arns";

/** An account that environments share, and what a foundation's stack needs to know of it. */
interface SharedAccount {
  readonly account: string;
  readonly partition: string;
  /** Sorted by name; never empty. */
  readonly environments: readonly [Environment, ...Environment[]];
  /** Ends in the account's number where there are several such accounts. */
  readonly stackName: string;
}

/** The account that deployments are run from and that keeps their state: prod's. Its stack: `delivery`. */
export interface DeliveryAccount extends SharedAccount {
  readonly region: string;
  /** Every model; those whose environments keep their state here among them. */
  readonly models: readonly Model[];
}

/** The account of a model's central registry. Its stack: `registry-account`, or `fraud-registry-account` for the files in `fraud/`. */
export interface RegistryAccount extends SharedAccount {
  readonly region: string;
  readonly modelName: string;
}

/** An account that Jenkins has for itself. Its stack: `jenkins-account`. */
export type JenkinsAccount = SharedAccount;

/** Every account that keeps state; one, unless models are promoted to several prod accounts. */
export function deliveryAccounts(models: readonly Model[]): DeliveryAccount[] {
  return byAccount("delivery", environmentsOf(models), stateAccounts).map((shared) => ({
    ...shared,
    region: shared.environments[0].state.region,
    models,
  }));
}

/** Every registry account of a model; one, unless its files name groups in several. */
export function registryAccounts(model: Model): RegistryAccount[] {
  const shared = byAccount("registry-account", model.environments, ({ modelPackageGroup }) => [
    modelPackageGroup.account,
  ]);
  return shared.map((one) => {
    const [{ name }] = one.environments;
    const folder = name.slice(0, name.lastIndexOf("/") + 1).replaceAll("/", "-");
    return {
      ...one,
      region: groupLocation(one.environments[0]).region,
      modelName: model.name,
      stackName: `${folder}${one.stackName}`,
    };
  });
}

/** Every account whose Jenkins nodes deploy or plan, unless it also keeps the state: then the delivery stack has their roles. */
export function jenkinsAccounts(models: readonly Model[]): JenkinsAccount[] {
  return byAccount("jenkins-account", environmentsOf(models), (environment) =>
    [environment.jenkinsRole, environment.jenkinsPlanRole]
      .map(accountOf)
      .filter((account) => !stateAccounts(environment).includes(account)),
  );
}

function environmentsOf(models: readonly Model[]): readonly Environment[] {
  return models.flatMap(({ environments }) => environments);
}

function stateAccounts({ state }: Environment): readonly string[] {
  return [accountOf(state.roleArn)];
}

/** Groups environments by the accounts that each uses, in the order in which the accounts first appear. */
function byAccount(
  stackName: string,
  environments: readonly Environment[],
  accountsOf: (environment: Environment) => readonly string[],
): SharedAccount[] {
  const groups = new Map<string, [Environment, ...Environment[]]>();
  for (const environment of environments) {
    for (const account of new Set(accountsOf(environment))) {
      const group = groups.get(account);
      if (group === undefined) groups.set(account, [environment]);
      else group.push(environment);
    }
  }
  return [...groups].map(([account, group]) => ({
    account,
    partition: group[0].partition,
    environments: group,
    stackName: groups.size === 1 ? stackName : `${stackName}-${account}`,
  }));
}
