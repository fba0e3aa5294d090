import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../../environments/environment";
import { accountVariables } from "../../environments/account-variables";

/** What a Jenkins has to know of the environments that it deploys. */
export interface Served {
  /** The branches that deploy, sorted. */
  readonly branches: readonly string[];
  /** Accounts by their global variables, sorted by these. */
  readonly accounts: Readonly<Record<string, string>>;
  /** Where builds' logs go. */
  readonly log: { readonly group: string; readonly region: string };
}

/**
 * Of the environments, those that a branch deploys.
 * @throws Problem `NoBranch`, `AmbiguousAccount`, `SeveralLogs`
 */
export function servedBy(environments: readonly Environment[]): Served {
  const deployed = environments
    .filter(({ branch }) => branch !== undefined)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const [first] = deployed;
  if (first === undefined) {
    throw new Problem({
      code: "NoBranch",
      blame: "user",
      message: "no environment is deployed by a branch",
      where: "branch in the environment files",
      next: "name the branch in the file of each environment that Jenkins is to deploy",
    });
  }
  return {
    branches: unique(deployed.map(({ branch = "" }) => branch)).sort(),
    accounts: accountsOf(deployed),
    log: { group: oneLog(first, deployed), region: first.state.region },
  };
}

/**
 * Environments of one file name in one account share a variable, so that a further model in these accounts changes nothing.
 * Where they lie in several, it is the account of the one in the folder of environments itself, or else of the first.
 */
function accountsOf(deployed: readonly Environment[]): Record<string, string> {
  const told = new Map<string, Environment>();
  const [outside, inside] = [false, true].map((isInside) =>
    deployed.filter(({ name }) => name.includes("/") === isInside),
  );
  for (const environment of [...(outside ?? []), ...(inside ?? [])]) {
    const [own, shared = own] = accountVariables(environment.name);
    if (!told.has(shared)) told.set(shared, environment);
    else if (told.get(shared)?.account !== environment.account && !told.has(own)) told.set(own, environment);
  }
  for (const environment of deployed) requireOwnAccount(environment, told);
  return Object.fromEntries(
    [...told]
      .map(([variable, { account }]) => [variable, account] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** @throws Problem `AmbiguousAccount` where what its build would read is the account of another */
function requireOwnAccount({ name, account }: Environment, told: ReadonlyMap<string, Environment>): void {
  const variable = accountVariables(name).find((one) => told.has(one)) ?? "";
  const read = told.get(variable);
  if (read === undefined || read.account === account) return;
  throw new Problem({
    code: "AmbiguousAccount",
    blame: "user",
    message: `${variable} would be the account of ${read.name} and that of ${name}`,
    where: "the names of the environment files",
    next: "rename one of the two files",
  });
}

/** The plugin that writes logs knows one group. */
function oneLog(first: Environment, deployed: readonly Environment[]): string {
  const placeOf = ({ jenkinsLogGroup, state }: Environment) => `${jenkinsLogGroup} in ${state.region}`;
  const other = deployed.find((one) => placeOf(one) !== placeOf(first));
  if (other === undefined) return first.jenkinsLogGroup;
  throw new Problem({
    code: "SeveralLogs",
    blame: "user",
    message: `builds would be logged to ${placeOf(first)} and to ${placeOf(other)}: Jenkins writes to one log group`,
    where: `jenkins_log_group of ${first.name} and of ${other.name}`,
    next: "name the same group in both files, or keep the models in two folders, each with a Jenkins of its own (ENVIRONMENTS)",
  });
}

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];
