import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../../environments/environment";
import { accountVariable } from "./names";

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

function accountsOf(deployed: readonly Environment[]): Record<string, string> {
  const accounts = new Map<string, Environment>();
  for (const environment of deployed) {
    const variable = accountVariable(environment.name);
    const other = accounts.get(variable);
    if (other !== undefined && other.account !== environment.account) {
      throw new Problem({
        code: "AmbiguousAccount",
        blame: "user",
        message: `${variable} would be the account of ${other.name} and that of ${environment.name}`,
        where: "the names of the environment files",
        next: "rename one of the two files",
      });
    }
    accounts.set(variable, environment);
  }
  return Object.fromEntries(
    [...accounts]
      .map(([variable, { account }]) => [variable, account] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
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
