import type { Environment, Model } from "../environments/environment";
import { groupLocation } from "./arns";

/** The account of a model's central registry. */
export interface RegistryAccount {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  readonly modelName: string;
  /** The environments that register versions here, sorted by name; never empty. */
  readonly environments: readonly [Environment, ...Environment[]];
  /** Name of its stack: `registry-account`, `fraud-registry-account` for the files in `fraud/`. */
  readonly stackName: string;
}

/** Every registry account of a model; one, unless its files name groups in several. */
export function registryAccounts(model: Model): RegistryAccount[] {
  const byAccount = new Map<string, [Environment, ...Environment[]]>();
  for (const environment of model.environments) {
    const { account } = environment.modelPackageGroup;
    const others = byAccount.get(account);
    if (others === undefined) byAccount.set(account, [environment]);
    else others.push(environment);
  }
  return [...byAccount].map(([account, environments]) => {
    const [{ name, partition }] = environments;
    const folder = name.slice(0, name.lastIndexOf("/") + 1).replaceAll("/", "-");
    return {
      account,
      partition,
      region: groupLocation(environments[0]).region,
      modelName: model.name,
      environments,
      stackName: `${folder}registry-account${byAccount.size === 1 ? "" : `-${account}`}`,
    };
  });
}
